"""The diary's only writers: book a visit, also straight from an enquiry, move it, and end it.

`book`, `convert_enquiry` and `move_appointment` commit a transaction of their own: do not call
them inside another one.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions import locks
from bookings.actions.slots import (
    about,
    claim,
    first_answer,
    insert,
    refuse_clash,
    save,
    set_time,
    taking_turns,
    tell,
)
from bookings.models import Appointment, AppointmentType, Enquiry
from clinic.db import save_checked
from clinic.outbox.actions import cancel_messages
from clinic.people.actions import register_runner
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Room

log = structlog.get_logger(__name__)

Status = Appointment.Status
MOVABLE = {Status.HELD, Status.BOOKED}
PLACE_AND_TIME = ["practitioner", "room", "starts_at", "ends_at", "blocked_from", "blocked_to"]


def book(
    *,
    runner: Runner,
    practitioner: Practitioner,
    room: Room,
    kind: AppointmentType,
    starts_at: datetime,
    by: User,
    now: datetime,
    enquiry: Enquiry | None = None,
    idempotency_key: UUID | None = None,
) -> Appointment:
    """Book a visit and owe its confirmation.

    The same key with the same wish returns the first visit; with another wish it is refused
    (KeyReused). Raises SlotTaken with alternatives, BusyDiary, and ValidationError for a start
    that has passed or is more than a year away.
    """
    visit = Appointment(
        runner=runner,
        practitioner=practitioner,
        room=room,
        type=kind,
        enquiry=enquiry,
        idempotency_key=idempotency_key,
        booked_by=by,
        created_at=now,
    )
    set_time(visit, starts_at=starts_at, now=now)
    return taking_turns(visit, lambda: insert(visit, now=now), now=now)


def convert_enquiry(
    *,
    enquiry: Enquiry,
    runner: Runner | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    practitioner: Practitioner,
    room: Room,
    kind: AppointmentType,
    starts_at: datetime,
    by: User,
    now: datetime,
    idempotency_key: UUID | None = None,
) -> Appointment:
    """Book the first visit of an enquiry: person, visit and the booked enquiry, or none of them.

    Without `runner` a new person is put on file with name, e-mail and phone. Somebody without a
    physio goes on the practitioner's caseload. Raises what `book` raises, and ValidationError when
    the enquiry is already booked or the e-mail belongs to somebody on file.
    """
    visit = Appointment(
        runner=runner,
        practitioner=practitioner,
        room=room,
        type=kind,
        enquiry=enquiry,
        idempotency_key=idempotency_key,
        booked_by=by,
        created_at=now,
    )
    set_time(visit, starts_at=starts_at, now=now)

    def convert() -> Appointment:
        claimed = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
        if first := first_answer(visit):
            return first
        if claimed.state == Enquiry.State.BOOKED:
            raise ValidationError(
                "Somebody has already booked a visit for this enquiry.", code="already_booked"
            )
        person = runner or new_person(name=name, email=email, phone=phone, now=now)
        visit.runner = person
        insert(visit, now=now)
        # Asked of the row and not of `runner`, who may have got a physio while the form was open.
        Runner.objects.filter(pk=person.pk, physio=None).update(physio=practitioner)
        claimed.state = Enquiry.State.BOOKED
        claimed.close_reason = ""
        claimed.runner = person
        claimed.updated_at = now
        save_checked(claimed, update_fields=["state", "close_reason", "runner", "updated_at"])
        return visit

    return taking_turns(visit, convert, now=now)


def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    practitioner: Practitioner,
    room: Room,
    version: int,
    by: User,
    now: datetime,
) -> Appointment:
    """Give a visit another time, practitioner or room, and owe the news.

    `version` is the one that the person who moves it has seen. Raises Stale, what `book` raises,
    and ValidationError when the visit is over, or nothing would change.
    """
    wish = Appointment.objects.with_names().get(pk=appointment.pk)
    before = (wish.practitioner_id, wish.room_id)
    if (wish.starts_at, *before) == (starts_at, practitioner.pk, room.pk):
        raise ValidationError("Choose another time, practitioner or room.", code="unchanged")
    wish.practitioner, wish.room = practitioner, room
    set_time(wish, starts_at=starts_at, now=now)

    def move() -> Appointment:
        locks.hold(*before, practitioner.pk, room.pk, wish.runner_id)
        current = claim(appointment, version=version, allowed=MOVABLE)
        refuse_clash(wish)
        wish.version = current.version + 1
        save(wish, update_fields=[*PLACE_AND_TIME, "version", "updated_at"])
        cancel_messages(about=about(wish))
        tell(wish, "moved", key=f"appointment-moved:{wish.pk}:{wish.version}", now=now)
        note(wish, "moved", by=by)
        return wish

    return taking_turns(wish, move, now=now)


@transaction.atomic
def cancel_appointment(
    *, appointment: Appointment, reason: str, version: int, by: User, now: datetime
) -> Appointment:
    """Free the time of a visit, take back what is unsent about it, and owe the news.

    `reason` is a CancelReason. Raises Stale, and ValidationError without a reason or for a visit
    that is already over. No news is owed of a visit whose start has passed.
    """
    if reason not in Appointment.CancelReason.values:
        raise ValidationError(
            {"reason": "Choose why the visit is cancelled."}, code="reason_missing"
        )
    visit = claim(appointment, version=version, allowed=MOVABLE)
    visit.cancel_reason = reason
    change(visit, Status.CANCELLED, by=by, now=now)
    cancel_messages(about=about(visit))
    if visit.starts_at > now:
        tell(visit, "cancelled", key=f"appointment-cancelled:{visit.pk}", now=now)
    return visit


@transaction.atomic
def mark_arrived(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """The runner is here: nothing unsent about the visit is of use any more.

    Raises Stale, and ValidationError before the day of the visit.
    """
    visit = claim(appointment, version=version, allowed={Status.BOOKED})
    if not visit.is_day_here(now):
        raise ValidationError(
            "This visit is on a later day. Mark it as arrived on that day.", code="too_early"
        )
    cancel_messages(about=about(visit))
    return change(visit, Status.ARRIVED, by=by, now=now)


@transaction.atomic
def undo_arrived(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """It was somebody else: the visit is booked again, and earns the reminders still to come.

    Raises Stale, and ValidationError unless the visit is marked as arrived.
    """
    visit = claim(appointment, version=version, allowed={Status.ARRIVED})
    return change(visit, Status.BOOKED, by=by, now=now)


@transaction.atomic
def mark_no_show(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """The runner did not come. Raises Stale, and ValidationError before the visit has started."""
    visit = claim(appointment, version=version, allowed={Status.BOOKED})
    if now < visit.starts_at:
        raise ValidationError(
            "The visit has not started yet. Cancel it, or wait until then.", code="too_early"
        )
    cancel_messages(about=about(visit))
    return change(visit, Status.NO_SHOW, by=by, now=now)


@transaction.atomic
def complete(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """The visit took place. Raises Stale, and ValidationError unless the runner has arrived."""
    visit = claim(appointment, version=version, allowed={Status.ARRIVED})
    return change(visit, Status.COMPLETED, by=by, now=now)


@transaction.atomic
def undo_completed(
    *, appointment: Appointment, version: int, by: User, now: datetime
) -> Appointment:
    """It was somebody else's visit that is over: the runner is still here.

    Raises Stale, and ValidationError unless the visit is marked as completed.
    """
    visit = claim(appointment, version=version, allowed={Status.COMPLETED})
    return change(visit, Status.ARRIVED, by=by, now=now)


def undo_no_show(*, appointment: Appointment, version: int, by: User, now: datetime) -> Appointment:
    """They came after all: the visit is booked again, if its time is still free.

    Raises Stale, SlotTaken, BusyDiary, and ValidationError unless the visit is marked so.
    """

    def put_back() -> Appointment:
        locks.hold(appointment.practitioner_id, appointment.room_id, appointment.runner_id)
        visit = claim(appointment, version=version, allowed={Status.NO_SHOW})
        refuse_clash(visit)
        return change(visit, Status.BOOKED, by=by, now=now)

    return locks.in_turn(put_back)


def change(visit: Appointment, status: str, *, by: User, now: datetime) -> Appointment:
    """Write the new status of a claimed visit as its next version."""
    visit.status = status
    visit.version += 1
    visit.updated_at = now
    note(visit, status, by=by)
    return save_checked(visit, update_fields=["status", "cancel_reason", "version", "updated_at"])


def note(visit: Appointment, event: str, *, by: User) -> None:
    """Log who changed which visit, by id only."""
    log.info("visit changed", visit=str(visit.pk), event_name=event, by=str(by.pk))


def new_person(*, name: str, email: str, phone: str, now: datetime) -> Runner:
    """Put somebody on file; raises ValidationError naming the person who has that e-mail."""
    known = Runner.objects.matching(email=email.strip()).first()
    if known:
        raise ValidationError(
            f"{known.name} is already on file with this e-mail address. Choose {known.name} as"
            " the person, or correct the address.",
            code="already_on_file",
        )
    return register_runner(name=name, email=email, phone=phone, now=now)
