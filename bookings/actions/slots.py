"""What every change of the diary shares: refusals, taking turns, claiming, telling the runner.

Every write takes its turn (locks.py), looks whether the time is free, and leaves the last word to
the exclusion constraints.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError

from bookings.actions import locks
from bookings.models import Appointment
from bookings.progress.appointments import free_starts
from clinic.db import save_checked
from clinic.outbox.actions import queue_message

HORIZON = timedelta(days=365)
FREEDOMS = {
    constraint.name: constraint.get_violation_error_message()
    for constraint in Appointment._meta.constraints
    if constraint.name.endswith("_is_free")
}


class SlotTaken(ValidationError):  # noqa: N818 - says what happened
    """The time is not free (409). `alternatives` are the next free starts for the same wish."""

    def __init__(self, freedom: str) -> None:
        super().__init__(FREEDOMS[freedom], code="slot_taken")
        self.alternatives: list[datetime] = []


class KeyReused(ValidationError):  # noqa: N818 - says what happened
    """An idempotency key came back with another body (422)."""

    def __init__(self) -> None:
        super().__init__(
            "This key was already used for another visit. Send a new key.",
            code="idempotency_mismatch",
        )


class Stale(ValidationError):  # noqa: N818 - says what happened
    """Somebody else changed the visit after it was read (409 or 412)."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this visit in the meantime. Look at it again, then repeat"
            " your change if it still fits.",
            code="stale",
        )


def taking_turns(
    wish: Appointment, work: Callable[[], Appointment], *, now: datetime
) -> Appointment:
    """Do the work in turn; a refused wish learns, once the locks are gone, what would be free."""
    try:
        return locks.in_turn(work)
    except SlotTaken as taken:
        taken.alternatives = free_starts(wish=wish, now=now)
        raise


def insert(visit: Appointment, *, now: datetime) -> Appointment:
    """Store a new visit and owe its confirmation; needs a transaction that takes its turn."""
    locks.hold(visit.practitioner_id, visit.room_id, visit.runner_id, visit.idempotency_key)
    if first := first_answer(visit):
        return first
    refuse_clash(visit)
    save(visit)
    tell(visit, "booked", key=f"appointment-booked:{visit.pk}", now=now)
    return visit


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


def first_answer(visit: Appointment) -> Appointment | None:
    """The visit that the same idempotency key has already booked; raises KeyReused."""
    if visit.idempotency_key is None:
        return None
    first = Appointment.objects.filter(idempotency_key=visit.idempotency_key).first()
    if first is None:
        return None
    same = ["practitioner_id", "room_id", "type_id", "enquiry_id", "starts_at"]
    if visit.runner_id:
        same.append("runner_id")
    if any(getattr(first, name) != getattr(visit, name) for name in same):
        raise KeyReused
    return first


def refuse_clash(visit: Appointment) -> None:
    """Raise SlotTaken when practitioner, room or runner is not free; call it under the locks."""
    clash = Appointment.objects.clashing_with(visit).first()
    if clash is None:
        return
    if clash.practitioner_id == visit.practitioner_id:
        raise SlotTaken("appointment_practitioner_is_free")
    if clash.room_id == visit.room_id:
        raise SlotTaken("appointment_room_is_free")
    raise SlotTaken("appointment_runner_is_free")


def save(visit: Appointment, *, update_fields: list[str] | None = None) -> None:
    """Save; a time that the database refuses after all is taken, too."""
    try:
        save_checked(visit, update_fields=update_fields)
    except ValidationError as refusal:
        code = getattr(refusal, "code", None)
        if code in FREEDOMS:
            raise SlotTaken(code) from refusal
        raise


def claim(appointment: Appointment, *, version: int, allowed: Collection[str]) -> Appointment:
    """The visit, locked until the transaction ends, if it is still as it was seen; else Stale."""
    visits = Appointment.objects.with_names().select_for_update(of=["self"])
    current = visits.get(pk=appointment.pk)
    if current.version != version:
        raise Stale
    refuse_unless(current, allowed)
    return current


def refuse_unless(visit: Appointment, allowed: Collection[str]) -> None:
    """Raise ValidationError, with how the visit is marked, unless that is among `allowed`."""
    if visit.status not in allowed:
        raise ValidationError(
            f"This visit is marked “{visit.get_status_display()}”, so that is not possible.",
            code="illegal_state",
        )


def about(visit: Appointment) -> str:
    """What the messages of a visit are filed under."""
    return f"appointment:{visit.pk}"


def tell(visit: Appointment, event: str, *, key: str, now: datetime) -> None:
    """Owe the runner the news of a visit; after its start nobody needs it any more."""
    queue_message(
        key=key,
        kind=f"appointment-{event}",
        to=visit.runner.email,
        template=f"bookings/email/{event}",
        context={"appointment": visit},
        now=now,
        about=about(visit),
        not_after=visit.starts_at,
    )
