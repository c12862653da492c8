"""What the clinic offers: the kinds of visit, how long they take and what they cost."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from bookings.models import AppointmentType
from clinic.db import save_changes, save_checked

TAKEN = "There is a visit of this name already. Choose another name."


def add_kind(*, facts: Mapping[str, Any]) -> AppointmentType:
    """Offer one more kind of visit. Raises ValidationError for a name that is taken."""
    try:
        return save_checked(AppointmentType(**facts))
    except ValidationError as refusal:
        raise _by_name(refusal) from refusal


def change_kind(*, kind: AppointmentType, changes: Mapping[str, Any]) -> AppointmentType:
    """Put a kind of visit right; visits that are booked keep their length.

    Raises ValidationError for a name that is taken.
    """
    try:
        return save_changes(kind, changes)
    except ValidationError as refusal:
        raise _by_name(refusal) from refusal


def _by_name(refusal: ValidationError) -> ValidationError:
    is_taken = getattr(refusal, "code", None) == "unique"
    return ValidationError({"name": TAKEN}) if is_taken else refusal
