"""Changes of the roster. Whoever has a visit that no longer fits is never dropped in silence.

They take the same locks as a booking does, so hours cannot change under one.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bookings.actions import locks
from bookings.actions.ringing import ring_about
from bookings.models import Appointment, CallTask, UnavailableBlock, WorkingHours
from bookings.progress import minutes
from bookings.progress.supply import Calendar, read_supply
from clinic.db import save_checked
from clinic.people.models import Practitioner

ONE_DAY = timedelta(days=1)


def add_hours(*, facts: Mapping[str, Any], now: datetime) -> tuple[WorkingHours, list[CallTask]]:
    """Give a practitioner hours; returns them, and whom the desk has to ring because of it.

    Somebody's very first hours end the time in which the desk booked them freely. Raises
    ValidationError for what the constraints refuse.
    """
    hours = WorkingHours(**facts)
    tasks = changing([hours.practitioner_id], lambda: save_checked(hours), "hours", now=now)
    return hours, tasks


def end_hours(*, hours: WorkingHours, now: datetime) -> list[CallTask]:
    """Take hours away from today on; returns whom the desk has to ring because of it."""
    return changing([hours.practitioner_id], hours.delete, "hours", now=now)


def add_block(
    *, facts: Mapping[str, Any], now: datetime
) -> tuple[UnavailableBlock, list[CallTask]]:
    """Shut a time: leave, a holiday, a meeting; returns it, and whom the desk has to ring.

    Raises ValidationError for what the constraints refuse.
    """
    block = UnavailableBlock(**facts)
    whose = [block.practitioner_id] if block.practitioner_id else everybody()
    return block, changing(whose, lambda: save_checked(block), block.kind, now=now)


def remove_block(*, block: UnavailableBlock) -> None:
    """Open a time again; calls that are still to be made stay on the list for the desk to see."""
    block.delete()


def everybody() -> list[UUID]:
    """All who take visits."""
    return list(Practitioner.objects.filter(is_active=True).values_list("pk", flat=True))


def changing(
    whose: Collection[UUID], change: Callable[[], object], reason: str, *, now: datetime
) -> list[CallTask]:
    """Change the roster in turn with those who book, and put on the call list whom it affects."""

    def work() -> list[CallTask]:
        fitted = {visit.pk for visit in upcoming(whose, now) if fits(visit)}
        change()
        return [
            ring_about(visit, reason, now=now)
            for visit in upcoming(whose, now)
            if visit.pk in fitted and not fits(visit)
        ]

    return locks.in_turn(work, *whose)


def upcoming(whose: Collection[UUID], now: datetime) -> list[Appointment]:
    """The booked visits of these practitioners that are still to come."""
    return list(Appointment.objects.upcoming(now).filter(practitioner__in=whose).with_names())


def fits(visit: Appointment) -> bool:
    """Whether a visit lies within the hours of its practitioner, and nothing shuts its time."""
    supply = read_supply(
        [visit.practitioner_id], visit.starts_at.date() - ONE_DAY, visit.ends_at.date() + ONE_DAY
    )
    calendar = Calendar(supply, visit.starts_at, visit.ends_at)
    zone, site = visit.room.site.zone, visit.room.site_id
    duty = calendar.whole & ~calendar.shut(zone, site=site, room=visit.room_id)
    duty &= ~calendar.shut(zone, practitioner=visit.practitioner_id, site=site)
    if supply.is_rostered(visit.practitioner_id):
        duty &= calendar.on_duty(visit.practitioner_id, site, zone)[0]
    return not minutes.between(calendar.at(visit.starts_at), calendar.at(visit.ends_at)) & ~duty
