"""The golden table: five zones, four Sundays, and what a diary must make of them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bookings.actions.appointments import book
from bookings.forms.appointments import BookForm
from bookings.models import AppointmentType
from bookings.progress.clock import closing, label, opening, readings
from bookings.progress.offers import days_of, free_times
from clinic.places.models import Site
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

BACK, FORWARD = date(2027, 4, 4), date(2027, 10, 3)
ZONES = {
    # zone: (gap minutes on 3 Oct, minutes shown twice on 4 Apr), and so again a year later
    "Australia/Sydney": 60,
    "Australia/Adelaide": 60,
    "Australia/Brisbane": 0,
    "Australia/Perth": 0,
    "Australia/Lord_Howe": 30,
}
SUNDAYS = [
    (BACK, "back"),
    (FORWARD, "forward"),
    (date(2028, 4, 2), "back"),
    (date(2028, 10, 1), "forward"),
]
CASES = [(zone, shift, day, way) for zone, shift in ZONES.items() for day, way in SUNDAYS]


def clocks(moments, zone):
    return [moment.astimezone(zone).strftime("%H:%M") for moment in moments]


@pytest.mark.parametrize(("name", "shift", "day", "way"), CASES)
def test_each_quarter_of_the_night_is_read_as_often_as_it_is_shown(name, shift, day, way):
    zone = ZoneInfo(name)
    quarters = [time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 15)]

    counts = [len(readings(day, clock, zone)) for clock in quarters]

    usual = 96 - shift // 15
    assert counts.count(1) == usual
    assert counts.count(2 if way == "back" else 0) == shift // 15
    length = sum(counts) * 15
    assert length == 24 * 60 + (shift if way == "back" else -shift)
    midnight = opening(day, time(), zone)
    assert opening(day + timedelta(days=1), time(), zone) - midnight == timedelta(minutes=length)


@pytest.mark.parametrize(("name", "shift", "day", "way"), CASES)
def test_the_grid_of_free_times_follows_the_night(name, shift, day, way, pia, first_visit):
    zone = ZoneInfo(name)
    site = Site.objects.create(slug="night", name="Night", time_zone=name)
    factories.make_room(site)
    factories.make_hours(pia.practitioner, site, [7], time(1), time(4))
    first_visit.is_online, first_visit.minutes, first_visit.horizon_days = True, 15, 365
    first_visit.save()
    kind = AppointmentType.objects.with_skills().get()
    now = datetime.combine(day, time(12), zone).astimezone(UTC) - timedelta(days=7)

    (only,) = free_times(kind=kind, first=day, last=day, now=now)

    shown = clocks(only.starts, zone)
    assert clocks(days_of([only])[0].times, zone) == shown
    assert len(shown) == 12 + (shift if way == "back" else -shift) // 15
    ordered = sorted(only.starts, key=lambda moment: moment.astimezone(UTC))
    steps = {
        later.astimezone(UTC) - earlier.astimezone(UTC) for earlier, later in pairwise(ordered)
    }
    assert steps == {timedelta(minutes=15)}
    if shift == 60:
        assert shown.count("02:30") == (2 if way == "back" else 0)


def test_an_hour_over_the_change_lasts_sixty_real_minutes(wish, first_visit):
    first_visit.minutes = 60
    first_visit.save()
    start = datetime(2027, 4, 3, 15, 30, tzinfo=UTC)  # 2:30 am daylight time

    visit = book(**wish | {"starts_at": start})

    assert visit.ends_at - visit.starts_at == timedelta(minutes=60)
    assert (visit.local_start.hour, visit.local_end.hour) == (2, 2)


def test_hours_that_begin_or_end_in_the_gap_are_cut_at_the_change():
    sydney, lord_howe = ZoneInfo("Australia/Sydney"), ZoneInfo("Australia/Lord_Howe")

    assert opening(FORWARD, time(2, 30), sydney) == datetime(2027, 10, 2, 16, tzinfo=UTC)
    assert closing(FORWARD, time(2, 30), sydney) == datetime(2027, 10, 2, 16, tzinfo=UTC)
    assert opening(FORWARD, time(2, 10), lord_howe) == datetime(2027, 10, 2, 15, 30, tzinfo=UTC)
    assert opening(BACK, time(2, 30), sydney) == datetime(2027, 4, 3, 15, 30, tzinfo=UTC)
    assert closing(BACK, time(2, 30), sydney) == datetime(2027, 4, 3, 16, 30, tzinfo=UTC)


def form(pia, room, kind, **more):
    typed = {
        "kind": kind.pk, "practitioner": pia.practitioner.pk, "room": room.pk,
        "day": "2027-04-04", "time": "02:30",
    }  # fmt: skip
    return BookForm(typed | more)


def test_a_time_shown_twice_is_asked_about_and_both_are_named(pia, room, first_visit):
    asked = form(pia, room, first_visit)
    assert not asked.is_valid()
    page = asked.as_p()
    assert "the first 2:30 am, before the clocks go back (AEDT)" in page
    assert "the second 2:30 am, after the clocks go back (AEST)" in page

    first, second = (form(pia, room, first_visit, reading=at) for at in "01")
    assert first.is_valid()
    assert second.is_valid()
    gap = second.wish()["starts_at"] - first.wish()["starts_at"]
    assert gap == timedelta(hours=1)


def test_a_time_that_the_clocks_skip_is_refused_with_what_to_do(pia, room, first_visit):
    skipped = form(pia, room, first_visit, day="2027-10-03")

    assert "skip this time. Choose another time." in str(skipped.errors["time"])


def test_both_labels_name_the_zone_in_force():
    zone = ZoneInfo("Australia/Lord_Howe")

    early, late = readings(BACK, time(1, 45), zone)

    assert late - early == timedelta(minutes=30)
    assert label(early, zone).startswith("the first 1:45 am")
    assert label(late, zone).startswith("the second 1:45 am")
    assert early > NOON
