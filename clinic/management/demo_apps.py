"""Other apps in the demo clinic."""

from datetime import datetime

from clinic.people.actions import make_token
from clinic.people.clients import make_client
from clinic.people.models import Runner, Scope


def let_apps_in(runner: Runner, *, now: datetime) -> None:
    """An app that everybody may try the consent page with, and a token of the runner's own."""
    make_client(
        name="Pace watch",
        scopes=list(Scope.values),
        redirect_uris=["http://127.0.0.1/back"],
        is_public=True,
        client_id="demo-watch",
    )
    if runner.user:
        scopes: list[str] = [Scope.PROGRAMS_READ, Scope.LOGS_READ]
        make_token(user=runner.user, name="My own script", scopes=scopes, now=now)
