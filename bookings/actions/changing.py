"""Several steps with an enquiry in one go."""

from datetime import datetime

from django.db import transaction

from bookings.actions.enquiries import (
    assign_enquiry,
    claim_enquiry,
    close_enquiry,
    mark_urgent,
    reopen_enquiry,
    wait_for_reply,
)
from bookings.models import Enquiry
from clinic.people.models import User


@transaction.atomic
def change_enquiry(
    *,
    enquiry: Enquiry,
    by: User,
    now: datetime,
    state: str | None = None,
    owner: User | None = None,
    is_urgent: bool | None = None,
    close_reason: str = "",
) -> Enquiry:
    """Several of the steps above in one go, as the API asks for them; None leaves a thing alone.

    Raises ValidationError for a step that is not possible: then nothing is changed.
    """
    if is_urgent is not None:
        mark_urgent(enquiry=enquiry, is_urgent=is_urgent, now=now)
    if owner is not None:
        assign_enquiry(enquiry=enquiry, owner=owner, now=now)
    match state:
        case Enquiry.State.OPEN if enquiry.state == Enquiry.State.NEW:
            claim_enquiry(enquiry=enquiry, by=by, now=now)
        case Enquiry.State.OPEN if enquiry.state != Enquiry.State.OPEN:
            reopen_enquiry(enquiry=enquiry, by=owner or by, now=now)
        case Enquiry.State.WAITING:
            wait_for_reply(enquiry=enquiry, now=now)
        case Enquiry.State.CLOSED:
            close_enquiry(enquiry=enquiry, reason=close_reason, by=by, now=now)
    return enquiry
