"""Max gets the numbers at seven on Mondays: once, by the wall clock, until he says otherwise."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from bookings.models import UnavailableBlock
from clinic.digest import owe_digests
from clinic.look.templatetags.steady import day
from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message, Sweep
from clinic.people.actions.mails import choose_digest
from clinic.people.models import User
from clinic.tasks import digest as tick
from tests.factories import (
    SYDNEY,
    make_user,
    new_id,
)
from tests.front.digests import A_DAY, HOUR, MONDAY, TUESDAY, told, wants
from tests.programs.test_log_races import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(max_) -> User:
    """Has worked here for long, and chose nothing: so every Monday."""
    return wants(max_)


@pytest.mark.parametrize(
    ("monday", "in_utc"),
    [
        (date(2026, 10, 5), "2026-10-04T20:00"),  # the clocks went forward on Sunday
        (date(2026, 10, 12), "2026-10-11T20:00"),
        (date(2027, 4, 5), "2027-04-04T21:00"),  # and back
        (date(2027, 3, 29), "2027-03-28T20:00"),
    ],
)
def test_it_is_seven_on_the_clinics_clock_when_the_clocks_change(manager, monday, in_utc):
    due = datetime.fromisoformat(f"{in_utc}+00:00")

    assert told(due - timedelta(seconds=1)) == []
    assert told(due) == [(manager.email, "planned")]

    message = Message.objects.get()
    assert message.key == f"manager-digest:{manager.pk}:{monday}"
    assert message.not_after == datetime.combine(monday + A_DAY, datetime.min.time(), SYDNEY)
    week = f"{day(monday - 7 * A_DAY)} to {day(monday - A_DAY)}"
    assert message.subject == f"The clinic in numbers: {week}"


def test_one_comes_however_often_we_look(manager, mailoutbox):
    for minutes in (0, 1, 60, 900):
        assert len(told(MONDAY + timedelta(minutes=minutes))) == 1

    deliver_due(now=MONDAY + HOUR)
    assert told(MONDAY + 2 * HOUR) == [(manager.email, "sent")]
    assert [mail.to for mail in mailoutbox] == [[manager.email]]


@pytest.mark.django_db(transaction=True)
def test_one_comes_though_several_look_at_the_same_moment(manager):
    found = all_at_once([lambda: owe_digests(now=MONDAY)] * 4)

    assert found == [None] * 4
    assert Message.objects.count() == 1


def test_it_leaves_late_on_the_same_day_and_not_after(manager, mailoutbox):
    late = MONDAY.replace(hour=23, minute=59)
    assert told(late) == [(manager.email, "planned")]

    deliver_due(now=MONDAY + 18 * HOUR)

    assert mailoutbox == []
    assert told(TUESDAY + HOUR) == [(manager.email, "expired")]


def test_a_whole_day_without_workers_brings_none(manager):
    assert told(TUESDAY) == []


def test_daily_it_is_about_the_days_since_the_last_working_day(manager):
    wants(manager, "daily")

    for at in (MONDAY, TUESDAY, MONDAY + 4 * A_DAY, MONDAY + 5 * A_DAY, MONDAY + 6 * A_DAY):
        owe_digests(now=at)

    assert list(Message.objects.order_by("created_at").values_list("subject", flat=True)) == [
        "The clinic in numbers: Friday 27 November to Sunday 29 November",
        "The clinic in numbers: Monday 30 November",
        "The clinic in numbers: Thursday 3 December",
    ]


@pytest.mark.parametrize("is_everywhere", [True, False])
def test_a_public_holiday_is_no_working_day(manager, site, is_everywhere):
    wants(manager, "daily")
    UnavailableBlock.objects.create(
        kind="holiday", site=None if is_everywhere else site, starts_on=MONDAY, ends_on=MONDAY
    )

    assert told(MONDAY) == []
    owe_digests(now=TUESDAY)

    message = Message.objects.get()
    assert message.subject == "The clinic in numbers: Friday 27 November to Monday 30 November"


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "block"},
        {"kind": "holiday", "opens": "12:00", "closes": "18:00"},
        {"kind": "holiday", "at": "one of two sites"},
    ],
)
def test_what_is_no_holiday_of_the_clinic(manager, site, block):
    wants(manager, "daily")
    if block.pop("at", ""):
        site.pk, site.slug = new_id(), "other"
        site.save(force_insert=True)
        block["site"] = site
    UnavailableBlock.objects.create(starts_on=MONDAY, ends_on=MONDAY, **block)

    assert len(told(MONDAY)) == 1


def test_on_a_holiday_the_week_comes_all_the_same(manager):
    UnavailableBlock.objects.create(kind="holiday", starts_on=MONDAY, ends_on=MONDAY)

    assert told(MONDAY) == [(manager.email, "planned")]


def test_who_gets_none(manager, dee, pia):
    wants(make_user(User.Role.MANAGER, "Gone"))
    User.objects.filter(name="Gone").update(is_active=False)
    wants(make_user(User.Role.MANAGER, "Nell"), "never")
    wants(dee)
    wants(pia)

    assert told() == [(manager.email, "planned")]


def test_who_joins_on_that_day_gets_the_next(manager):
    new = make_user(User.Role.MANAGER, "New")
    User.objects.filter(pk=new.pk).update(digest_from=MONDAY + HOUR)

    assert told(MONDAY + 2 * HOUR) == [(manager.email, "planned")]
    assert len(told(MONDAY + 7 * A_DAY)) == 3


def test_another_choice_takes_back_what_waits_and_brings_no_second(manager, mailoutbox):
    told()

    choose_digest(user=manager, often="daily", now=MONDAY)
    deliver_due(now=MONDAY + HOUR)

    assert mailoutbox == []
    assert told(MONDAY + HOUR) == [(manager.email, "cancelled")]
    assert told(TUESDAY) == [(manager.email, "cancelled"), (manager.email, "planned")]


@pytest.mark.django_db(transaction=True)
def test_who_is_choosing_at_this_moment_is_waited_for(manager):
    with transaction.atomic():
        choose_digest(user=manager, often="never", now=MONDAY)
        all_at_once([lambda: owe_digests(now=MONDAY)])

    assert told() == []


def test_the_buttons_on_the_page_of_reports(manager, signed_in):
    client = signed_in(manager)
    page = client.get("/bookings/reports/").content.decode()
    assert f"We send them to {manager.email} every Monday at 7 am" in page
    assert "E-mail me every Monday" not in page

    for often, said in (
        ("daily", "We e-mail you the numbers every working day at 7 am."),
        ("never", "No more e-mails with these numbers."),
        ("weekly", "We e-mail you the numbers every Monday at 7 am."),
    ):
        page = client.post("/bookings/reports/mails/", {"often": often}, follow=True)
        assert said in page.content.decode()
        assert User.objects.get(pk=manager.pk).digest == often


def test_the_same_choice_again_takes_nothing_back(manager, signed_in):
    told()

    signed_in(manager).post("/bookings/reports/mails/", {"often": "weekly"})

    assert told() == [(manager.email, "planned")]


@pytest.mark.parametrize("often", ["", "hourly"])
def test_a_button_that_says_neither_changes_nothing(manager, signed_in, often):
    page = signed_in(manager).post("/bookings/reports/mails/", {"often": often}, follow=True)

    assert "Nothing is changed." in page.content.decode()
    assert User.objects.get(pk=manager.pk).digest == "weekly"


def test_the_desk_sees_no_such_buttons(dee, signed_in):
    assert "by e-mail" not in signed_in(dee).get("/bookings/reports/").content.decode()


def test_the_database_keeps_no_other_choice(manager):
    with pytest.raises(IntegrityError, match="user_digest_comes_on_known_days"):
        User.objects.filter(pk=manager.pk).update(digest="hourly")


def test_a_tick_notes_that_it_ran(manager):
    with time_machine.travel(MONDAY, tick=False):
        tick()

    assert Sweep.objects.get().name == "clinic.digest"
    assert Message.objects.count() == 1
