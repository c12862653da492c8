"""A visit as a calendar reads it (RFC 5545, RFC 5546).

The UID of a visit never changes; its SEQUENCE is its version, which rises with every change and
with the cancellation, for calendars pass over what does not rise. No word says what it is for.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText
from icalendar.parser import Contentline

from bookings.models import Appointment
from clinic.places.models import Room, Site

# What stands in a frame for what each visit has of its own: as long as that, so that lines are
# folded where they would be anyway.
NO_ID = UUID(int=0)
NO_STAMP, NO_START, NO_END = (datetime(1970, 1, 1, 0, 0, at, tzinfo=UTC) for at in (1, 2, 3))
NO_VERSION, NOBODY = "SEQUENCE:0\r\n", "ATTENDEE:mailto:nobody\r\n"


def invitation(visit: Appointment) -> str:
    """REQUEST for a visit that takes place, also as its update; CANCEL for one that does not."""
    site, start, runner = visit.room.site, visit.local_start, visit.runner
    words = frame(
        street=site.street,
        suburb=site.name,
        time_zone=site.time_zone,
        year=start.year,
        is_off=visit.status == Appointment.Status.CANCELLED,
    )
    for mark, own in (
        (str(NO_ID), str(visit.pk)),
        (NO_VERSION, f"SEQUENCE:{visit.version}\r\n"),
        (written(NO_STAMP), written(visit.updated_at.astimezone(UTC))),
        (written(NO_START), written(start)),
        (written(NO_END), written(visit.local_end)),
        (NOBODY, coming(runner.email) if runner and runner.email else ""),
    ):
        words = words.replace(mark, own, 1)
    return words


@lru_cache(maxsize=128)
def frame(*, street: str, suburb: str, time_zone: str, year: int, is_off: bool) -> str:
    """An invitation to a site in a year, with marks for what each visit has of its own.

    Kept, because putting it together takes a booking as long as two questions to the database.
    """
    zone = ZoneInfo(time_zone)
    event = visit_event(
        Appointment(
            id=NO_ID,
            room=Room(site=Site(street=street, name=suburb, time_zone=time_zone)),
            status=Appointment.Status.CANCELLED if is_off else Appointment.Status.BOOKED,
            version=0,
            starts_at=NO_START.replace(tzinfo=zone),
            ends_at=NO_END.replace(tzinfo=zone),
            updated_at=NO_STAMP,
        )
    )
    organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].strip('>')}")
    organizer.params["CN"] = vText(settings.CLINIC["name"])
    event["organizer"] = organizer
    event["attendee"] = vCalAddress("mailto:nobody")
    calendar = Calendar()
    calendar.add("prodid", "-//Steady//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    calendar.add_component(event)
    return with_zones(calendar, [date(year, 1, 1)]).decode()


def written(moment: datetime) -> str:
    """Date and time of day as RFC 5545 writes them."""
    return f"{moment:%Y%m%dT%H%M%S}"


def coming(email: str) -> str:
    """The line, or lines, that name who comes."""
    line = Contentline(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{email}")
    return line.to_ical().decode() + "\r\n"


def visit_event(visit: Appointment) -> Event:
    """When and where, in the zone of its site, read `with_names`; no word says what it is for."""
    is_off = visit.status == Appointment.Status.CANCELLED
    site, clinic = visit.room.site, settings.CLINIC["name"]
    event = Event()
    event.add("uid", f"{visit.pk}@{settings.MESSAGE_ID_DOMAIN}")
    event.add("sequence", visit.version)
    event.add("dtstamp", visit.updated_at.astimezone(UTC))
    event.add("dtstart", visit.local_start)
    event.add("dtend", visit.local_end)
    event.add("summary", f"Visit to {clinic}")
    event.add("location", ", ".join(word for word in (clinic, site.address) if word))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event


def with_zones(calendar: Calendar, days: Iterable[date]) -> bytes:
    """The calendar's text, with the rules of its zones for the years of the days and around."""
    years = {day.year for day in days}
    zones = sorted(calendar.get_missing_tzids()) if years else []
    rules = b"".join(rules_of(name, min(years) - 1, max(years) + 1) for name in zones)
    head, event, rest = calendar.to_ical().partition(b"BEGIN:VEVENT")
    return head + rules + event + rest


@lru_cache(maxsize=64)
def rules_of(name: str, first: int, last: int) -> bytes:
    """When the clocks of a zone change in these years, as VTIMEZONE.

    Kept, because it is searched hour by hour and costs more than the rest of an invitation.
    """
    rules = Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
    return rules.to_ical()


def file_name(moment: datetime) -> str:
    """What the file is called: by its day."""
    return f"visit-{moment:%Y-%m-%d}.ics"
