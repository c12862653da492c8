"""Times held for ten minutes while somebody fills in a form, and what becomes of them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F

from bookings.actions.appointments import asked
from bookings.actions.asking import Ask
from bookings.actions.marks import change
from bookings.actions.slots import (
    choose,
    insert,
    locked,
    taking_turns,
    tell,
    write,
    write_down_expired,
)
from bookings.models import Appointment, AppointmentType
from bookings.models.appointments import AppointmentQuerySet
from clinic.people.actions import register_guest
from clinic.people.models import Practitioner
from clinic.places.models import Room, Site

LASTS = timedelta(minutes=10)
LONGEST = timedelta(minutes=30)
Status = Appointment.Status


def hold_time(
    *,
    kind: AppointmentType,
    practitioner: Practitioner | None,
    site: Site | UUID | None,
    starts_at: datetime,
    holder: str,
    now: datetime,
) -> Appointment:
    """Keep a time for somebody for ten minutes; nothing else is held for them any longer.

    `holder` tells devices apart: each holds one time. Raises what `book` raises.
    """
    ask = asked(
        kind=kind,
        practitioner=practitioner,
        room=None,
        site=site,
        starts_at=starts_at,
        now=now,
        is_online=True,
        status=Status.HELD,
        held_until=now + LASTS,
        holder=holder,
    )

    def hold() -> Appointment:
        give_up(Appointment.objects.held_by(holder, now), now=now)
        return insert(ask, now=now, is_held=True)

    return taking_turns(ask, hold, now=now)


def extend_hold(*, hold: Appointment, now: datetime) -> Appointment:
    """Ten more minutes, up to half an hour in all.

    Raises ValidationError when the hold has run out, or has lasted half an hour.
    """
    until = min(now + LASTS, hold.created_at + LONGEST)
    longer = Appointment.objects.held_by(hold.holder, now).filter(pk=hold.pk, held_until__lt=until)
    if not longer.update(held_until=until, updated_at=now):
        raise ValidationError(
            "We cannot keep this time any longer. Confirm it now, or choose it again.",
            code="hold_over",
        )
    hold.held_until = until
    return hold


def confirm_hold(
    *, hold: Appointment, name: str, email: str, phone: str, now: datetime
) -> Appointment:
    """Book what is held for somebody with these details, and owe the confirmation.

    Nobody learns from it whether we know them. A hold that has run out is booked all the same if
    its time is still free. The same hold confirmed twice is one visit. Raises SlotTaken with the
    nearest free times, BusyDiary, and ValidationError.
    """
    rooms = list(Room.objects.select_related("site").filter(site=hold.room.site_id))
    ask = Ask(hold, [hold.practitioner], rooms, is_online=True)

    def confirm() -> Appointment:
        visit = locked(hold.pk)
        if visit.status not in {Status.HELD, Status.EXPIRED}:
            return visit
        runner = register_guest(name=name, email=email, phone=phone, now=now)
        visit.runner = runner
        ask.visit = visit
        if visit.starts_at <= now:
            raise ValidationError("This time has passed. Choose a later one.", code="past")
        # Also while it is still held: the roster may have changed, and the runner be elsewhere.
        choose(ask, now=now)
        visit.save(update_fields=["practitioner", "room"])
        write(lambda: change(visit, Status.BOOKED, by=None, now=now))
        tell(visit, "booked", key=f"appointment-booked:{visit.pk}", now=now)
        return visit

    return taking_turns(ask, confirm, now=now)


def give_up(holds: AppointmentQuerySet, *, now: datetime) -> None:
    """Write these holds down as expired before their time."""
    holds.update(status=Status.EXPIRED, version=F("version") + 1, updated_at=now)


def expire_holds(*, now: datetime) -> int:
    """Write down which holds have run out; every booking in their way does so at once, too."""
    late = list(Appointment.objects.run_out(now)[:500])
    write_down_expired(late, now=now)
    return len(late)
