"""Putting apps and services on file, and what a person has let them do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from clinic.db import save_checked
from clinic.people.models import Client, Scope, SpentCode, User

IDLE = timedelta(seconds=settings.OAUTH2_PROVIDER["REFRESH_TOKEN_EXPIRE_SECONDS"])
CHANGE_OVER = timedelta(days=1)
RUNNER, PHYSIO, DESK, MANAGER = User.Role
_DESK: dict[str, str] = {
    Scope.APPOINTMENTS_READ: "See the diary: who comes when, and where",
    Scope.APPOINTMENTS_WRITE: "Book, move and cancel visits",
    Scope.ENQUIRIES_READ: "Read enquiries and calls",
    Scope.ENQUIRIES_WRITE: "Answer enquiries, and log calls",
    Scope.PROFILE_READ: "See your name and your e-mail address",
}
# What each scope means for a person, by role; what is not here, nobody of the role can give.
WORDS: dict[str, dict[str, str]] = {
    RUNNER: {
        Scope.PROGRAMS_READ: "See your programmes, and which sessions are due",
        Scope.LOGS_READ: "See what you logged, with your pain ratings and notes",
        Scope.LOGS_WRITE: "Log sessions for you, and move them to another day",
        Scope.APPOINTMENTS_READ: "See when and where you have visits",
        Scope.APPOINTMENTS_WRITE: "Book, move and cancel visits for you",
        Scope.PROFILE_READ: "See your name and your e-mail address",
    },
    PHYSIO: {
        Scope.PROGRAMS_READ: "See the programmes of your runners, and the templates",
        Scope.PROGRAMS_WRITE: "Write, send and stop programmes of your runners",
        Scope.LOGS_READ: "See what your runners logged, with pain ratings and notes",
        Scope.APPOINTMENTS_READ: "See the visits in your diary",
        Scope.PROFILE_READ: "See your name and your e-mail address",
    },
    DESK: _DESK,
    MANAGER: _DESK,
}


@dataclass(frozen=True)
class Connected:
    """An app that somebody let in: what it may do, and when it last came back for a token."""

    client: Client
    words: list[str]
    last_at: datetime


def grantable(user: User, scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that somebody with this role can give at all."""
    return [scope for scope in scopes if scope in WORDS[user.role]]


def in_words(user: User, scopes: Iterable[str]) -> list[str]:
    """What these scopes let somebody else do for this person; in one order."""
    given = set(scopes)
    return [said for scope, said in WORDS[user.role].items() if scope in given]


def make_client(
    *,
    name: str,
    scopes: list[str],
    redirect_uris: Iterable[str] = (),
    owner: User | None = None,
    is_public: bool = False,
    client_id: str = "",
) -> tuple[Client, str]:
    """Put an app (with addresses to come back to) or a service (without) on file, with its secret.

    The secret is shown this once and never stored; a public app, such as one on a phone, has none.
    Raises ValidationError for what the constraints refuse.
    """
    addresses = " ".join(redirect_uris)
    secret = "" if is_public else generate_client_secret()
    client = Client(
        name=name,
        scopes=scopes,
        redirect_uris=addresses,
        user=owner,
        client_type=Client.CLIENT_PUBLIC if is_public else Client.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE
        if addresses
        else Client.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    if client_id:
        client.client_id = client_id
    return save_checked(client), secret


def change_secret(*, client: Client, now: datetime) -> str:
    """A new secret, shown this once; the one before works for another day, to change over.

    The one before that ends at once. Raises ValidationError for an app that has none.
    """
    if client.client_type == Client.CLIENT_PUBLIC:
        raise ValidationError(f"{client.name} is public: it has no secret.")
    secret = generate_client_secret()
    client.former_secret, client.former_until = client.client_secret, now + CHANGE_OVER
    client.client_secret = secret
    save_checked(client, update_fields=["former_secret", "former_until", "client_secret"])
    return secret


def forget_spent_codes() -> int:
    """Forget codes of whose tokens none is left; they could end nothing any more."""
    of_family = RefreshToken.objects.filter(token_family=OuterRef("family"))
    return SpentCode.objects.filter(~Exists(of_family)).delete()[0]


def connected(user: User, *, now: datetime) -> list[Connected]:
    """The apps that can act for somebody now, by name; one query."""
    live = Q(expires__gt=now) | Q(
        refresh_token__isnull=False, refresh_token__revoked=None, expires__gt=now - IDLE
    )
    tokens = AccessToken.objects.filter(live, user=user, application__disabled_at=None)
    by_app = tokens.select_related("application").order_by("application__name", "application_id")
    found = []
    for client, own in groupby(by_app, key=lambda token: token.application):
        of_app = list(own)
        scopes = {scope for token in of_app for scope in token.scope.split()}
        found.append(
            Connected(client, in_words(user, scopes), max(token.created for token in of_app))
        )
    return found


@transaction.atomic
def disconnect(*, user: User, client: Client, now: datetime) -> bool:
    """Take back all that somebody let an app do; False when there was nothing to take back."""
    own = {"user": user, "application": client}
    Grant.objects.filter(**own).delete()
    # In the toolkit's own order, so that a token that is being renewed just now cannot deadlock.
    renewals = RefreshToken.objects.filter(**own, revoked=None).update(revoked=now, updated=now)
    tokens, _ = AccessToken.objects.filter(**own).delete()
    return bool(renewals or tokens)
