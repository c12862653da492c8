"""E-mails that staff get about the clinic, and end by themselves."""

from datetime import datetime

from django.db import transaction

from clinic.db import save_changes
from clinic.outbox.actions import cancel_unwanted
from clinic.people.models import User

ALERT_MAIL = "alert-waiting"
DIGEST_MAIL = "manager-digest"


@transaction.atomic
def choose_alert_mails(*, user: User, wants: bool) -> None:
    """Keep whether a physio is told by e-mail of new alerts; what waits to leave is taken back."""
    save_changes(user, {"wants_alert_mails": wants})
    if not wants:
        cancel_unwanted(person=user.pk, kinds=[ALERT_MAIL])


@transaction.atomic
def choose_digest(*, user: User, often: str, now: datetime) -> None:
    """Keep when a manager gets the numbers (`User.Digest`), from the next time on.

    What waits to leave is taken back, and what was due before comes no more; the same choice again
    changes nothing. Raises ValidationError for anything else as `often`.
    """
    if often == user.digest:
        return
    # Digests are owed under this lock (clinic/digest.py).
    save_changes(user, {"digest": often, "digest_from": now})
    cancel_unwanted(person=user.pk, kinds=[DIGEST_MAIL])
