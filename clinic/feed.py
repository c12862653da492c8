"""Somebody's own calendar under a private address (RFC 5545): sessions and visits, or the diary.

The address is the key, so it is long, is shown once, and can be switched off. What it gives says
when and where, and never what for and with whom: phones share calendars with half the world.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from bookings.models import Appointment
from bookings.progress.appointments import diary_around, visits_around
from bookings.progress.invitations import visit_event, with_zones
from clinic.people.access import for_roles
from clinic.people.actions import calendar_link_of, make_calendar_link, revoke_calendar_links
from clinic.people.models import Practitioner, Runner, User
from programs.progress.sessions import occurrences_of

BACK, AHEAD = timedelta(days=14), timedelta(days=56)
REFRESH = timedelta(hours=6)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of this address; one that was switched off is as if it never was."""
    link = calendar_link_of(secret)
    if link is None:
        raise Http404
    now = timezone.now()
    if link.user.role == User.Role.RUNNER:
        content = calendar_of(link.user.runner, now=now)
    else:
        content = diary_of(link.user.practitioner, now=now)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"},
    )


@for_roles(User.Role.RUNNER, User.Role.PHYSIO)
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make the address, make another one, or switch it off; it is shown once, when it is made."""
    user = cast("User", request.user)
    if not hasattr(user, "runner" if user.role == User.Role.RUNNER else "practitioner"):
        raise Http404
    now, secret = timezone.now(), ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            revoke_calendar_links(user=user, now=now)
            return redirect("calendar_link")
        _, secret = make_calendar_link(user=user, now=now)
    context = {
        "address": secret and settings.BASE_URL + reverse("feed", args=[secret]),
        "link": user.calendar_links.filter(revoked_at=None).first(),
    }
    page = "calendar_link" if user.role == User.Role.RUNNER else "calendar_link_staff"
    return render(request, f"people/{page}.html", context)


def calendar_of(runner: Runner, *, now: datetime) -> bytes:
    """Two weeks back and eight ahead: a day with sessions is one entry, a visit another."""
    today = now.astimezone(runner.zone).date()
    calendar = published()
    stamp = datetime.combine(today, time(), UTC)
    days: dict[date, int] = {}
    for one in occurrences_of(runner=runner, first=today - BACK, last=today + AHEAD, today=today):
        days[one.on] = days.get(one.on, 0) + 1
    for day, count in days.items():
        event = Event()
        key = uuid5(NAMESPACE_URL, f"{runner.pk} {day}")
        event.add("uid", f"{key}@{settings.MESSAGE_ID_DOMAIN}")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", "Session" if count == 1 else f"{count} sessions")
        event.add("transp", "TRANSPARENT")
        event.add("url", f"{settings.BASE_URL}/")
        calendar.add_component(event)
    visits = visits_around(runner=runner, first=now - BACK, last=now + 4 * AHEAD)
    return written(calendar, ((visit, visit_event(visit)) for visit in visits))


def diary_of(practitioner: Practitioner, *, now: datetime) -> bytes:
    """A practitioner's visits, two weeks back and eight ahead; who comes stands behind the link."""
    visits = diary_around(practitioner=practitioner, first=now - BACK, last=now + AHEAD)
    events = []
    for visit in visits:
        event = visit_event(visit)
        event["summary"] = "Visit"
        event["location"] = f"{visit.room.name}, {visit.room.site.name}"
        event.add("url", settings.BASE_URL + reverse("bookings:appointment", args=[visit.pk]))
        events.append((visit, event))
    return written(published(), events)


def published() -> Calendar:
    """A calendar without entries, to be read again every few hours."""
    calendar = Calendar()
    calendar.add("prodid", "-//Steady//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", settings.CLINIC["name"])
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def written(calendar: Calendar, visits: Iterable[tuple[Appointment, Event]]) -> bytes:
    """Its text, with the visits and the rules of their zones."""
    days = []
    for visit, event in visits:
        calendar.add_component(event)
        days.append(visit.local_start.date())
    return with_zones(calendar, days)
