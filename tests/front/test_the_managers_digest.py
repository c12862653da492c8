"""What the manager reads on Monday: the numbers of the pages, and nothing of anybody."""

from datetime import timedelta

import pytest
from django.conf import settings

from bookings.models import CallTask, WorkingHours
from clinic.digest import owe_digests
from clinic.outbox.models import Message, ReplyDone, Told
from clinic.people.models import User
from clinic.words import clinical_in
from programs.models import Alert
from tests.factories import (
    NOON,
    TODAY,
    make_appointment,
    make_enquiry,
    make_practitioner,
    make_runner,
    make_user,
    new_id,
)
from tests.front.digests import A_DAY, HOUR, MONDAY, wants

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(max_) -> User:
    """Has worked here for long, and chose nothing: so every Monday."""
    return wants(max_)


@pytest.fixture
def busy(ruth, pia, room, first_visit, dee):
    """A week in which something of each kind happened, and something waits."""
    for hour, status in enumerate(["completed", "arrived", "no_show", "booked", "cancelled"]):
        more = {"cancel_reason": "sick", "is_late_cancel": True} if status == "cancelled" else {}
        make_appointment(
            ruth, pia.practitioner, room, first_visit, NOON + hour * HOUR, status=status, **more
        )
    anna = make_enquiry("Anna", answered_at=NOON + HOUR, state="booked", runner=ruth)
    soon = make_appointment(
        ruth, pia.practitioner, room, first_visit, MONDAY + 3 * HOUR, enquiry=anna
    )
    WorkingHours.objects.create(
        practitioner=pia.practitioner, site=room.site, weekday=1, opens="09:00", closes="15:00"
    )
    make_enquiry("Bert")
    make_enquiry("Cleo", created_at=MONDAY - HOUR, due_at=MONDAY + A_DAY)
    make_enquiry("Doris", is_doubtful=True)
    CallTask.objects.create(appointment=soon, reason="leave", created_at=NOON)
    CallTask.objects.create(runner=ruth, asked_by=pia, reason="physio", created_at=MONDAY - HOUR)
    Message.objects.create(
        key="a", kind="sample", to="a@demo.example", state="failed", send_after=NOON,
        created_at=NOON,
    )  # fmt: skip
    for days in (1, 2, 15):
        wrote(MONDAY - days * A_DAY)
    ReplyDone.objects.create(told=wrote(MONDAY - HOUR), by=dee, at=MONDAY)
    raised(ruth, MONDAY - A_DAY - HOUR)
    raised(ruth, MONDAY - HOUR)


def raised(runner, at) -> Alert:
    return Alert.objects.create(
        runner=runner, kind="severe_pain", key=new_id(), occurred_on=TODAY, raised_at=at
    )


def wrote(at) -> Told:
    return Told.objects.create(
        pk=new_id(), what="words", number="+61491570156", words="Anna is sick", at=at
    )


def test_it_counts_what_the_pages_show(manager, busy):
    owe_digests(now=MONDAY)

    message = Message.objects.get(kind="manager-digest")
    week = "Monday 23 November to Sunday 29 November"
    assert message.subject == f"The clinic in numbers: {week}"
    lines = [one.replace(settings.BASE_URL, "") for one in message.body.splitlines() if one]
    assert lines[:-1] == [
        "What waits, as of Monday 30 November, 7:00 am:",
        "Enquiries in the inbox: 2, past the time we promised: 1",
        "Enquiries held back, for they may be spam: 1",
        "/bookings/inbox/",
        "Calls to make: 2, on the list for more than a day: 1",
        "/bookings/calls/",
        "Replies to texts that nobody has looked after: 2",
        "Messages that failed, or may not have left: 1",
        "/ops/",
        "Alerts that have been open for more than a day: 1",
        "Only the physios see which, and whose.",
        f"{week}:",
        "Enquiries that came in: 2, with a visit booked: 1",
        "Answers that were due: 2, in time: 1",
        "Visits that people came to: 2, that nobody came to: 1, not marked yet: 1",
        "Visits cancelled: 1, too late to fill: 1",
        "/bookings/reports/?first=2026-11-23&last=2026-11-29",
        "Monday 30 November to Sunday 6 December:",
        "Hours booked: 1 of 6 on file, free: 5",
        "/bookings/diary/",
        "To get these numbers on other days or not at all, press a button at the end of this page:",
        "/bookings/reports/#by-mail",
    ]


def test_it_says_nothing_of_anybody(manager, busy, ruth):
    owe_digests(now=MONDAY)

    message = Message.objects.get(kind="manager-digest")
    said = message.subject + message.body
    assert clinical_in(said) == ""
    names = ["ruth", "pia", "anna", "bert", "cleo", "doris", "dee", "severe", "10:00", "12:00"]
    for secret in [*names, str(ruth.pk)]:
        assert secret not in said.lower()
    assert (message.person, message.about, message.is_secret) == (manager.pk, "", False)


def test_each_link_opens_for_a_manager(manager, busy, signed_in):
    owe_digests(now=MONDAY)
    links = [
        line.replace(settings.BASE_URL, "")
        for line in Message.objects.get(kind="manager-digest").body.splitlines()
        if line.startswith("http")
    ]

    assert len(links) == 6
    for link in links:
        assert signed_in(manager).get(link).status_code == 200


def test_what_was_put_off_or_cleared_is_no_old_alert(manager, ruth, pia):
    raised(ruth, MONDAY - 3 * A_DAY)
    ruth.snoozes.create(reason="severe_pain", until=MONDAY.date() + A_DAY, made_at=MONDAY - A_DAY)

    owe_digests(now=MONDAY)

    assert "Alerts" not in Message.objects.get().body


def test_a_quiet_week_is_one_line(manager):
    owe_digests(now=MONDAY)

    first, *_ = Message.objects.get().body.splitlines()
    week = "Monday 23 November to Sunday 29 November"
    assert first == f"{week}: no enquiries and no visits, and nothing waits at the desk."
    assert "Enquiries" not in Message.objects.get().body


def test_a_reply_alone_is_something_that_waits(manager):
    wrote(MONDAY - HOUR)

    owe_digests(now=MONDAY)

    body = Message.objects.get().body
    assert body.startswith("What waits, as of Monday 30 November, 7:00 am:\n\nReplies to texts")
    assert "/ops/" in body


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_of_each_or_many(
    count, room, first_visit, django_assert_num_queries
):
    for number in range(count):
        wants(make_user(User.Role.MANAGER, f"Max{number}"))
        physio = make_practitioner(f"P{number}")
        runner = make_runner(f"Runner{number}", physio)
        raised(runner, NOON)
        make_enquiry(f"E{number}")
        wrote(NOON)
        make_appointment(runner, physio, room, first_visit, NOON + number * HOUR)
        WorkingHours.objects.create(
            practitioner=physio, site=room.site, weekday=1, opens="09:00", closes="15:00"
        )

    # Two for the transaction; who wants it, who has it, who is free; fifteen to count; one to owe.
    with django_assert_num_queries(21):
        owe_digests(now=MONDAY)
    # Once all have it, a look costs two.
    with django_assert_num_queries(4):
        owe_digests(now=MONDAY + HOUR)
    # And before seven and on Sundays it asks nothing.
    with django_assert_num_queries(2):
        owe_digests(now=MONDAY - timedelta(seconds=1))

    assert Message.objects.count() == count
