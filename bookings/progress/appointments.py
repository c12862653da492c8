"""When a visit can be, a runner's next visits, and who is meant."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from bookings.models import Appointment
from bookings.progress.links import token_of
from bookings.progress.openings import Opening, Place, Search
from clinic.people.models import Practitioner, Principal, Runner
from clinic.places.models import Room, Site

SEARCH_DAYS = 14
PLACES = """
SELECT site.id, site.time_zone, array_agg(room.id ORDER BY room.name)
FROM places_room room JOIN places_site site ON site.id = room.site_id
WHERE %(site)s::uuid IS NULL OR site.id = %(site)s::uuid
GROUP BY site.id ORDER BY site.name
"""
MOST_VISITS = 10


def visits_to_come(
    *, runner: Runner, now: datetime, most: int = MOST_VISITS
) -> list[tuple[Appointment, str]]:
    """The runner's next visits, each with what stands in the link to its own page; one query."""
    coming = Appointment.objects.filter(runner=runner).upcoming(now).with_names()[:most]
    return [(visit, token_of(visit)) for visit in coming]


def visits_around(*, runner: Runner, first: datetime, last: datetime) -> list[Appointment]:
    """The runner's booked and cancelled visits of these days, with all that is said about them."""
    told = [Appointment.Status.BOOKED, Appointment.Status.CANCELLED]
    found = Appointment.objects.filter(runner=runner, status__in=told).between(first, last)
    return list(found.with_names())


def diary_around(
    *, practitioner: Practitioner, first: datetime, last: datetime
) -> list[Appointment]:
    """What stands in a practitioner's diary: visits that take place, took place, or are off."""
    nobodys = [Appointment.Status.HELD, Appointment.Status.EXPIRED]
    found = Appointment.objects.filter(practitioner=practitioner).exclude(status__in=nobodys)
    return list(found.between(first, last).with_names())


def free_starts(
    *,
    wish: Appointment,
    practitioners: Collection[UUID],
    rooms: Collection[Room],
    now: datetime,
    count: int = 3,
    is_online: bool = False,
) -> list[Opening]:
    """The free starts next to the wished one, in order of their start, with two queries.

    For the desk those after it, for two weeks; online those nearest to it, earlier ones too. The
    wish may be a stored visit that moves: it does not stand in its own way.
    """
    notice = timedelta(hours=wish.type.notice_hours if is_online else 0)
    earlier = timedelta(days=3 if is_online else 0)
    search = Search(
        kind=wish.type,
        practitioners=practitioners,
        places=places_of(rooms),
        start=max(wish.starts_at - earlier, now + notice),
        end=wish.starts_at + timedelta(days=SEARCH_DAYS),
        now=now,
        is_online=is_online,
        runner=wish.runner_id,
        ignoring=wish.pk,
    )
    starts: dict[int, Opening] = {}
    for opening in search.openings():
        for minute in opening.minutes:
            starts.setdefault(minute, opening)
    wished = wish.starts_at.timestamp() / 60
    others = [minute for minute in starts if is_online or minute > wished]
    nearest = sorted(others, key=lambda minute: abs(minute - wished))[:count]
    return [replace(starts[minute], minutes=[minute]) for minute in sorted(nearest)]


def places_of(rooms: Collection[Room]) -> list[Place]:
    """Rooms by their site; needs their sites loaded."""
    sites: dict[Site, list[UUID]] = {}
    for room in rooms:
        sites.setdefault(room.site, []).append(room.pk)
    return [Place(site.pk, site.zone, tuple(ids)) for site, ids in sites.items()]


def places_at(site: UUID | None) -> list[Place]:
    """The places of one site, or of all, by name; no more is read than they need."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"site": site})
        return [Place(pk, ZoneInfo(zone), tuple(ids)) for pk, zone, ids in cursor.fetchall()]


def find_people(*, user: Principal, words: str) -> list[Runner]:
    """Up to ten people on file whose name, e-mail or phone contains the words."""
    if not words:
        return []
    likeness = Q(name__icontains=words) | Q(email__icontains=words)
    digits = "".join(sign for sign in words if sign.isdigit()).removeprefix("0")
    if len(digits) >= 4:
        likeness |= Q(phone__contains=digits)
    return list(Runner.objects.visible_to(user).filter(likeness)[:10])
