"""A series checks every visit; a change of the roster names whom it affects."""

from datetime import date, datetime, time, timedelta

import pytest

from bookings.actions.appointments import book
from bookings.actions.ringing import settle_call
from bookings.actions.series import SeriesClash, Wish, book_series
from bookings.actions.supply import add_block, add_hours, end_hours
from bookings.models import Appointment, CallTask, Series, WorkingHours
from clinic.outbox.models import Message
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(ruth, pia, room, first_visit):
    """Four Wednesdays at half past nine."""
    return Wish(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
        first_on=date(2026, 11, 25), clock=time(9, 30), every_weeks=1, count=4,
    )  # fmt: skip


def test_every_visit_of_a_series_is_booked_and_told(series, dee):
    visits = book_series(wish=series, by=dee, now=NOON)

    assert [visit.local_start.day for visit in visits] == [25, 2, 9, 16]
    assert Message.objects.count() == 4
    assert {visit.series_id for visit in visits} == {Series.objects.get().pk}


def test_one_clash_anywhere_books_nothing_and_is_named(series, dee, wish, otto, pia):
    third = HALF_PAST_NINE + timedelta(weeks=2)
    book(**wish | {"runner": otto, "starts_at": third})
    add_block(
        facts={"kind": "leave", "practitioner": pia.practitioner, "starts_on": date(2026, 12, 16),
               "ends_on": date(2026, 12, 16)}, now=NOON,
    )  # fmt: skip

    with pytest.raises(SeriesClash) as refusal:
        book_series(wish=series, by=dee, now=NOON)

    assert [clash.starts_at.astimezone(SYDNEY).day for clash in refusal.value.clashes] == [9, 16]
    assert "taken" in refusal.value.clashes[0].why
    assert "does not work" in refusal.value.clashes[1].why
    assert (Appointment.objects.count(), Series.objects.count()) == (1, 0)
    left_out = [clash.starts_at for clash in refusal.value.clashes]
    visits = book_series(wish=series, by=dee, now=NOON, leaving_out=left_out)
    assert [visit.local_start.day for visit in visits] == [25, 2]


def test_a_series_keeps_its_wall_clock_when_the_clocks_change(series, dee):
    wish = Wish(**series.__dict__ | {"first_on": date(2027, 3, 31), "count": 2})

    visits = book_series(wish=wish, by=dee, now=NOON)

    assert [visit.local_start.hour for visit in visits] == [9, 9]
    assert visits[1].starts_at - visits[0].starts_at == timedelta(days=7, hours=1)


def test_the_same_key_books_a_series_once(series, dee):
    key = factories.uuid4()

    first = book_series(wish=series, by=dee, now=NOON, key=key)
    again = book_series(wish=series, by=dee, now=NOON, key=key)

    assert [visit.pk for visit in first] == [visit.pk for visit in again]


def test_leave_over_a_booked_visit_opens_a_call_once(wish, pia, dee):
    visit = book(**wish)
    facts = {"kind": "leave", "practitioner": pia.practitioner, "starts_on": date(2026, 11, 20),
             "ends_on": date(2026, 11, 30)}  # fmt: skip

    _, tasks = add_block(facts=facts, now=NOON)
    _, again = add_block(facts=facts, now=NOON)

    assert [(task.appointment, task.reason) for task in tasks] == [(visit, "leave")]
    assert again == []
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert settle_call(task=tasks[0], by=dee, now=NOON) is True
    assert settle_call(task=tasks[0], by=dee, now=NOON) is False
    assert CallTask.objects.open().count() == 0


def test_a_holiday_at_another_site_affects_nobody_here(wish, site):
    book(**wish)
    facts = {"kind": "holiday", "starts_on": date(2026, 11, 25), "ends_on": date(2026, 11, 25)}

    _, elsewhere = add_block(facts=facts | {"site": factories.make_site("Perth")}, now=NOON)
    _, here = add_block(facts=facts | {"site": site}, now=NOON)

    assert (elsewhere, len(here)) == ([], 1)


def test_hours_that_end_name_whom_they_leave_behind(wish, pia, site):
    facts = {"practitioner": pia.practitioner, "site": site, "opens": time(9), "closes": time(12)}
    hours, _ = add_hours(facts=facts | {"weekday": 3}, now=NOON)
    add_hours(facts=facts | {"weekday": 4}, now=NOON)
    inside = book(**wish)
    outside = book(
        **wish | {"starts_at": datetime(2026, 11, 25, 15, tzinfo=SYDNEY)}, outside_hours=True
    )

    tasks = end_hours(hours=hours, now=NOON)

    assert [task.appointment for task in tasks] == [inside]
    assert WorkingHours.objects.count() == 1
    assert outside.is_outside_hours
