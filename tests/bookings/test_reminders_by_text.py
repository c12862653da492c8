"""Reminders of visits in the ways that Ruth chose: on time, once, and none lost by a change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from time import sleep

import pytest
from django.db import connection, transaction

from bookings.actions.appointments import book
from bookings.reminders import queue_appointment_reminders
from clinic.outbox.models import Message
from clinic.people.actions.ways import Ways
from clinic.people.models import ReminderChoice, Runner
from clinic.ways import keep_ways
from tests.factories import SYDNEY
from tests.programs.test_log_races import all_at_once

pytestmark = pytest.mark.django_db
MOBILE = "+61491570156"


@pytest.fixture(autouse=True)
def texts(settings):
    settings.SMS_URLS = ["sms+https://texts.example/"]


def at(hour, minute=0, day=24):
    return datetime(2026, 11, day, hour, minute, tzinfo=SYDNEY)


@pytest.fixture
def visit(pia, dee, room, first_visit, ruth):
    """Wednesday at 1 pm, booked on Friday."""
    return book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
        starts_at=at(13, day=25), by=dee, now=at(12, day=20),
    )  # fmt: skip


def wants(runner, *ways):
    Runner.objects.filter(pk=runner.pk).update(visits_by=list(ways), texts_to=MOBILE)


def change(runner, *ways, now):
    keep_ways(
        runner,
        Ways(frozenset(ways), "email", frozenset(["email"])),
        how=ReminderChoice.How.SETTINGS,
        by=runner.user,
        agrees=True,
        now=now,
    )


def reminders(**filters):
    """Each reminder that leaves: its name, its way and when."""
    found = Message.objects.filter(kind="appointment-reminder", state="planned", **filters)
    return sorted((one.key.split(":")[3], one.channel, one.send_after) for one in found)


def test_both_ways_are_two_messages_of_their_own(visit, ruth):
    wants(ruth, "email", "sms")

    queue_appointment_reminders(now=at(0))
    queue_appointment_reminders(now=at(0, 1))

    assert reminders() == [
        ("day", "email", at(9)),
        ("day", "sms", at(9)),
        ("hours", "email", at(11, day=25)),
        ("hours", "sms", at(11, day=25)),
    ]
    text = Message.objects.get(channel="sms", key__contains=":day")
    assert text.key == f"appointment-reminder:{visit.pk}:1:day:sms"
    assert (text.to, text.subject, text.person) == (MOBILE, "", ruth.pk)
    assert text.body.strip() == (
        "Activ Therapy: your visit is Wed 25 Nov, 1:00 pm, Winston Hills. Cannot come? Ring"
        " 02 9726 4491. No more texts: reply STOP"
    )
    assert text.not_after == at(20)


def test_none_is_none(visit, ruth):
    wants(ruth)

    queue_appointment_reminders(now=at(0))

    assert reminders() == []


def test_a_text_that_the_night_would_make_late_is_an_email(pia, dee, room, first_visit, ruth):
    wants(ruth, "sms")
    book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
        starts_at=at(9, day=25), by=dee, now=at(12, day=20),
    )  # fmt: skip

    queue_appointment_reminders(now=at(0))

    assert reminders() == [("day", "sms", at(9)), ("hours", "email", at(7, day=25))]


def test_somebody_in_perth_is_texted_in_their_morning(visit, ruth):
    wants(ruth, "sms")
    Runner.objects.filter(pk=ruth.pk).update(time_zone="Australia/Perth")

    queue_appointment_reminders(now=at(0))

    # 9:00 in Sydney is 6:00 in Perth: it waits for 8:00 there.
    assert ("day", "sms", at(11)) in reminders()


def test_who_carries_no_texts_any_more_writes(visit, ruth, settings):
    wants(ruth, "sms")
    settings.SMS_URLS = []

    queue_appointment_reminders(now=at(0))

    assert {channel for _, channel, _ in reminders()} == {"email"}


def test_other_ways_take_back_what_is_planned_and_plan_it_anew(visit, ruth):
    queue_appointment_reminders(now=at(0))

    change(ruth, "sms", now=at(8))
    assert reminders() == []
    queue_appointment_reminders(now=at(8, 1))

    assert reminders() == [("day", "sms", at(9)), ("hours", "sms", at(11, day=25))]


def test_off_and_on_again_loses_nothing(visit, ruth):
    queue_appointment_reminders(now=at(0))
    change(ruth, now=at(8))
    queue_appointment_reminders(now=at(8, 1))
    assert reminders() == []

    change(ruth, "email", now=at(8, 2))
    queue_appointment_reminders(now=at(8, 3))

    assert reminders() == [("day", "email", at(9)), ("hours", "email", at(11, day=25))]


def test_what_came_due_before_the_change_does_not_come_again(visit, ruth):
    queue_appointment_reminders(now=at(0))
    Message.objects.filter(key__endswith=":day").update(state="sent", sent_at=at(9))

    change(ruth, "email", "sms", now=at(9, 30))
    queue_appointment_reminders(now=at(9, 31))

    assert reminders() == [
        ("hours", "email", at(11, day=25)),
        ("hours", "sms", at(11, day=25)),
    ]


def test_one_that_is_late_still_leaves_if_its_way_is_kept(visit, ruth):
    queue_appointment_reminders(now=at(0))

    # The mail server is away since 9:00; the e-mail of that hour waits.
    change(ruth, "email", "sms", now=at(9, 30))
    queue_appointment_reminders(now=at(9, 31))

    assert ("day", "email", at(9)) in reminders()


def test_a_change_for_sessions_leaves_visits_alone(visit, ruth):
    queue_appointment_reminders(now=at(0))
    before = set(Message.objects.values_list("pk", "state"))

    keep_ways(
        ruth, Ways(frozenset(["email"]), "", frozenset()), how=ReminderChoice.How.LINK, by=None,
        agrees=False, now=at(8),
    )  # fmt: skip
    queue_appointment_reminders(now=at(8, 1))

    assert set(Message.objects.values_list("pk", "state")) == before


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_four_queries_however_many(
    count, pia, dee, room, first_visit, ruth, django_assert_num_queries
):
    wants(ruth, "email", "sms")
    for hour in range(count):
        book(
            runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
            starts_at=at(11 + hour, day=25), by=dee, now=at(12, day=20) + timedelta(minutes=hour),
        )  # fmt: skip

    # Beside the four, the transaction's own two.
    with django_assert_num_queries(6):
        queue_appointment_reminders(now=at(0))


@pytest.mark.django_db(transaction=True)
def test_who_chooses_while_reminders_are_planned_gets_them_in_the_last_ways_once(visit, ruth):
    for second, ways in enumerate([["sms"], ["email"], ["email", "sms"], []] * 3):
        now = at(8) + timedelta(seconds=second)
        plan = partial(queue_appointment_reminders, now=now)
        done = all_at_once([plan, partial(change, ruth, *ways, now=now), plan])
        assert [one for one in done if isinstance(one, BaseException)] == []

        queue_appointment_reminders(now=now)

        left = [(name, channel) for name, channel, _ in reminders()]
        assert left == [(name, way) for name in ("day", "hours") for way in ways]


@pytest.mark.django_db(transaction=True)
def test_what_is_being_planned_at_this_moment_is_waited_for_and_taken_back(visit, ruth):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            queue_appointment_reminders(now=at(7))
            chosen = pool.submit(change_elsewhere, ruth, now=at(8))
            wait_until_somebody_waits()
        chosen.result(timeout=20)

    assert reminders() == []


def change_elsewhere(runner, *, now):
    try:
        change(runner, "sms", now=now)
    finally:
        connection.close()


def wait_until_somebody_waits():
    """Until another connection stands before a lock that we hold."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("Nobody waited.")
