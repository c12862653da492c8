"""Choosing what texts come from."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from clinic.db import save_checked
from clinic.outbox.models import TextSender
from clinic.outbox.providers.senders import read_anew


@transaction.atomic
def choose_sender(
    *, number: str, name: str = "", register: str = "", by: AbstractBaseUser, now: datetime
) -> TextSender:
    """Send texts from this number (+61…), or from the name once it is on the register.

    Raises ValidationError for a name of which nobody says how it stands there.
    """
    row = TextSender(number=number, name=name, register=register, by=by, at=now)  # type: ignore[misc]
    save_checked(row)
    transaction.on_commit(read_anew)
    return row
