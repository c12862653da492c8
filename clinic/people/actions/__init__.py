"""Changes to who the clinic knows, and the counters that keep bots off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import choice, token_urlsafe
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.functions import Lower

from clinic.db import save_changes, save_checked
from clinic.outbox.actions import cancel_unwanted
from clinic.people.models import (
    KINDS,
    ApiToken,
    CalendarLink,
    PhoneCode,
    Practitioner,
    Purpose,
    RateWindow,
    ReminderChoice,
    Runner,
    User,
)
from clinic.people.models.phones import LASTS

SECRET_STARTS_WITH = "steady_"  # noqa: S105 - how a token is recognised in a leak, not a secret


SESSION_REMINDER, MORNING_REMINDER = KINDS[Purpose.SESSIONS]
# Settings of the person; all others are the runner's.
LOOKS = {"theme", "text_size", "unit"}
# No sign that is read as another one. Twelve are 58 bits, for ten minutes and few tries.
PHONE_CODE_SIGNS, PHONE_CODE_LENGTH = "ABCDEFGHJKMNPQRSTVWXYZ23456789", 12


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


def register_guest(*, name: str, email: str, phone: str, now: datetime) -> Runner:
    """Whoever has this e-mail address on file, or a new runner with it.

    For people who book on the site: nothing about those on file is changed or told, and an
    address of the staff becomes a runner without an account.
    """
    email = email.strip().lower()
    if known := Runner.objects.matching(email=email).first():
        return known
    user = find_user(email)
    if user and user.role != User.Role.RUNNER:
        return save_checked(Runner(name=name, email=email, phone=phone, created_at=now))
    return register_runner(name=name, email=email, phone=phone, now=now)


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


@transaction.atomic
def make_phone_code(*, runner: Runner, by: User, now: datetime) -> tuple[PhoneCode, str]:
    """A code that signs this runner in once, within ten minutes; it is shown this once only.

    The one before stops working. Raises ValidationError for a runner who cannot sign in, and
    when somebody else makes a code at the same moment.
    """
    if runner.user is None or not runner.user.is_active:
        raise ValidationError("There is no e-mail address on file, so nobody can sign in yet.")
    revoke_phone_codes(runner=runner, now=now)
    secret = "".join(choice(PHONE_CODE_SIGNS) for _ in range(PHONE_CODE_LENGTH))
    code = PhoneCode(
        runner=runner,
        digest=digest(secret),
        made_by=by,
        created_at=now,
        expires_at=now + LASTS,
    )
    return save_checked(code), secret


def revoke_phone_codes(*, runner: Runner, now: datetime) -> bool:
    """Take back the runner's code; False when there was none to take back."""
    return bool(PhoneCode.objects.filter(runner=runner).open().update(revoked_at=now))


@transaction.atomic
def make_calendar_link(*, user: User, now: datetime) -> tuple[CalendarLink, str]:
    """A calendar address and its secret, which is shown this once; the one before stops working."""
    revoke_calendar_links(user=user, now=now)
    secret = token_urlsafe(32)
    return save_checked(CalendarLink(user=user, digest=digest(secret), created_at=now)), secret


def revoke_calendar_links(*, user: User, now: datetime) -> bool:
    """Switch the person's address off; False when there was none."""
    return bool(user.calendar_links.filter(revoked_at=None).update(revoked_at=now))


def calendar_link_of(secret: str) -> CalendarLink | None:
    """The link with this secret, while it is on."""
    found = CalendarLink.objects.on().filter(digest=digest(secret))
    return found.select_related("user__runner", "user__practitioner").first()


@transaction.atomic
def use_phone_code(*, secret: str, now: datetime) -> User | None:
    """The user whom this code signs in, once; None for a wrong, old or used one.

    Small letters, spaces and dashes do not matter.
    """
    plain = "".join(sign for sign in secret.upper() if sign in PHONE_CODE_SIGNS)
    usable = PhoneCode.objects.usable(now).filter(digest=digest(plain))
    code = usable.select_for_update(of=("self",)).select_related("runner__user").first()
    if code is None:
        return None
    code.used_at = now
    save_checked(code, update_fields=["used_at"])
    return code.runner.user


def digest(secret: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Tried:
    """One counted try: how much of the limit is used up with it, and when the count begins anew."""

    limit: int
    used: int
    window: timedelta
    ends_in: timedelta

    @property
    def wait(self) -> timedelta | None:
        """None if it may go ahead, else how long to wait."""
        return None if self.used <= self.limit else self.ends_in


def spend(
    *, key: str, limit: int, window: timedelta, now: datetime, cost: int = 1
) -> timedelta | None:
    """Count a try against a limit; None if it may go ahead, else how long to wait."""
    return count_try(key=key, limit=limit, window=window, now=now, cost=cost).wait


def count_try(*, key: str, limit: int, window: timedelta, now: datetime, cost: int = 1) -> Tried:
    """Count a try against a limit, and say how it stands.

    `cost` is how much of the limit it takes: a dear request counts for several.

    One SQL statement counts, so the limit holds under concurrency and without Redis.
    """
    seconds = int(window.total_seconds())
    starts_at = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_ratewindow (key, starts_at, count) VALUES (%s, %s, %s)"
            " ON CONFLICT (key, starts_at)"
            " DO UPDATE SET count = people_ratewindow.count + EXCLUDED.count"
            " RETURNING count",
            [key, starts_at, cost],
        )
        (count,) = cursor.fetchone()
    return Tried(limit, count, window, starts_at + window - now)


def prune_tries(*, now: datetime) -> int:
    """Forget counted tries of more than two days ago; no limit looks back that far.

    Sessions that are over go with them: one may hold the words of a form that was refused.
    """
    SessionStore.clear_expired()
    deleted, _ = RateWindow.objects.filter(starts_at__lt=now - timedelta(days=2)).delete()
    return deleted


@transaction.atomic
def change_settings(*, runner: Runner, by: User, changes: Mapping[str, Any], now: datetime) -> None:
    """Keep how a runner wants to be reminded, what the player does, and how pages look.

    Raises ValidationError for what the fields refuse, and for no day at all.
    """
    wants = changes.get("wants_session_reminders", runner.wants_session_reminders)
    if wants != runner.wants_session_reminders:
        _note_choice(runner, wants=wants, how=ReminderChoice.How.SETTINGS, now=now)
        if not wants:
            cancel_unwanted(person=runner.pk, kinds=KINDS[Purpose.SESSIONS])
    looks = {name: value for name, value in changes.items() if name in LOOKS}
    save_changes(by, looks)
    save_changes(runner, {name: value for name, value in changes.items() if name not in looks})


@transaction.atomic
def choose_reminders(*, runner: Runner, wants: bool, now: datetime) -> bool:
    """Stop the reminders of sessions by the link in one of them, or start them again.

    What waits to leave is taken back. Returns whether anything changed.
    """
    changed = Runner.objects.filter(pk=runner.pk, wants_session_reminders=not wants)
    if not changed.update(wants_session_reminders=wants):
        return False
    _note_choice(runner, wants=wants, how=ReminderChoice.How.LINK, now=now)
    if not wants:
        cancel_unwanted(person=runner.pk, kinds=KINDS[Purpose.SESSIONS])
    return True


def _note_choice(runner: Runner, *, wants: bool, how: str, now: datetime) -> None:
    ReminderChoice.objects.create(
        runner=runner, channel=runner.sessions_by, wants=wants, how=how, at=now
    )


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
