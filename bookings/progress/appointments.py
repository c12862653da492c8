"""When a visit can be, a runner's next visit, and who is meant."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from bookings.models import Appointment
from bookings.progress.openings import Opening, Place, Search
from clinic.people.models import Principal, Runner
from clinic.places.models import Room, Site

SEARCH_DAYS = 14


def next_visit_for(*, runner: Runner, now: datetime) -> Appointment | None:
    """The runner's next visit, with all that a page says about it."""
    return Appointment.objects.filter(runner=runner).upcoming(now).with_names().first()


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
    # In UTC, for Python calls the two readings of a repeated time equal.
    starts: dict[datetime, Opening] = {}
    for opening in search.openings():
        for start in opening.starts:
            one = Opening(opening.practitioner, opening.place, [start])
            starts.setdefault(start.astimezone(UTC), one)
    others = [start for start in starts if is_online or start > wish.starts_at]
    nearest = sorted(others, key=lambda start: abs(start - wish.starts_at))[:count]
    return [starts[start] for start in sorted(nearest)]


def places_of(rooms: Collection[Room]) -> list[Place]:
    """Rooms by their site; needs their sites loaded."""
    sites: dict[Site, list[UUID]] = {}
    for room in rooms:
        sites.setdefault(room.site, []).append(room.pk)
    return [Place(site.pk, site.zone, tuple(ids)) for site, ids in sites.items()]


def find_people(*, user: Principal, words: str) -> list[Runner]:
    """Up to ten people on file whose name, e-mail or phone contains the words."""
    if not words:
        return []
    likeness = Q(name__icontains=words) | Q(email__icontains=words)
    digits = "".join(sign for sign in words if sign.isdigit()).removeprefix("0")
    if len(digits) >= 4:
        likeness |= Q(phone__contains=digits)
    return list(Runner.objects.visible_to(user).filter(likeness)[:10])
