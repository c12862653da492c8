"""Changing the words of a message, and going back to ours: each a row that stays."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from clinic.db import save_checked
from clinic.outbox.models import Wording
from clinic.outbox.wording.current import read_anew


def change_words(
    *, template: str, subject: str, body: str, by: AbstractBaseUser, now: datetime
) -> Wording:
    """Say this from now on; what is owed already keeps the words that it has."""
    words = {"subject": subject, "body": body}
    return _keep(Wording(template=template, **words, by=by, at=now))  # type: ignore[misc]


def original_words(*, template: str, by: AbstractBaseUser, now: datetime) -> Wording:
    """Say again what we wrote."""
    return _keep(Wording(template=template, is_original=True, by=by, at=now))  # type: ignore[misc]


def _keep(wording: Wording) -> Wording:
    save_checked(wording)
    transaction.on_commit(read_anew)
    return wording
