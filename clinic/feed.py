"""A runner's own calendar: sessions and visits under a private address (RFC 5545).

The address is the key, so it is long, is shown once, and can be switched off. What it gives says
when and where, and never what for: a session is "Session", a visit is a visit to the clinic.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from bookings.progress.appointments import visits_around
from bookings.progress.invitations import visit_event, with_zones
from clinic.people.access import for_roles
from clinic.people.actions import calendar_link_of, make_calendar_link, revoke_calendar_links
from clinic.people.models import Runner, User
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
    content = calendar_of(link.runner, now=timezone.now())
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"},
    )


@for_roles(User.Role.RUNNER)
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make the address, make another one, or switch it off; it is shown once, when it is made."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    now, secret = timezone.now(), ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            revoke_calendar_links(runner=runner, now=now)
            return redirect("calendar_link")
        _, secret = make_calendar_link(runner=runner, now=now)
    context = {
        "address": secret and settings.BASE_URL + reverse("feed", args=[secret]),
        "link": runner.calendar_links.filter(revoked_at=None).first(),
    }
    return render(request, "people/calendar_link.html", context)


def calendar_of(runner: Runner, *, now: datetime) -> bytes:
    """Two weeks back and eight ahead: a day with sessions is one entry, a visit another."""
    today = now.astimezone(runner.zone).date()
    calendar = Calendar()
    calendar.add("prodid", "-//Steady//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", settings.CLINIC["name"])
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    stamp = datetime.combine(today, time(), UTC)
    days: dict = {}
    for one in occurrences_of(runner=runner, first=today - BACK, last=today + AHEAD, today=today):
        days.setdefault(one.on, []).append(one)
    for day, there in days.items():
        event = Event()
        key = uuid5(NAMESPACE_URL, f"{runner.pk} {day}")
        event.add("uid", f"{key}@{settings.MESSAGE_ID_DOMAIN}")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", "Session" if len(there) == 1 else f"{len(there)} sessions")
        event.add("transp", "TRANSPARENT")
        event.add("url", f"{settings.BASE_URL}/")
        calendar.add_component(event)
    visits = visits_around(runner=runner, first=now - BACK, last=now + 4 * AHEAD)
    for visit in visits:
        calendar.add_component(visit_event(visit))
    return with_zones(calendar, [visit.local_start.date() for visit in visits])
