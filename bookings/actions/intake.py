"""What every new enquiry needs, whoever took it: an id, a reference of its own, and a receipt."""

from datetime import datetime

from django.core.exceptions import ValidationError

from bookings.models import Enquiry
from bookings.models.enquiries import new_reference
from clinic.db import save_checked
from clinic.outbox.actions import queue_message
from clinic.people.models import Runner

TYPED = [
    "name", "email", "phone", "where_it_hurts", "when_suits", "asked_for", "message", "red_flags",
]  # fmt: skip
REFERENCES_TO_TRY = 5


def store(enquiry: Enquiry) -> Enquiry | None:
    """Save a new enquiry; returns the one that has its id already, if there is one.

    A reference that another enquiry has is drawn again. Raises ValidationError for what the
    fields and the constraints refuse.
    """
    for _ in range(REFERENCES_TO_TRY):
        try:
            save_checked(enquiry)
        except ValidationError as refusal:
            if getattr(refusal, "code", None) != "unique":
                raise
            if first := Enquiry.objects.filter(pk=enquiry.pk).first():
                return first
            enquiry.reference = new_reference()
        else:
            return None
    raise RuntimeError("No free reference was found: the references have run out of letters.")


def same_words(first: Enquiry, again: Enquiry) -> bool:
    """Whether two enquiries say the same."""
    return all(getattr(first, field) == getattr(again, field) for field in TYPED)


def same_sender(first: Enquiry, again: Enquiry) -> bool:
    """Whether two enquiries can be answered at the same address or number."""
    is_mail = first.email and first.email == again.email
    return bool(is_mail or (first.phone and first.phone == again.phone))


def acknowledge(enquiry: Enquiry, *, now: datetime) -> None:
    """Owe the receipt, unless the enquiry is held back or left no e-mail address."""
    if enquiry.is_doubtful or not enquiry.email:
        return
    queue_message(
        key=f"enquiry-received:{enquiry.pk}",
        kind="enquiry-received",
        about=enquiry.subject,
        to=enquiry.email,
        template="bookings/email/enquiry_received",
        context={
            "reference": enquiry.reference,
            "due_at": enquiry.due_at,
            "is_urgent": enquiry.is_urgent,
        },
        now=now,
    )


def note_answer(enquiry: Enquiry, *, now: datetime) -> None:
    """Remember when we first answered: wrote, spoke, left a voicemail, or booked."""
    Enquiry.objects.filter(pk=enquiry.pk, answered_at=None).update(answered_at=now)


def note_booking(enquiry: Enquiry, *, runner: Runner, now: datetime) -> None:
    """A visit is booked for an enquiry that the caller has locked: that answers it, too."""
    enquiry.state, enquiry.close_reason, enquiry.runner = Enquiry.State.BOOKED, "", runner
    enquiry.wake_at = enquiry.merged_into = None
    enquiry.answered_at = enquiry.answered_at or now
    enquiry.updated_at = now
    changed = ["state", "close_reason", "runner", "wake_at", "merged_into", "answered_at"]
    save_checked(enquiry, update_fields=[*changed, "updated_at"])
