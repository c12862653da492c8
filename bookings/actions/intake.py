"""What every new enquiry needs, whoever took it: an id, a reference of its own, and a receipt."""

from datetime import datetime

from django.core.exceptions import ValidationError

from bookings.models import Enquiry
from bookings.models.enquiries import new_reference
from clinic.db import save_checked
from clinic.outbox.actions import queue_message

TYPED = ["name", "email", "phone", "where_it_hurts", "when_suits", "asked_for", "message"]
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
        context={"reference": enquiry.reference, "due_at": enquiry.due_at},
        now=now,
    )
