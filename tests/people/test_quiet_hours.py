"""No text at night by the clock where somebody lives; none that comes too late to be of use."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.people.progress import window
from tests.factories import SYDNEY

PERTH = ZoneInfo("Australia/Perth")
HOUR = timedelta(hours=1)


def at(hour, minute=0, day=24, zone=SYDNEY, month=11, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("send_at", "opens"),
    [
        (at(8), at(8)),
        (at(19, 59), at(19, 59)),
        (at(20), at(8, day=25)),
        (at(23), at(8, day=25)),
        (at(0), at(8)),
        (at(7, 59), at(8)),
    ],
)
def test_a_text_waits_for_the_morning(send_at, opens):
    found = window(zone=SYDNEY, send_at=send_at, event_at=None, not_after=None)

    assert found.opens == opens
    assert found.closes == opens.replace(hour=20, minute=0)


def test_the_clock_is_the_one_where_they_live():
    # 9 am in Sydney is 6 am in Perth.
    found = window(zone=PERTH, send_at=at(9), event_at=None, not_after=None)

    assert found.opens == at(8, zone=PERTH)
    assert found.closes == at(20, zone=PERTH)


@pytest.mark.parametrize(
    ("hours", "is_in_time"), [(2, True), (1.99, False)], ids=["two hours", "less"]
)
def test_the_morning_may_be_too_late(hours, is_in_time):
    found = window(zone=SYDNEY, send_at=at(7), event_at=at(8) + hours * HOUR, not_after=None)

    assert bool(found) == is_in_time


def test_what_leaves_by_day_may_be_nearer():
    found = window(zone=SYDNEY, send_at=at(9), event_at=at(10), not_after=at(9, 30))

    assert (found.opens, found.closes) == (at(9), at(9, 30))


def test_nothing_is_planned_for_after_its_last_useful_moment():
    assert window(zone=SYDNEY, send_at=at(21), event_at=None, not_after=at(23)) is None


@pytest.mark.parametrize("day", [at(1, day=4, month=4, year=2027), at(1, day=4, month=10)])
def test_eight_stays_eight_when_the_clocks_change(day):
    found = window(zone=SYDNEY, send_at=day, event_at=None, not_after=None)

    assert found.opens.astimezone(SYDNEY).hour == 8
    assert found.closes.astimezone(SYDNEY).hour == 20
