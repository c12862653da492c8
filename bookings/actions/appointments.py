"""The diary's only writers: book a visit, also straight from an enquiry, move it, and cancel it.

`book`, `convert_enquiry` and `move_appointment` commit a transaction of their own: do not call
them inside another one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions.asking import (
    Ask,
    able,
    is_late,
    refuse_against_rules,
    refuse_late_change,
    set_time,
)
from bookings.actions.intake import note_booking
from bookings.actions.marks import change, note
from bookings.actions.news import cancelled_key, tell_of_move
from bookings.actions.refusals import KeyReused
from bookings.actions.slots import about, choose, claim, insert, taking_turns, tell, write
from bookings.models import Appointment, AppointmentType, Enquiry
from clinic.db import read_rows
from clinic.outbox.actions import cancel_messages
from clinic.people.actions import register_runner
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Room, Site

Status = Appointment.Status
MOVABLE = {Status.BOOKED}
CHANGED_BY_A_MOVE = [
    "practitioner", "room", "starts_at", "ends_at", "blocked_from", "blocked_to",
    "is_outside_hours", "version", "changed_by", "updated_at",
]  # fmt: skip

ROOMS = """
SELECT {r}, {s} FROM places_room r JOIN places_site s ON s.id = r.site_id
WHERE %s::uuid IS NULL OR r.site_id = %s ORDER BY s.name, r.name
"""


def book(
    *,
    runner: Runner,
    practitioner: Practitioner | None,
    room: Room | None,
    kind: AppointmentType,
    starts_at: datetime,
    by: User | None,
    now: datetime,
    site: Site | UUID | None = None,
    rooms: Sequence[Room] = (),
    enquiry: Enquiry | None = None,
    idempotency_key: UUID | None = None,
    is_online: bool = False,
    outside_hours: bool = False,
) -> Appointment:
    """Book a visit and owe its confirmation.

    Without a practitioner anybody who offers the visit is chosen, without a room any of `rooms`,
    which are read for the site if not at hand; both inside the lock.
    Online the rules of its type hold; `outside_hours` is the desk's wish to
    book somebody who does not work then. The same key with the same wish returns the first visit;
    with another wish it is refused (KeyReused). Raises SlotTaken with alternatives, OutsideHours,
    BusyDiary, and ValidationError for a start that has passed or is more than a year away.
    """
    ask = asked(
        kind=kind,
        practitioner=practitioner,
        room=room,
        site=site,
        rooms=rooms,
        starts_at=starts_at,
        now=now,
        is_online=is_online,
        outside_hours=outside_hours,
        runner=runner,
        enquiry=enquiry,
        idempotency_key=idempotency_key,
        booked_by=by,
    )
    return taking_turns(ask, lambda: insert(ask, now=now), now=now)


def asked(
    *,
    kind: AppointmentType,
    practitioner: Practitioner | None,
    room: Room | None,
    site: Site | UUID | None,
    starts_at: datetime,
    now: datetime,
    rooms: Sequence[Room] = (),
    is_online: bool = False,
    outside_hours: bool = False,
    **facts: Any,
) -> Ask:
    """A new wish of the diary; `facts` are further fields of the visit.

    Raises ValidationError for a start that cannot be, and for what the type's rules refuse.
    """
    visit = Appointment(type=kind, created_at=now, **facts)
    set_time(visit, starts_at=starts_at, now=now)
    if is_online:
        refuse_against_rules(kind, starts_at=visit.starts_at, now=now)
    return Ask(
        visit,
        able(kind, practitioner),
        list(rooms) or rooms_for(room, site),
        is_online=is_online,
        outside_hours=outside_hours,
    )


def rooms_for(room: Room | None, site: Site | UUID | None) -> list[Room]:
    """The room asked for, or all rooms of a site (None: of every site).

    Raises ValidationError when there is none.
    """
    if room:
        return [room]
    of = getattr(site, "pk", site)
    found = [room for room, room.site in read_rows(ROOMS, [of, of], r=Room, s=Site)]
    if not found:
        raise ValidationError("There is no room there. Choose another site.", code="no_room")
    return found


def convert_enquiry(
    *,
    enquiry: Enquiry,
    runner: Runner | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    practitioner: Practitioner | None,
    room: Room | None,
    kind: AppointmentType,
    starts_at: datetime,
    by: User,
    now: datetime,
    site: Site | UUID | None = None,
    idempotency_key: UUID | None = None,
    outside_hours: bool = False,
) -> Appointment:
    """Book the first visit of an enquiry: person, visit and the booked enquiry, or none of them.

    Without `runner` a new person is put on file with name, e-mail and phone. Somebody without a
    physio goes on the practitioner's caseload. Raises what `book` raises, and ValidationError when
    the enquiry is already booked or the e-mail belongs to somebody on file.
    """
    ask = asked(
        kind=kind,
        practitioner=practitioner,
        room=room,
        site=site,
        starts_at=starts_at,
        now=now,
        outside_hours=outside_hours,
        runner=runner,
        enquiry=enquiry,
        idempotency_key=idempotency_key,
        booked_by=by,
    )
    visit = ask.visit

    def convert() -> Appointment:
        claimed = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
        if claimed.state == Enquiry.State.BOOKED:
            return first_answer(ask)
        person = runner or new_person(name=name, email=email, phone=phone, now=now)
        visit.runner = person
        insert(ask, now=now)
        # Asked of the row and not of `runner`, who may have got a physio while the form was open.
        Runner.objects.filter(pk=person.pk, physio=None).update(physio=visit.practitioner)
        note_booking(claimed, runner=person, now=now)
        return visit

    return taking_turns(ask, convert, now=now)


def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    practitioner: Practitioner | None,
    room: Room | None,
    version: int,
    by: User | None,
    now: datetime,
    site: Site | UUID | None = None,
    is_online: bool = False,
    outside_hours: bool = False,
    is_undo: bool = False,
) -> Appointment:
    """Give a visit another time, practitioner or room, and owe the news.

    `version` is the one that the person who moves it has seen; an undo of the move that made it
    takes that one's news back. Raises Stale, what `book` raises,
    and ValidationError when the visit is over, or nothing would change; online also when it is
    too late for that.
    """
    wish = Appointment.objects.with_names().get(pk=appointment.pk)
    before = (wish.practitioner_id, wish.room_id)
    after = (practitioner and practitioner.pk, room and room.pk)
    if wish.starts_at == starts_at and after in {before, (before[0], None)}:
        raise ValidationError("Choose another time, practitioner or room.", code="unchanged")
    if is_online:
        refuse_late_change(wish, now=now)
        refuse_against_rules(wish.type, starts_at=starts_at, now=now)
    set_time(wish, starts_at=starts_at, now=now)
    ask = Ask(
        wish,
        able(wish.type, practitioner) if practitioner != wish.practitioner else [wish.practitioner],
        rooms_for(room, site or wish.room.site),
        is_online=is_online,
        outside_hours=outside_hours,
    )
    wish.idempotency_key = None

    def move() -> Appointment:
        current = claim(appointment, version=version, allowed=MOVABLE, now=now, is_online=is_online)
        wish.is_outside_hours = False
        choose(ask, now=now)
        wish.version, wish.changed_by = current.version + 1, by
        write(lambda: wish.save(update_fields=CHANGED_BY_A_MOVE))
        tell_of_move(wish, undone=version if is_undo else None, by=by, now=now)
        note(wish, "moved", by=by)
        return wish

    return taking_turns(ask, move, now=now, also=before)


@transaction.atomic
def cancel_appointment(
    *,
    appointment: Appointment,
    reason: str,
    version: int,
    by: User | None,
    now: datetime,
    is_online: bool = False,
) -> Appointment:
    """Free the time of a visit, take back what is unsent about it, and owe the news.

    `reason` is a CancelReason. Raises Stale, and ValidationError without a reason or for a visit
    that is already over; online also when it is too late for that. No news is owed of a visit
    whose start has passed.
    """
    if reason not in Appointment.CancelReason.values:
        raise ValidationError(
            {"reason": "Choose why the visit is cancelled."}, code="reason_missing"
        )
    visit = claim(appointment, version=version, allowed=MOVABLE, now=now, is_online=is_online)
    if is_online:
        refuse_late_change(visit, now=now)
    visit.cancel_reason = reason
    visit.is_late_cancel = is_late(visit, now=now) and reason != Appointment.CancelReason.CLINIC
    change(visit, Status.CANCELLED, by=by, now=now)
    cancel_messages(about=about(visit))
    if visit.starts_at > now:
        key = cancelled_key(visit, visit.version)
        tell(visit, "cancelled", key=key, is_held=by is not None, now=now)
    return visit


def first_answer(ask: Ask) -> Appointment:
    """The visit that the same key booked for a booked enquiry.

    Raises KeyReused for another wish with it, and ValidationError when somebody else booked.
    """
    key = ask.visit.idempotency_key
    first = Appointment.objects.filter(idempotency_key=key).first() if key else None
    if first is None:
        raise ValidationError(
            "Somebody has already booked a visit for this enquiry.", code="already_booked"
        )
    same_person = ask.visit.runner_id in {None, first.runner_id}
    if first.idempotency_digest != ask.digest() or not same_person:
        raise KeyReused
    return first


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
