"""An invitation is put together from a kept frame: it reads as if the library had made it whole."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as hurry
from hypothesis import strategies as st
from icalendar import Calendar, vCalAddress, vText

from bookings.models import Appointment
from bookings.progress.invitations import frame, invitation, visit_event, with_zones
from clinic.people.models import Runner
from clinic.places.models import Room, Site

LONG = "a.very.long.name.that.goes.over.the.end.of.one.line.of.a.calendar@hill-street.example"
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=80)
NAMES = st.from_regex(r"[a-z.]{1,40}@[a-z]{1,40}\.example", fullmatch=True)
MOMENTS = st.integers(0, 20 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
EASTER = datetime(2027, 4, 3, 15, 30, tzinfo=UTC)  # the night in which Sydney's clocks go back
NEW_YEAR = datetime(2026, 12, 31, 13, tzinfo=UTC)


def visit_at(site, start, *, email, version=1, status="booked"):
    """A visit of half an hour that is on no file."""
    return Appointment(
        runner=None if email is None else Runner(name="Ruth", email=email),
        room=Room(site=site),
        status=status,
        version=version,
        starts_at=start,
        ends_at=start + timedelta(minutes=30),
        updated_at=start - timedelta(days=3),
    )


def made_whole(visit):
    """The same calendar without a frame, all of it by the library."""
    event = visit_event(visit)
    sender = settings.DEFAULT_FROM_EMAIL.partition("<")[2].strip(">")
    event["organizer"] = vCalAddress(f"mailto:{sender}")
    event["organizer"].params["CN"] = vText(settings.CLINIC["name"])
    if visit.runner and visit.runner.email:
        event["attendee"] = vCalAddress(f"mailto:{visit.runner.email}")
        event["attendee"].params["PARTSTAT"] = vText("ACCEPTED")
    calendar = Calendar()
    calendar.add("prodid", "-//Steady//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if visit.status == "cancelled" else "REQUEST")
    calendar.add_component(event)
    return with_zones(calendar, [visit.local_start.date()]).decode()


@hurry(derandomize=True, deadline=None)
@given(
    street=TEXTS,
    suburb=TEXTS,
    zone=st.sampled_from(["Australia/Sydney", "Australia/Lord_Howe", "Europe/London", "UTC"]),
    start=MOMENTS,
    email=st.one_of(st.none(), st.just(""), NAMES),
    version=st.integers(1, 10**6),
    status=st.sampled_from(["booked", "cancelled"]),
)
@example("", "Ryde", "Australia/Sydney", EASTER, LONG, 1, "booked")
@example("1 Höhe; 2, 3\\n", "Ü" * 60, "UTC", NEW_YEAR, LONG, 9, "booked")
def test_it_is_byte_for_byte_what_the_library_makes(
    street, suburb, zone, start, email, version, status
):
    site = Site(street=street, name=suburb, time_zone=zone)
    visit = visit_at(site, start, email=email, version=version, status=status)

    assert invitation(visit) == made_whole(visit)


def test_nothing_of_one_visit_stays_in_the_frame_for_the_next():
    site = Site(street="1 Hill St", name="Ryde")
    frame.cache_clear()
    first = invitation(visit_at(site, EASTER, email="ruth@runner.example"))

    second = visit_at(site, EASTER + timedelta(days=1), email="otto@runner.example", version=2)

    assert frame.cache_info().currsize == 1
    assert "ruth" in first
    assert "ruth" not in invitation(second)
    assert invitation(second) == made_whole(second)


@pytest.mark.parametrize("name", ["street", "name", "time_zone"])
def test_a_site_that_changes_is_told_at_once(name):
    site = Site(street="1 Hill St", name="Ryde", time_zone="Australia/Sydney")
    before = invitation(visit_at(site, EASTER, email=""))

    setattr(site, name, {"time_zone": "Australia/Perth"}.get(name, "Elsewhere"))

    visit = visit_at(site, EASTER, email="")
    assert invitation(visit).replace(str(visit.pk), "") != before
    assert invitation(visit) == made_whole(visit)
    assert visit.local_start == EASTER.astimezone(ZoneInfo(site.time_zone))
