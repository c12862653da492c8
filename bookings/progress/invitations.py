"""A visit as a calendar reads it (RFC 5545, RFC 5546).

The UID of a visit never changes; its SEQUENCE is its version, which rises with every change and
with the cancellation, for calendars pass over what does not rise. No word says what it is for.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

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
    """The calendar's text, with the rules of its zones from a year before the days to one after."""
    around = list(days)
    if around:
        year = timedelta(days=366)
        calendar.add_missing_timezones(first_date=min(around) - year, last_date=max(around) + year)
    return calendar.to_ical()


def file_name(moment: datetime) -> str:
    """What the file is called: by its day."""
    return f"visit-{moment:%Y-%m-%d}.ics"
