"""Hours, leave, holidays and blocks: what of a day can be booked, and who may decide otherwise."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from bookings.actions.appointments import book, move_appointment
from bookings.actions.refusals import OutsideHours, SlotTaken
from bookings.models import Appointment, UnavailableBlock
from clinic.outbox.models import Message
from clinic.places.models import Site
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)


def at(hour, minute=0, day=25):
    return datetime(2026, 11, day, hour, minute, tzinfo=SYDNEY)


@pytest.fixture
def rostered(pia, site):
    """Pia works on weekdays from 8 am to 5 pm."""
    return factories.make_hours(pia.practitioner, site, [1, 2, 3, 4, 5])


def block(kind="block", **fields):
    known = {"starts_on": WEDNESDAY, "ends_on": WEDNESDAY}
    return UnavailableBlock.objects.create(kind=kind, **(known | fields))


@pytest.mark.parametrize("start", [at(8), at(9, 30), at(16, 15)])
def test_a_visit_fits_into_the_hours(wish, rostered, start):
    assert book(**wish | {"starts_at": start}).is_outside_hours is False


@pytest.mark.parametrize("start", [at(7, 45), at(16, 16), at(20), at(9, 30, day=28)])
def test_outside_the_hours_the_desk_is_asked_first(wish, rostered, start):
    with pytest.raises(OutsideHours) as refusal:
        book(**wish | {"starts_at": start})
    assert refusal.value.code == "outside_hours"
    assert Appointment.objects.count() == Message.objects.count() == 0

    assert book(**wish | {"starts_at": start}, outside_hours=True).is_outside_hours is True


def test_hours_hold_only_between_their_days(wish, pia, site):
    factories.make_hours(pia.practitioner, site, ends_on=date(2026, 11, 24))
    factories.make_hours(pia.practitioner, site, starts_on=date(2026, 11, 26))

    with pytest.raises(OutsideHours):
        book(**wish)
    assert book(**wish | {"starts_at": at(9, 30, day=26)})


def test_hours_of_another_site_are_none_here(wish, pia):
    factories.make_hours(pia.practitioner, factories.make_site("Clemton Park"))

    with pytest.raises(OutsideHours):
        book(**wish)


def test_hours_are_those_on_the_wall_of_the_site(wish, pia):
    perth = Site.objects.create(slug="perth", name="Perth", time_zone="Australia/Perth")
    factories.make_hours(pia.practitioner, perth, opens=time(6), closes=time(9))
    wish |= {"room": factories.make_room(perth)}

    # 9:30 am in Sydney is 6:30 am in Perth.
    assert book(**wish)
    with pytest.raises(OutsideHours):
        book(**wish | {"starts_at": at(8, 45)})


@pytest.mark.parametrize(
    ("shut", "is_free"),
    [
        ({}, False),
        ({"kind": "holiday"}, False),
        ({"opens": time(10), "closes": time(11)}, False),
        ({"opens": time(10, 15), "closes": time(11)}, True),
        ({"opens": time(8), "closes": time(9, 30)}, True),
        ({"starts_on": date(2026, 11, 20), "ends_on": date(2026, 11, 24)}, True),
        ({"starts_on": date(2026, 11, 20), "ends_on": date(2026, 11, 30)}, False),
    ],
)
def test_a_block_for_everybody_shuts_its_hours(wish, rostered, shut, is_free):
    block(**shut)

    if is_free:
        assert book(**wish)
    else:
        with pytest.raises(OutsideHours):
            book(**wish)


def test_a_block_shuts_whom_and_where_it_names(wish, rostered, pia, paul, room, site):
    factories.make_hours(paul.practitioner, site)
    block("leave", practitioner=pia.practitioner)
    block(room=room)
    other_room = factories.make_room(site, "Room 2")

    with pytest.raises(OutsideHours):
        book(**wish | {"room": other_room})
    with pytest.raises(OutsideHours):
        book(**wish | {"practitioner": paul.practitioner})
    assert book(**wish | {"practitioner": paul.practitioner, "room": other_room})


def test_a_block_holds_for_somebody_without_a_roster_too(wish):
    block("holiday")

    with pytest.raises(OutsideHours):
        book(**wish)


def test_a_move_asks_the_roster_again(wish, rostered, dee, pia, room):
    visit = book(**wish)
    where = {"practitioner": pia.practitioner, "room": room, "version": 1, "by": dee, "now": NOON}

    with pytest.raises(OutsideHours):
        move_appointment(appointment=visit, starts_at=at(17), **where)
    moved = move_appointment(appointment=visit, starts_at=at(17), **where, outside_hours=True)
    assert moved.is_outside_hours is True


def test_anybody_means_the_first_who_works_and_is_free(wish, rostered, paul, otto, site):
    factories.make_hours(paul.practitioner, site, opens=time(9), closes=time(10, 15))
    factories.make_room(site, "Room 2")
    anybody = wish | {"practitioner": None, "room": None, "site": site}

    first = book(**anybody)
    second = book(**anybody | {"runner": otto})

    assert [first.practitioner.name, second.practitioner.name] == ["Paul", "Pia"] or [
        first.practitioner.name, second.practitioner.name
    ] == ["Pia", "Paul"]  # fmt: skip
    assert first.room != second.room
    with pytest.raises(SlotTaken):
        book(**anybody | {"runner": factories.make_runner("Nina")})


def test_a_visit_that_only_paul_offers_is_never_pias(wish, rostered, paul, first_visit, site):
    first_visit.practitioners.add(paul.practitioner)

    with pytest.raises(ValidationError, match="does not offer"):
        book(**wish)
    anybody = wish | {"practitioner": None, "room": None, "site": site}
    assert book(**anybody).practitioner == paul.practitioner


def test_offers_come_from_the_roster(wish, otto, pia, site):
    factories.make_hours(pia.practitioner, site, [3], time(9), time(11))
    book(**wish)

    with pytest.raises(SlotTaken) as refusal:
        book(**wish | {"runner": otto})

    assert refusal.value.alternatives == [at(10, 15), at(9, day=25) + timedelta(days=7),
                                          at(9, 15) + timedelta(days=7)]  # fmt: skip


def test_a_hold_that_ran_out_gives_way_in_the_next_request(wish, pia, room, first_visit):
    hold = factories.make_appointment(
        None, pia.practitioner, room, first_visit, HALF_PAST_NINE,
        status="held", held_until=NOON,
    )  # fmt: skip

    visit = book(**wish)

    hold.refresh_from_db()
    assert (hold.status, hold.version, visit.status) == ("expired", 2, "booked")


def test_a_hold_that_lasts_stands_in_the_way(wish, pia, room, first_visit):
    factories.make_appointment(
        None, pia.practitioner, room, first_visit, HALF_PAST_NINE,
        status="held", held_until=NOON + timedelta(minutes=1),
    )  # fmt: skip

    with pytest.raises(SlotTaken):
        book(**wish)
