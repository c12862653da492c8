"""A change that came too late says who was quicker, and when, and shows theirs."""

import re
from datetime import timedelta

import pytest

from bookings.actions.appointments import cancel_appointment, move_appointment
from bookings.actions.refusals import Stale
from bookings.progress.links import token_of
from tests.bookings.visits import HALF_PAST_NINE, text
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def moved_by_max(visit, max_):
    """Max moves the visit to 11 am while Dee looks at it."""
    return move_appointment(
        appointment=visit,
        starts_at=HALF_PAST_NINE + timedelta(minutes=90),
        practitioner=visit.practitioner,
        room=visit.room,
        version=1,
        by=max_,
        now=NOON - timedelta(minutes=5),
    )


def test_the_desk_reads_who_moved_it_and_when_and_sees_theirs(
    signed_in, dee, visit, typed, moved_by_max
):
    url = f"/bookings/{visit.pk}/move/"

    late = signed_in(dee).post(url, typed | {"version": 1, "time": "15:00"})

    assert late.status_code == 409
    assert "Max changed this visit at 11:55 am." in text(late)
    assert "11:00 am" in text(late)
    # What was typed stays, and pressed again it is meant for the visit as it is now.
    again = dict(re.findall(r'name="(version|time)" value="([^"]*)"', late.content.decode()))
    assert again == {"version": "2", "time": "15:00"}
    assert signed_in(dee).post(url, typed | again).status_code == 302


def test_another_day_is_named(visit, dee, moved_by_max):
    with pytest.raises(Stale, match="Max changed this visit on Tuesday 24 November, 11:55 am"):
        cancel_appointment(
            appointment=visit, reason="sick", version=1, by=dee, now=NOON + timedelta(days=1)
        )


def test_a_runner_is_not_told_who_of_the_clinic_it_was(client, visit, moved_by_max):
    visit.type.is_online, visit.type.change_hours = True, 0
    visit.type.save()
    url = f"/bookings/mine/{token_of(visit)}/cancel/"

    late = client.post(url, {"reason": "sick", "version": 1})

    assert "This visit was changed at 11:55 am." in text(late)
    assert "Max" not in text(late)


def test_what_was_changed_online_says_so(visit, dee):
    cancel_appointment(appointment=visit, reason="sick", version=1, by=None, now=NOON)

    with pytest.raises(Stale, match="Somebody changed this visit online at 12:00 pm"):
        cancel_appointment(appointment=visit, reason="sick", version=1, by=dee, now=NOON)
