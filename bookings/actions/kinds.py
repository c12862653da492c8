"""What the clinic offers: the kinds of visit, how long they take and what they cost."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.models import AppointmentType
from clinic.db import save_changes, save_checked

TAKEN = "There is a visit of this name already. Choose another name."


@transaction.atomic
def add_kind(*, facts: Mapping[str, Any]) -> AppointmentType:
    """Offer one more kind of visit. Raises ValidationError for a name that is taken."""
    own, offered_by = _apart(facts)
    try:
        kind = save_checked(AppointmentType(**own))
    except ValidationError as refusal:
        raise _by_name(refusal) from refusal
    if offered_by is not None:
        kind.practitioners.set(offered_by)
    return kind


@transaction.atomic
def change_kind(*, kind: AppointmentType, changes: Mapping[str, Any]) -> AppointmentType:
    """Put a kind of visit right; visits that are booked keep their length.

    Raises ValidationError for a name that is taken.
    """
    own, offered_by = _apart(changes)
    try:
        save_changes(kind, own)
    except ValidationError as refusal:
        raise _by_name(refusal) from refusal
    if offered_by is not None:
        kind.practitioners.set(offered_by)
    return kind


def _apart(facts: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """The row's own fields, and who offers it (None: not said)."""
    own = dict(facts)
    return own, own.pop("practitioners", None)


def _by_name(refusal: ValidationError) -> ValidationError:
    is_taken = getattr(refusal, "code", None) == "unique"
    return ValidationError({"name": TAKEN}) if is_taken else refusal
