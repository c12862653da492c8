"""What every change of the diary shares: taking turns, choosing, claiming, telling the runner.

Every write takes its turn (locks.py), looks whether the time is free, and leaves the last word to
the exclusion constraints.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F

from bookings.actions import locks
from bookings.actions.asking import Ask
from bookings.actions.refusals import (
    FREEDOMS,
    KeyReused,
    OutsideHours,
    SlotTaken,
    Stale,
)
from bookings.actions.ringing import ring_about
from bookings.models import Appointment, CallTask
from bookings.progress import minutes
from bookings.progress.appointments import free_starts
from bookings.progress.invitations import invitation
from bookings.progress.links import link_of
from bookings.progress.near import in_the_way
from bookings.progress.reach import ABOUT
from bookings.progress.supply import Calendar, read_supply
from clinic.db import friendly, insert_row
from clinic.outbox.actions import queue_message
from clinic.people.models import Practitioner
from clinic.places.models import Room

ONE_DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)
LINKS = {field.name for field in Appointment._meta.fields if field.is_relation}


def taking_turns(
    ask: Ask, work: Callable[[], Appointment], *, now: datetime, also: Collection[UUID] = ()
) -> Appointment:
    """Do the work when nobody else is at anything that the wish, or `also`, names.

    A refused wish learns, once the locks are gone, what would be free.
    """
    try:
        return locks.in_turn(work, *ask.names(), *also)
    except SlotTaken as taken:
        taken.offers = free_starts(
            wish=ask.visit,
            practitioners=[person.pk for person in ask.practitioners],
            rooms=ask.rooms,
            now=now,
            is_online=ask.is_online,
        )
        raise


def insert(ask: Ask, *, now: datetime, is_held: bool = False) -> Appointment:
    """Store a new visit and owe its confirmation; needs a transaction that takes its turn.

    The answer that the same idempotency key has already got is given again; raises KeyReused for
    another wish with it. A hold is told to nobody.
    """
    visit = ask.visit
    if first := choose(ask, now=now):
        return first
    if visit.idempotency_key:
        visit.idempotency_digest = ask.digest()
    # Whom and what it names was read a moment ago, and the database holds on to it.
    visit.clean_fields(exclude=LINKS)
    write(lambda: insert_row(visit))
    if not is_held:
        key = f"appointment-booked:{visit.pk}"
        tell(visit, "booked", key=key, is_held=visit.booked_by_id is not None, now=now)
    return visit


def choose(ask: Ask, *, now: datetime) -> Appointment | None:
    """Give the visit the first practitioner and room that are free; call it under the locks.

    Returns the visit that the same idempotency key has booked before, if there is one. Raises
    KeyReused, SlotTaken, and OutsideHours for what only the desk may decide.
    """
    visit = ask.visit
    people, places = ([row.pk for row in rows] for rows in (ask.practitioners, ask.rooms))
    near = in_the_way(visit, people, places)
    for other in near:
        if other.idempotency_key and other.idempotency_key == visit.idempotency_key:
            if other.idempotency_digest != ask.digest() or other.runner_id != visit.runner_id:
                raise KeyReused
            return other
    taken = [other for other in near if not is_over(other, now)]
    write_down_expired([other for other in near if is_over(other, now)], now=now)
    if any(
        other.runner_id and other.runner_id == visit.runner_id and meets(other, visit)
        for other in taken
    ):
        raise SlotTaken("appointment_runner_is_free")
    blocked = {
        one
        for other in taken
        if blocks(other, visit)
        for one in (other.practitioner_id, other.room_id)
    }
    on_duty = [person for person in ask.practitioners if person.pk not in blocked]
    if not on_duty:
        raise SlotTaken("appointment_practitioner_is_free")
    rooms = [room for room in ask.rooms if room.pk not in blocked]
    if not rooms:
        raise SlotTaken("appointment_room_is_free")
    visit.practitioner, visit.room = within_hours(ask, on_duty, rooms)
    return None


def within_hours(
    ask: Ask, people: list[Practitioner], rooms: list[Room]
) -> tuple[Practitioner, Room]:
    """The first who works at that time, and a room there.

    Asked inside the lock, for rosters change under the same one. Raises OutsideHours, and
    SlotTaken online.
    """
    visit = ask.visit
    first, last = visit.starts_at.date() - ONE_DAY, visit.ends_at.date() + ONE_DAY
    supply = read_supply([person.pk for person in people], first, last)
    calendar = Calendar(supply, visit.starts_at, visit.ends_at)
    begin = calendar.at(visit.starts_at)
    wanted = minutes.between(begin, calendar.at(visit.ends_at - A_SECOND) + 1)
    for person in people:
        is_rostered = supply.is_rostered(person.pk)
        if ask.is_online and not is_rostered:
            continue
        for room in rooms:
            zone, site = room.site.zone, room.site_id
            duty, starts = calendar.on_duty(person.pk, site, zone)
            if not is_rostered:
                duty = calendar.whole & ~calendar.shut(zone, practitioner=person.pk, site=site)
            duty &= ~calendar.shut(zone, site=site, room=room.pk)
            if not wanted & ~duty and (not ask.is_online or starts >> begin & 1):
                return person, room
    if ask.outside_hours:
        visit.is_outside_hours = True
        return people[0], rooms[0]
    if ask.is_online:
        raise SlotTaken("appointment_practitioner_is_free")
    raise OutsideHours(people, rooms)


def is_over(other: Appointment, now: datetime) -> bool:
    """Whether this is a hold that has run out."""
    held = other.status == Appointment.Status.HELD and other.held_until
    return bool(held and other.held_until and other.held_until <= now)


def blocks(other: Appointment, visit: Appointment) -> bool:
    """Whether two visits need the same time, with what is kept free around them."""
    return other.blocked_from < visit.blocked_to and other.blocked_to > visit.blocked_from


def meets(other: Appointment, visit: Appointment) -> bool:
    """Whether nobody could be at both visits."""
    return other.starts_at < visit.ends_at and other.ends_at > visit.starts_at


def write_down_expired(holds: list[Appointment], *, now: datetime) -> None:
    """Give free the times of holds that have run out, so that the constraints let others in."""
    if holds:
        Appointment.objects.run_out(now).filter(pk__in=[hold.pk for hold in holds]).update(
            status=Appointment.Status.EXPIRED, version=F("version") + 1, updated_at=now
        )


def write(change: Callable[[], object]) -> None:
    """Save; a time that the database refuses after all is taken, too.

    Without a savepoint of its own: whoever is refused gives the whole transaction up.
    """
    try:
        change()
    except IntegrityError as refusal:
        said = friendly(refusal, Appointment)
        raise taken_or(said) from refusal
    except ValidationError as refusal:
        raise taken_or(refusal) from refusal


def taken_or(said: ValidationError) -> ValidationError:
    """SlotTaken for the refusal of an exclusion constraint, else the refusal itself."""
    code = getattr(said, "code", None)
    return SlotTaken(code) if code in FREEDOMS else said


def claim(
    appointment: Appointment,
    *,
    version: int,
    allowed: Collection[str],
    now: datetime,
    is_online: bool = False,
) -> Appointment:
    """The visit, locked until the transaction ends, if it is still as it was seen; else Stale."""
    current = locked(appointment.pk)
    if current.version != version:
        raise Stale(current, now=now, is_online=is_online)
    refuse_unless(current, allowed)
    return current


def locked(pk: UUID) -> Appointment:
    """A visit with all that is said about it, locked until the transaction ends.

    Locked first and read then: in one statement a visit that has just gone to another practitioner
    or room is compared with those that it had, and is not found.
    """
    list(Appointment.objects.select_for_update().filter(pk=pk).values_list("pk"))
    return Appointment.objects.with_names().get(pk=pk)


def refuse_unless(visit: Appointment, allowed: Collection[str]) -> None:
    """Raise ValidationError, with how the visit is marked, unless that is among `allowed`."""
    if visit.status not in allowed:
        raise ValidationError(
            f"This visit is marked “{visit.get_status_display()}”, so that is not possible.",
            code="illegal_state",
        )


def about(visit: Appointment) -> str:
    """What the messages of a visit are filed under."""
    return f"{ABOUT}{visit.pk}"


def tell(visit: Appointment, event: str, *, key: str, now: datetime, is_held: bool = False) -> None:
    """Owe the runner the news of a visit; after its start nobody needs it any more.

    Held news waits, so that the desk can take it back before it leaves. Who has no address is on
    the desk's call list, too.
    """
    if visit.runner is None:
        return
    if not visit.runner.email:
        ring_about(visit, CallTask.Reason.NO_MAIL, now=now)
    hold = timedelta(seconds=settings.NEWS_HOLD_SECONDS if is_held else 0)
    queue_message(
        key=key,
        kind=f"appointment-{event}",
        to=visit.runner.email,
        template=f"bookings/email/{event}",
        context={"appointment": visit, "link": link_of(visit)},
        now=now,
        about=about(visit),
        send_after=min(now + hold, visit.starts_at) if hold else None,
        not_after=visit.starts_at,
        calendar=invitation(visit),
    )
