"""An app that asks to be let in, as the standard says (RFC 6749, RFC 7636)."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from django.test import Client as Browser

from clinic.people.clients import make_client
from clinic.people.models import Client, Scope, User

BACK = "https://watch.example/back"
VERIFIER = "a-verifier-of-more-than-43-signs-that-nobody-can-guess-1"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = "programs:read logs:read logs:write profile:read"


def make_app(**fields) -> Client:
    """A public app that may ask for everything."""
    known = {"name": "Watch", "scopes": Scope.values, "redirect_uris": [BACK], "is_public": True}
    return make_client(**known | fields)[0]


def asking(app: Client, **changes: str | None) -> dict[str, str]:
    """The parameters with which the app sends somebody here; None takes one away."""
    known = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": BACK,
        "scope": ASKED,
        "state": "somewhere",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (known | changes).items() if value is not None}


def ask(browser: Browser, app: Client, **changes: str | None):
    """The page that asks."""
    return browser.get("/oauth/authorize/", asking(app, **changes))


def say_yes(browser: Browser, app: Client, **changes: str | None) -> dict[str, str]:
    """Press the button; what the app is sent in its own address."""
    page = ask(browser, app, **changes)
    answer = browser.post("/oauth/authorize/", sent(page) | {"allow": "on"})
    assert answer.status_code == 302, answer.content
    there = urlsplit(answer["Location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == BACK
    return {name: values[0] for name, values in parse_qs(there.query).items()}


def sent(page) -> dict[str, str]:
    """What the form of the page sends."""
    form = page.context["form"]
    return {field.name: field.value() or "" for field in form.hidden_fields()}


def exchange(browser: Browser, app: Client, code: str, **changes: str):
    """The code becomes tokens."""
    words = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": app.client_id,
        "code_verifier": VERIFIER,
    }
    return browser.post("/oauth/token/", words | changes)


def renew(browser: Browser, app: Client, token: str):
    """The refresh token becomes another pair."""
    words = {"grant_type": "refresh_token", "refresh_token": token, "client_id": app.client_id}
    return browser.post("/oauth/token/", words)


def let_in(person: User, app: Client, **changes: str | None) -> dict[str, str]:
    """The tokens of an app that this person has let in."""
    browser = Browser()
    browser.force_login(person)
    return exchange(Browser(), app, say_yes(browser, app, **changes)["code"]).json()


def me(token: str):
    """Who the token acts for."""
    return Browser().get("/api/v1/me/", headers={"Authorization": f"Bearer {token}"})
