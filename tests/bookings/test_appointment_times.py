"""Local times and moments, on the days when the clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from bookings.actions.appointments import book
from bookings.progress.clock import from_local
from tests.factories import SYDNEY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "day", "clock", "moment"),
    [
        ("Australia/Sydney", date(2026, 11, 25), time(9, 30), (2026, 11, 24, 22, 30)),
        ("Australia/Sydney", date(2027, 4, 4), time(2, 30), (2027, 4, 3, 15, 30)),
        ("Australia/Sydney", date(2027, 4, 4), time(3, 0), (2027, 4, 3, 17, 0)),
        ("Australia/Sydney", date(2027, 10, 3), time(1, 59), (2027, 10, 2, 15, 59)),
        ("Australia/Sydney", date(2027, 10, 3), time(3, 0), (2027, 10, 2, 16, 0)),
        ("Australia/Adelaide", date(2027, 10, 3), time(13, 0), (2027, 10, 3, 2, 30)),
        ("Australia/Brisbane", date(2027, 10, 3), time(2, 30), (2027, 10, 2, 16, 30)),
        ("Australia/Perth", date(2027, 10, 3), time(9, 0), (2027, 10, 3, 1, 0)),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), (2027, 4, 3, 14, 45)),
    ],
)
def test_local_times_become_moments(zone, day, clock, moment):
    assert from_local(day, clock, ZoneInfo(zone)) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("Australia/Sydney", time(2, 30)), ("Australia/Lord_Howe", time(2, 15))],
)
def test_a_time_that_the_clocks_skip_is_refused(zone, clock):
    with pytest.raises(ValidationError) as refusal:
        from_local(date(2027, 10, 3), clock, ZoneInfo(zone))

    assert refusal.value.code == "time_skipped"


@pytest.mark.parametrize("zone", [UTC, SYDNEY])
def test_a_visit_over_the_change_of_clocks_lasts_its_real_minutes(wish, zone):
    start = from_local(date(2027, 4, 4), time(2, 30), SYDNEY).astimezone(zone)

    visit = book(**wish | {"starts_at": start})

    assert visit.ends_at - visit.starts_at.astimezone(UTC) == timedelta(minutes=45)
    assert f"{visit.local_end:%H:%M}" == "02:15"
