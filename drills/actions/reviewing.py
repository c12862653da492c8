"""What happens to everything that a professional must look at: review, publish, withdraw."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic.db import save_checked
from clinic.people.models import User
from drills.models import Reviewed, State

# Twelve months: what is known, and how the clinic treats, does not stand still.
NEXT_REVIEW = timedelta(days=365)
MOVED_ON = "Somebody changed this after you opened it. Look at it as it is now, then press again."
SIGNED = ["reviewed_by", "reviewed_at", "review_due_on"]


def sign(row: Reviewed, *, by: User, now: datetime) -> None:
    """Put the review of today on an unsaved row: who, when, and when again."""
    row.reviewed_by, row.reviewed_at = by, now
    row.review_due_on = timezone.localdate(now) + NEXT_REVIEW


@transaction.atomic
def review(*, row: Reviewed, by: User, seen: datetime | None, now: datetime) -> None:
    """Note that `by` has looked at all of it and stands for it; what is published stays so.

    `seen` is the `updated_at` of what they looked at. Raises ValidationError (`changed`) when it
    was saved since, or when nobody says what was seen.
    """
    fresh = _as_seen(row, seen)
    sign(fresh, by=by, now=now)
    if fresh.state != State.PUBLISHED:
        fresh.state = State.REVIEWED
    _save(fresh, SIGNED, now=now)


@transaction.atomic
def publish(*, row: Reviewed, seen: datetime | None, now: datetime) -> None:
    """Show it to everybody, as it was seen.

    Raises ValidationError for what nobody has reviewed, and `changed` as `review` does.
    """
    fresh = _as_seen(row, seen)
    if fresh.state != State.REVIEWED:
        raise ValidationError("It must be reviewed before it is published.", code="unreviewed")
    fresh.state = State.PUBLISHED
    _save(fresh, [], now=now)


@transaction.atomic
def withdraw(*, row: Reviewed, now: datetime) -> None:
    """Stop showing it and giving it to people; a programme that holds it keeps it.

    Whatever it says by now: taking away needs no second look.
    Raises ValidationError for a draft, which was never shown.
    """
    fresh = _locked(row)
    if fresh.state == State.DRAFT:
        raise ValidationError("A draft was never shown.", code="draft")
    fresh.state = State.WITHDRAWN
    _save(fresh, [], now=now)


def _locked[Row: Reviewed](row: Row) -> Row:
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def _as_seen[Row: Reviewed](row: Row, seen: datetime | None) -> Row:
    fresh = _locked(row)
    # As in _save.
    if fresh.updated_at != seen:  # type: ignore[attr-defined]
        raise ValidationError(MOVED_ON, code="changed")
    return fresh


def _save(row: Reviewed, signed: list[str], *, now: datetime) -> None:
    # Every reviewed row has it, but the abstract one does not say so.
    row.updated_at = now  # type: ignore[attr-defined]
    save_checked(row, update_fields=["state", "updated_at", *signed])
