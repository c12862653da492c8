"""Enquiries from the first word to the answer: web form, phone calls, and what the desk does."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Value, When

from bookings.actions.intake import acknowledge, note_answer, same_sender, same_words, store
from bookings.actions.signs import alert_desk
from bookings.models import Call, Enquiry
from bookings.models.enquiries import EnquiryQuerySet
from bookings.progress.doubt import reads_like_an_advert
from bookings.progress.promise import answer_due
from clinic.db import save_checked
from clinic.outbox.actions import cancel_messages
from clinic.people.models import Practitioner, Runner, User

UNKNOWN_CALLER = "Unknown caller"
ILLEGAL_STATE = "illegal_state"


@transaction.atomic
def submit_enquiry(
    *,
    name: str,
    email: str,
    phone: str,
    where_it_hurts: str,
    when_suits: str,
    message: str,
    consent: bool,
    now: datetime,
    ref: UUID | None = None,
    is_doubtful: bool = False,
    asked_for: Practitioner | None = None,
    red_flags: Sequence[str] = (),
) -> Enquiry:
    """Store what somebody sent from the web or through the API, and owe them a receipt.

    The same words again under one `ref` (a double click) are the first enquiry. Other words under
    a used `ref` are a new one: of somebody who went back to put a word right, and when nothing
    tells that it is the same sender, a doubtful one, as is one that reads like an advertisement.
    A doubtful enquiry gets no mail until the
    desk lets it in, or the sender says that they are a person. With a warning sign it is urgent,
    and the desk is told at once.
    Raises ValidationError for missing contact details or consent.
    """
    enquiry = Enquiry(
        id=ref or uuid4(),
        source=Enquiry.Source.WEB,
        name=name.strip(),
        email=email.strip().lower(),
        phone=phone,
        where_it_hurts=where_it_hurts,
        when_suits=when_suits,
        message=message,
        asked_for=asked_for,
        red_flags=list(red_flags),
        is_urgent=bool(red_flags),
        consented_at=now if consent else None,
        due_at=answer_due(now, is_urgent=bool(red_flags)),
        is_doubtful=is_doubtful or reads_like_an_advert(name=name, message=message),
        created_at=now,
        updated_at=now,
    )
    if first := store(enquiry):
        if same_words(first, enquiry):
            return first
        enquiry.id = uuid4()
        enquiry.is_doubtful |= not same_sender(first, enquiry)
        store(enquiry)
    acknowledge(enquiry, now=now)
    if red_flags:
        alert_desk(enquiry, now=now)
    return enquiry


@transaction.atomic
def log_call(
    *,
    name: str,
    phone: str,
    email: str,
    where_it_hurts: str,
    when_suits: str,
    note: str,
    direction: str,
    outcome: str,
    call_back_at: datetime | None,
    by: User,
    now: datetime,
    ref: UUID | None = None,
    runner: Runner | None = None,
    red_flags: Sequence[str] = (),
) -> Enquiry:
    """Store a phone call as an enquiry that `by` looks after.

    No person on file is needed: a number or an e-mail address is enough, and a name is optional.
    A `runner` on file lends their number and address where none is given.
    The same words again under one `ref` (a double click) are the first enquiry; other words are a
    call of their own. Raises ValidationError without a way to answer, or when the time to ring
    back is over.
    """
    enquiry = Enquiry(
        id=ref or uuid4(),
        source=Enquiry.Source.PHONE,
        state=Enquiry.State.OPEN,
        name=name.strip() or (runner.name if runner else UNKNOWN_CALLER),
        email=email.strip().lower() or (runner.email if runner else ""),
        phone=phone or (runner.phone if runner else ""),
        runner=runner,
        red_flags=list(red_flags),
        is_urgent=bool(red_flags),
        where_it_hurts=where_it_hurts,
        when_suits=when_suits,
        owner=by,
        due_at=answer_due(now, is_urgent=bool(red_flags)),
        created_at=now,
        updated_at=now,
    )
    if first := store(enquiry):
        if same_words(first, enquiry) and first.calls.filter(note=note, taken_by=by).exists():
            return first
        enquiry.id = uuid4()
        store(enquiry)
    if red_flags:
        alert_desk(enquiry, now=now)
    add_call(
        enquiry=enquiry,
        note=note,
        direction=direction,
        outcome=outcome,
        call_back_at=call_back_at,
        by=by,
        now=now,
    )
    return enquiry


@transaction.atomic
def add_call(
    *,
    enquiry: Enquiry,
    note: str,
    direction: str,
    outcome: str,
    call_back_at: datetime | None,
    by: User,
    now: datetime,
) -> Call:
    """Add a phone call to an enquiry; a time to ring back becomes the time by which we answer.

    A call without one may join a settled enquiry, too. Raises ValidationError when the time to
    ring back is over, or the enquiry that it is for is settled or not let in.
    """
    if call_back_at is not None:
        if call_back_at <= now:
            raise ValidationError({"call_back_at": "Choose a time that is still to come."})
        swap(enquiry, Enquiry.objects.open(), now=now, due_at=call_back_at, wake_at=None)
    if outcome in {Call.Outcome.ANSWERED, Call.Outcome.VOICEMAIL}:
        note_answer(enquiry, now=now)
    return save_checked(
        Call(
            enquiry=enquiry,
            direction=direction,
            outcome=outcome,
            note=note,
            taken_by=by,
            call_back_at=call_back_at,
            happened_at=now,
        )
    )


def claim_enquiry(*, enquiry: Enquiry, by: User, now: datetime) -> Enquiry:
    """Take an enquiry that nobody looks after. Raises ValidationError if somebody was quicker."""
    free = Enquiry.objects.open().filter(owner=None)
    return swap(enquiry, free, now=now, state=Enquiry.State.OPEN, owner=by, wake_at=None)


def assign_enquiry(*, enquiry: Enquiry, owner: User, now: datetime) -> Enquiry:
    """Give an enquiry to a member of the desk, whoever had it; refused once it is settled."""
    if owner.role not in {User.Role.FRONT_DESK, User.Role.MANAGER}:
        raise ValidationError({"owner": "Choose somebody who works at the front desk."})
    state = Case(When(state=Enquiry.State.NEW, then=Value(Enquiry.State.OPEN)), default="state")
    return swap(enquiry, Enquiry.objects.open(), now=now, state=state, owner=owner)


def wait_for_reply(*, enquiry: Enquiry, now: datetime) -> Enquiry:
    """We answered and the next word is theirs; we look again by 5 pm of the next working day."""
    answered = Enquiry.objects.open().filter(state=Enquiry.State.OPEN)
    waiting = Enquiry.State.WAITING
    return swap(enquiry, answered, now=now, state=waiting, due_at=answer_due(now), wake_at=None)


def mark_urgent(*, enquiry: Enquiry, is_urgent: bool, now: datetime) -> Enquiry:
    """Put an enquiry at the head of the inbox, due at once, or back in its row.

    A time that the desk agreed on, such as one to ring back, stays.
    """
    due_at, asked_at = enquiry.due_at, enquiry.created_at
    if due_at == answer_due(asked_at, is_urgent=not is_urgent):
        due_at = answer_due(asked_at, is_urgent=is_urgent)
    unsettled = Enquiry.objects.unsettled()
    return swap(enquiry, unsettled, now=now, is_urgent=is_urgent, due_at=due_at)


@transaction.atomic
def let_in(*, enquiry: Enquiry, now: datetime) -> Enquiry:
    """A held-back enquiry is a person's: it joins the inbox, and the receipt leaves now."""
    late = answer_due(now, is_urgent=enquiry.is_urgent)
    due_at = enquiry.due_at if enquiry.due_at > now else late
    swap(enquiry, Enquiry.objects.to_check(), now=now, is_doubtful=False, due_at=due_at)
    acknowledge(enquiry, now=now)
    return enquiry


@transaction.atomic
def close_enquiry(*, enquiry: Enquiry, reason: str, by: User, now: datetime) -> Enquiry:
    """End an enquiry without a visit, and take back what has not left yet.

    Raises ValidationError without a reason, or when it is settled already.
    """
    if reason not in Enquiry.CloseReason.values:
        raise ValidationError({"close_reason": "Choose why the enquiry is closed."})
    closed = Enquiry.State.CLOSED
    swap(
        enquiry,
        Enquiry.objects.unsettled(),
        now=now,
        state=closed,
        close_reason=reason,
        wake_at=None,
        owner=by,
    )
    cancel_messages(about=enquiry.subject)
    return enquiry


def reopen_enquiry(*, enquiry: Enquiry, by: User, now: datetime) -> Enquiry:
    """Take up again what waited or was closed. A booked one stays: its visit is moved instead."""
    resting = Enquiry.objects.filter(state__in=[Enquiry.State.WAITING, Enquiry.State.CLOSED])
    return swap(
        enquiry,
        resting,
        now=now,
        state=Enquiry.State.OPEN,
        close_reason="",
        merged_into=None,
        wake_at=None,
        owner=by,
        due_at=answer_due(now, is_urgent=enquiry.is_urgent),
    )


def swap(
    enquiry: Enquiry, movable: EnquiryQuerySet, *, now: datetime, **changes: object
) -> Enquiry:
    """Change the row by compare-and-swap: only while it is among `movable`."""
    changed = movable.filter(pk=enquiry.pk).update(updated_at=now, **changes)
    enquiry.refresh_from_db()
    if not changed:
        raise ValidationError(f"Not possible now: {enquiry.standing()}.", code=ILLEGAL_STATE)
    return enquiry
