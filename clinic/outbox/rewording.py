"""Changing the words of a message, and going back to ours: each a row that stays."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from clinic.db import save_checked
from clinic.outbox.models import Wording
from clinic.outbox.wording.current import read_anew

MEANWHILE = (
    "{by} changed these words while you wrote. Theirs stand below, under “Who changed it”."
    " Yours are still in the form: save again to use them instead."
)


def change_words(
    *, template: str, subject: str, body: str, seen: int | None, by: AbstractBaseUser, now: datetime
) -> Wording:
    """Say this from now on; what is owed already keeps the words that it has.

    `seen` is the latest change that its writer knows, by its id, or None. Raises ValidationError
    `meanwhile` where there is a later one, so that nobody's words are replaced unread.
    """
    words = {"subject": subject, "body": body}
    return _keep(Wording(template=template, **words, by=by, at=now), seen=seen)  # type: ignore[misc]


def original_words(
    *, template: str, seen: int | None, by: AbstractBaseUser, now: datetime
) -> Wording:
    """Say again what we wrote; `seen` as for other changes."""
    ours = Wording(template=template, is_original=True, by=by, at=now)  # type: ignore[misc]
    return _keep(ours, seen=seen)


@transaction.atomic
def _keep(wording: Wording, *, seen: int | None) -> Wording:
    with connection.cursor() as cursor:  # one writer of a message after the other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"wording:{wording.template}"]
        )
    latest = Wording.objects.of(wording.template).select_related("by").first()
    if latest and latest.pk != seen:
        raise ValidationError(MEANWHILE.format(by=latest.by), code="meanwhile")
    save_checked(wording)
    transaction.on_commit(read_anew)
    return wording
