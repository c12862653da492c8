"""Changes to who the clinic knows, and the counters that keep bots off."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.functions import Lower

from clinic.db import save_changes, save_checked
from clinic.people.models import ApiToken, Practitioner, RateWindow, Runner, User

SECRET_STARTS_WITH = "steady_"  # noqa: S105 - how a token is recognised in a leak, not a secret


@transaction.atomic
def register_runner(
    *,
    name: str,
    email: str = "",
    phone: str = "",
    physio: Practitioner | None = None,
    now: datetime,
) -> Runner:
    """Put a runner on file; with an e-mail address they can sign in by code at once.

    Raises ValidationError when neither e-mail nor phone is given, or the e-mail belongs to
    somebody who is already on file.
    """
    email = email.strip().lower()
    user = None
    if email:
        user = User.objects.filter(email=email).first()
        if user and user.role != User.Role.RUNNER:
            raise ValidationError({"email": "This e-mail address belongs to a member of staff."})
        if user is None:
            user = User.objects.create_user(email, name=name, role=User.Role.RUNNER)
    return save_checked(
        Runner(user=user, name=name, email=email, phone=phone, physio=physio, created_at=now)
    )


def make_token(
    *, user: User, name: str, scopes: list[str], now: datetime, days: int = 90
) -> tuple[ApiToken, str]:
    """A personal access token and its secret, which is shown this once and never stored.

    Raises ValidationError for an unknown scope or none.
    """
    secret = SECRET_STARTS_WITH + token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name,
        digest=digest(secret),
        scopes=scopes,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return save_checked(token), secret


def digest(secret: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def spend(*, key: str, limit: int, window: timedelta, now: datetime) -> timedelta | None:
    """Count one try against a limit; None if it may go ahead, else how long to wait.

    One SQL statement counts, so the limit holds under concurrency and without Redis.
    """
    seconds = int(window.total_seconds())
    starts_at = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_ratewindow (key, starts_at, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, starts_at) DO UPDATE SET count = people_ratewindow.count + 1"
            " RETURNING count",
            [key, starts_at],
        )
        (count,) = cursor.fetchone()
    return None if count <= limit else starts_at + window - now


def prune_tries(*, now: datetime) -> int:
    """Forget counted tries of more than two days ago; no limit looks back that far.

    Sessions that are over go with them: one may hold the words of a form that was refused.
    """
    SessionStore.clear_expired()
    deleted, _ = RateWindow.objects.filter(starts_at__lt=now - timedelta(days=2)).delete()
    return deleted


def assign_physio(*, runner: Runner, physio: Practitioner) -> Runner:
    """Put a runner on a physio's caseload."""
    runner.physio = physio
    return save_checked(runner, update_fields=["physio"])


def change_practitioner(*, practitioner: Practitioner, changes: Mapping[str, Any]) -> Practitioner:
    """Put right what the site says about somebody who treats; an empty slug takes them off it.

    Raises ValidationError for what the fields refuse, and for an address that is taken.
    """
    try:
        return save_changes(practitioner, changes)
    except ValidationError as refusal:
        if getattr(refusal, "code", None) != "unique":
            raise
        taken = "Somebody else has this address. Choose another."
        raise ValidationError({"slug": taken}) from refusal


def find_user(email: str) -> User | None:
    """The user who signs in with this address, however it is capitalised."""
    return User.objects.alias(address=Lower("email")).filter(address=email.lower()).first()
