"""Which enquiries and people belong together, and what sleeps until later."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Value, When

from bookings.actions.enquiries import ILLEGAL_STATE, swap
from bookings.models import Enquiry
from clinic.people.models import Runner, User

URGENT_SLEEPS = timedelta(days=1)
LONGEST_SLEEP = timedelta(days=120)


def sleep_until(*, enquiry: Enquiry, wake_at: datetime, by: User, now: datetime) -> Enquiry:
    """Put an enquiry out of sight until a moment; then it is due.

    Raises ValidationError for a moment that has passed or is months away, and for an urgent
    enquiry that would sleep for more than a day.
    """
    if wake_at <= now:
        raise ValidationError({"wake_at": "Choose a time that is still to come."})
    if wake_at > now + LONGEST_SLEEP:
        raise ValidationError({"wake_at": "Choose a day within the next four months."})
    if enquiry.is_urgent and wake_at > now + URGENT_SLEEPS:
        raise ValidationError(
            {"wake_at": "This one is urgent. Choose a time within the next 24 hours."}
        )
    waiting = Enquiry.State.WAITING
    awake = Enquiry.objects.open()
    return swap(enquiry, awake, now=now, state=waiting, wake_at=wake_at, due_at=wake_at, owner=by)


@transaction.atomic
def merge_enquiry(*, enquiry: Enquiry, into: Enquiry, now: datetime) -> Enquiry:
    """Close an enquiry as the duplicate of another: its words and calls are read there.

    The other one becomes urgent if this one is, and due as early as the earlier of the two.
    Nothing is moved, so it can be taken back. Raises ValidationError for the same enquiry, and for
    one that is settled.
    """
    if enquiry.pk == into.pk:
        raise ValidationError("Choose another enquiry to merge with.")
    target = Enquiry.objects.select_for_update().filter(pk=into.pk, merged_into=None).first()
    if target is None:
        raise ValidationError("That enquiry is merged already. Open it again.", code=ILLEGAL_STATE)
    swap(
        enquiry,
        Enquiry.objects.unsettled(),
        now=now,
        state=Enquiry.State.CLOSED,
        close_reason=Enquiry.CloseReason.DUPLICATE,
        wake_at=None,
        merged_into=target,
    )
    # Those that had been merged into this one follow it.
    Enquiry.objects.filter(merged_into=enquiry).update(merged_into=target)
    if not target.is_settled:
        Enquiry.objects.filter(pk=target.pk).update(
            is_urgent=target.is_urgent or enquiry.is_urgent,
            due_at=max(min(target.due_at, enquiry.due_at), target.created_at),
            updated_at=now,
        )
    into.refresh_from_db()
    return enquiry


def unmerge_enquiry(*, enquiry: Enquiry, now: datetime) -> Enquiry:
    """Undo a merge: it is an enquiry of its own again, with its owner or new."""
    merged = Enquiry.objects.exclude(merged_into=None)
    state = Case(When(owner=None, then=Value(Enquiry.State.NEW)), default=Value(Enquiry.State.OPEN))
    return swap(enquiry, merged, now=now, state=state, close_reason="", merged_into=None)


def say_who(*, enquiry: Enquiry, runner: Runner | None, now: datetime) -> Enquiry:
    """Note who on file wrote or rang; None takes that back. Refused once a visit is booked."""
    unbooked = Enquiry.objects.exclude(state=Enquiry.State.BOOKED)
    return swap(enquiry, unbooked, now=now, runner=runner)
