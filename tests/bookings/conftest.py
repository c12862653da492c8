"""Ruth's visit with Pia, tomorrow at 9:30 am: wished for, typed in, and booked."""

import pytest

from bookings.actions.appointments import book
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE
from tests.factories import NOON


@pytest.fixture
def wish(ruth, pia, room, first_visit, dee):
    """What `book` is asked for."""
    return {
        "runner": ruth,
        "practitioner": pia.practitioner,
        "room": room,
        "kind": first_visit,
        "starts_at": HALF_PAST_NINE,
        "by": dee,
        "now": NOON,
    }


@pytest.fixture
def visit(wish):
    return book(**wish)


@pytest.fixture
def typed(pia, room, first_visit):
    """The same time as Dee fills it in."""
    return {
        "kind": first_visit.pk,
        "practitioner": pia.practitioner.pk,
        "room": room.pk,
        "day": "2026-11-25",
        "time": "09:30",
        "key": factories.new_id(),
    }


@pytest.fixture
def at_noon(monkeypatch):
    """For the pages it is Tuesday noon; `at_noon(moment)` sets their clock on."""

    def set_clock(moment):
        monkeypatch.setattr("bookings.views.appointments.timezone.now", lambda: moment)

    set_clock(NOON)
    return set_clock
