"""The wait list: join it, offer a freed time to one person, and let them take it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.actions import locks, slots
from bookings.actions.appointments import asked
from bookings.actions.marks import change
from bookings.actions.slots import about, insert, taking_turns, tell
from bookings.actions.supply import fits
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from bookings.progress.links import offer_link
from clinic.db import save_checked
from clinic.outbox.actions import cancel_messages, queue_message
from clinic.people.actions import register_guest
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Site

LASTS = timedelta(minutes=30)
Offer = WaitlistOffer.State
Entry = WaitlistEntry.State


def join_waitlist(*, runner: Runner, facts: Mapping[str, Any], now: datetime) -> WaitlistEntry:
    """Put somebody on the list. Raises ValidationError when they are on it for that already."""
    return save_checked(WaitlistEntry(runner=runner, created_at=now, updated_at=now, **facts))


@transaction.atomic
def join_as_guest(
    *, name: str, email: str, phone: str, facts: Mapping[str, Any], now: datetime
) -> None:
    """Put somebody from the site on the list, and owe them the news of it.

    Nobody learns from it whether we know them or whether they are on the list: who is on it for
    this kind of visit already stays on it with the first wish. Raises ValidationError for times
    that cannot be.
    """
    runner = register_guest(name=name, email=email, phone=phone, now=now)
    if WaitlistEntry.objects.open().filter(runner=runner, type=facts["type"]).exists():
        return
    entry = join_waitlist(runner=runner, facts=facts, now=now)
    queue_message(
        key=f"waitlist-joined:{entry.pk}",
        kind="waitlist-joined",
        to=runner.email,
        template="bookings/email/waiting",
        context={},
        now=now,
    )


def withdraw(*, entry: WaitlistEntry, now: datetime) -> bool:
    """Take somebody off the list; False while a time is offered to them, or if they are off it."""
    waiting = WaitlistEntry.objects.waiting().filter(pk=entry.pk)
    return bool(waiting.update(state=Entry.WITHDRAWN, updated_at=now))


def offer_time(
    *,
    entry: WaitlistEntry,
    practitioner: Practitioner,
    site: Site,
    starts_at: datetime,
    by: User,
    now: datetime,
    lasts: timedelta = LASTS,
) -> WaitlistOffer:
    """Offer a free time to one person, who has half an hour; it is held for them until then.

    Raises SlotTaken, OutsideHours, BusyDiary, and ValidationError when another offer is open for
    this time or this person.
    """
    ask = asked(
        kind=entry.type,
        practitioner=practitioner,
        room=None,
        site=site,
        starts_at=starts_at,
        now=now,
        runner=entry.runner,
        booked_by=by,
        status=Appointment.Status.HELD,
        held_until=now + lasts,
    )
    made: list[WaitlistOffer] = []

    def work() -> Appointment:
        waiting = WaitlistEntry.objects.waiting().filter(pk=entry.pk)
        if not waiting.update(state=Entry.OFFERED, updated_at=now):
            raise ValidationError(
                "Somebody has just offered them a time, or taken them off the list.",
                code="not_waiting",
            )
        visit = insert(ask, now=now, is_held=True)
        offer = WaitlistOffer(
            entry=entry,
            appointment=visit,
            practitioner=visit.practitioner,
            starts_at=visit.starts_at,
            offered_by=by,
            offered_at=now,
            expires_at=now + lasts,
        )
        made[:] = [save_checked(offer)]
        queue_message(
            key=f"waitlist-offer:{offer.pk}",
            kind="waitlist-offer",
            to=entry.runner.email,
            template="bookings/email/offer",
            context={"appointment": visit, "offer": offer, "link": offer_link(offer)},
            now=now,
            about=about(visit),
            not_after=offer.expires_at,
        )
        return visit

    taking_turns(ask, work, now=now)
    return made[0]


def accept_offer(*, offer: WaitlistOffer, now: datetime) -> Appointment:
    """Take the offered time: one answer counts, however often and from where it is pressed.

    Raises ValidationError when the offer has run out or was answered otherwise, and BusyDiary.
    """

    def work() -> Appointment:
        current = locked(offer)
        visit = current.appointment
        if current.state == Offer.ACCEPTED:
            return visit
        if current.state != Offer.OPEN or current.expires_at <= now:
            raise ValidationError(
                "This offer has run out. You are still on the wait list.", code="offer_over"
            )
        if not fits(visit):
            raise ValidationError(
                "This time can no longer be booked. You are still on the wait list.",
                code="offer_over",
            )
        answer(current, Offer.ACCEPTED, Entry.BOOKED, now=now)
        WaitlistEntry.objects.filter(pk=current.entry_id).update(appointment=visit)
        change(visit, Appointment.Status.BOOKED, by=None, now=now)
        tell(visit, "booked", key=f"appointment-booked:{visit.pk}", now=now)
        return visit

    visit = offer.appointment
    return locks.in_turn(work, visit.practitioner_id, visit.room_id, visit.runner_id)


@transaction.atomic
def decline_offer(*, offer: WaitlistOffer, now: datetime) -> bool:
    """Give the time free again and keep them on the list; False when it was answered already."""
    current = locked(offer)
    if current.state != Offer.OPEN:
        return False
    let_go(current, Offer.DECLINED, now=now)
    return True


def expire_offers(*, now: datetime) -> int:
    """Offers that nobody answered in time: their times are free, their people wait on."""
    late = list(WaitlistOffer.objects.run_out(now)[:200])
    return sum(expire_offer(offer, now=now) for offer in late)


@transaction.atomic
def expire_offer(offer: WaitlistOffer, *, now: datetime) -> bool:
    """One of them; False when somebody was quicker."""
    current = locked(offer)
    if current.state != Offer.OPEN or current.expires_at > now:
        return False
    let_go(current, Offer.EXPIRED, now=now)
    return True


def let_go(offer: WaitlistOffer, state: str, *, now: datetime) -> None:
    """The offer is over and nobody took it."""
    answer(offer, state, Entry.WAITING, now=now)
    if offer.appointment.status == Appointment.Status.HELD:
        change(offer.appointment, Appointment.Status.EXPIRED, by=None, now=now)
    cancel_messages(about=about(offer.appointment))


def answer(offer: WaitlistOffer, state: str, entry_state: str, *, now: datetime) -> None:
    """Write down how the offer ended, and where that leaves its person."""
    offer.state, offer.answered_at = state, now
    save_checked(offer, update_fields=["state", "answered_at"])
    WaitlistEntry.objects.filter(pk=offer.entry_id, state=Entry.OFFERED).update(
        state=entry_state, updated_at=now
    )


def locked(offer: WaitlistOffer) -> WaitlistOffer:
    """The offer with its visit, both locked until the transaction ends."""
    offers = WaitlistOffer.objects.select_for_update(of=["self"])
    current = offers.select_related("entry").get(pk=offer.pk)
    current.appointment = slots.locked(current.appointment_id)
    return current
