"""What somebody asks of the diary, and what may be looked at before anybody waits for anybody."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError

from bookings.models import Appointment, AppointmentType
from clinic.people.models import Practitioner, Runner
from clinic.places.models import Room

HORIZON = timedelta(days=365)


@dataclass
class Ask:
    """A visit, and with whom and where it may be: the choice is made in turn (slots.py).

    `is_online` keeps to the rules of self-booking; `outside_hours` is the desk's own decision.
    """

    visit: Appointment
    practitioners: list[Practitioner]
    rooms: list[Room]
    is_online: bool = False
    outside_hours: bool = False

    def names(self) -> list[UUID]:
        """Everybody and everything that the choice could fall on: who holds these is alone."""
        ids = [row.pk for row in (*self.practitioners, *self.rooms)]
        extra = [self.visit.runner_id, self.visit.idempotency_key]
        return ids + [one for one in extra if one]

    def digest(self) -> str:
        """The same for the same wish, whatever was chosen for it."""
        visit = self.visit
        words = [
            str(visit.type_id),
            visit.starts_at.astimezone(UTC).isoformat(),
            str(visit.enquiry_id),
            sorted(str(person.pk) for person in self.practitioners),
            sorted(str(room.pk) for room in self.rooms),
        ]
        return sha256(json.dumps(words).encode()).hexdigest()


def set_time(visit: Appointment, *, starts_at: datetime, now: datetime) -> None:
    """Write start, end and the time kept free; raises ValidationError for an impossible start."""
    if starts_at <= now:
        raise ValidationError("This time has passed. Choose a later one.", code="past")
    if starts_at > now + HORIZON:
        raise ValidationError("Choose a day within a year from today.", code="too_far")
    # In UTC, for adding minutes to a wall clock goes wrong in the night when the clocks change.
    visit.starts_at = starts_at = starts_at.astimezone(UTC)
    visit.ends_at = starts_at + timedelta(minutes=visit.type.minutes)
    visit.blocked_from = starts_at - timedelta(minutes=visit.type.buffer_before)
    visit.blocked_to = visit.ends_at + timedelta(minutes=visit.type.buffer_after)
    visit.updated_at = now


def refuse_against_rules(kind: AppointmentType, *, starts_at: datetime, now: datetime) -> None:
    """Raise ValidationError unless this kind of visit may be booked online for this start."""
    if not kind.is_online:
        raise ValidationError("This visit is booked by phone only. Ring us.", code="not_online")
    if starts_at < now + timedelta(hours=kind.notice_hours):
        raise ValidationError(
            f"Book {in_hours(kind.notice_hours)} ahead or more. For a sooner time, ring us.",
            code="too_soon",
        )
    if starts_at > now + timedelta(days=kind.horizon_days):
        raise ValidationError(f"Choose a day in the next {kind.horizon_days} days.", code="too_far")


def refuse_unless_meant_for(kind: AppointmentType, runner: Runner) -> None:
    """Raise ValidationError for a first visit of somebody known, or a later one of somebody new."""
    if kind.for_whom == AppointmentType.ForWhom.ANYBODY:
        return
    was_here = Appointment.objects.filter(
        runner=runner, status__in=[Appointment.Status.ARRIVED, Appointment.Status.COMPLETED]
    ).exists()
    if was_here != (kind.for_whom == AppointmentType.ForWhom.RETURNING):
        raise ValidationError(
            f"This visit is for {kind.get_for_whom_display().lower()}. Choose another one.",
            code="not_meant_for_them",
        )


def refuse_late_change(visit: Appointment, *, now: datetime) -> None:
    """Raise ValidationError when it is too late to move or cancel a visit online."""
    if is_late(visit, now=now):
        raise ValidationError(
            f"It is less than {in_hours(visit.type.change_hours)} until this visit. Ring us to"
            " change it.",
            code="too_late",
        )


def is_late(visit: Appointment, *, now: datetime) -> bool:
    """Whether the visit is nearer than its type allows for a change online."""
    return now > visit.starts_at - timedelta(hours=visit.type.change_hours)


def in_hours(hours: int) -> str:
    """Hours in words: "1 hour", "24 hours"."""
    return f"{hours} hour{'' if hours == 1 else 's'}"


def able(kind: AppointmentType, practitioner: Practitioner | None) -> list[Practitioner]:
    """Who may take the visit, by name: the one asked for, or anybody who offers it.

    Raises ValidationError when that is nobody.
    """
    skilled: Collection[UUID] | None = getattr(kind, "offered_by", None)
    if skilled is None:
        skilled = list(kind.practitioners.values_list("pk", flat=True))
    if practitioner:
        if skilled and practitioner.pk not in skilled:
            raise ValidationError(
                f"{practitioner.name} does not offer this visit. Choose somebody else.",
                code="not_offered",
            )
        return [practitioner]
    everybody = Practitioner.objects.filter(is_active=True)
    found = list(everybody.filter(pk__in=skilled) if skilled else everybody)
    if not found:
        raise ValidationError("Nobody offers this visit at the moment.", code="not_offered")
    return found
