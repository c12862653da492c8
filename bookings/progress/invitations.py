"""A visit as a calendar reads it (RFC 5545, RFC 5546).

The UID of a visit never changes; its SEQUENCE is its version, which rises with every change and
with the cancellation, for calendars pass over what does not rise. No word says what it is for.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from bookings.models import Appointment


def invitation(visit: Appointment) -> str:
    """REQUEST for a visit that takes place, also as its update; CANCEL for one that does not."""
    is_off = visit.status == Appointment.Status.CANCELLED
    event = visit_event(visit)
    organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].strip('>')}")
    organizer.params["CN"] = vText(settings.CLINIC["name"])
    event["organizer"] = organizer
    if visit.runner and visit.runner.email:
        attendee = vCalAddress(f"mailto:{visit.runner.email}")
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        event["attendee"] = attendee
    calendar = Calendar()
    calendar.add("prodid", "-//Steady//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    calendar.add_component(event)
    return with_zones(calendar, [visit.local_start.date()]).decode()


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
    event.add("location", ", ".join(word for word in (clinic, site.street, site.name) if word))
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
