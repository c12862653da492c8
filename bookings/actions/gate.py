"""The gate before booking online: whoever says yes to a warning sign is put before the desk.

A yes needs no name. Whoever is signed in is named by the file; anybody else is an urgent enquiry
without a way to answer, so that the desk knows whom it has when somebody rings, and can be asked
to ring back. Nothing here closes an enquiry, and a later "no" takes nothing back (rule D3).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.actions.enquiries import submit_enquiry
from bookings.actions.intake import acknowledge, store
from bookings.actions.signs import alert_desk
from bookings.models import Enquiry
from bookings.progress.promise import answer_due
from clinic.db import save_checked
from clinic.people.models import Runner

UNKNOWN_VISITOR = "Unknown visitor"


@transaction.atomic
def stop_at_gate(*, runner: Runner | None, now: datetime) -> Enquiry:
    """Make an urgent enquiry of a yes, and owe the desk the news of it."""
    enquiry = Enquiry(
        source=Enquiry.Source.WEB,
        name=runner.name if runner else UNKNOWN_VISITOR,
        email=runner.email if runner else "",
        phone=runner.phone if runner else "",
        runner=runner,
        red_flags=[Enquiry.RedFlag.UNSAID],
        is_urgent=True,
        due_at=answer_due(now, is_urgent=True),
        created_at=now,
        updated_at=now,
    )
    store(enquiry)
    alert_desk(enquiry, now=now)
    return enquiry


@transaction.atomic
def ask_to_be_rung(
    *,
    enquiry: Enquiry | None,
    name: str,
    phone: str,
    email: str,
    red_flags: Sequence[str],
    consent: bool,
    now: datetime,
) -> Enquiry:
    """Add a name and a way to answer to the yes, and tell the desk that there is one now.

    Once said, words are never written over: whoever asks again with others, or after the desk
    has settled it, is a new urgent enquiry. Raises ValidationError without a way to answer.
    """
    waiting = Enquiry.objects.unsettled().select_for_update()
    found = waiting.filter(pk=enquiry.pk).first() if enquiry else None
    said: dict[str, Any] = {
        "name": name.strip() or (found.name if found else UNKNOWN_VISITOR),
        "phone": phone,
        "email": email.strip().lower(),
        "red_flags": list(red_flags) or [Enquiry.RedFlag.UNSAID],
    }
    if found and found.consented_at is None:
        for field, value in said.items():
            setattr(found, field, value)
        found.is_urgent, found.consented_at, found.updated_at = True, now if consent else None, now
        save_checked(found, update_fields=[*said, "is_urgent", "consented_at", "updated_at"])
        acknowledge(found, now=now)
        alert_desk(found, now=now)
        return found
    if found and all(getattr(found, field) == value for field, value in said.items()):
        return found
    return submit_enquiry(
        **said, where_it_hurts="", when_suits=Enquiry.When.ANY, message="", consent=consent, now=now
    )
