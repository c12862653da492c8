"""An app that Ruth lets in by OAuth 2.0, and puts out again."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from launch.check.client import Client
from launch.check.steps.people import enter
from launch.check.walk import Walk, same

APP, NAME = "demo-watch", "Pace watch"


def let_in(walk: Walk) -> str:
    """The app asks, Ruth says yes, it reads, renews its token, and is put out."""
    enter(walk, "Ruth Adler")
    ruth = walk.browser("Ruth Adler")
    verifier = secrets.token_urlsafe(48)
    digest = sha256(verifier.encode()).digest()
    back = f"{walk.app.url}/back"  # of this device, so any port will do; nobody answers there
    asked = {
        "response_type": "code",
        "client_id": APP,
        "redirect_uri": back,
        "scope": "programs:read profile:read",
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    page = ruth.get(f"/oauth/authorize/?{urlencode(asked)}").expect(200, NAME, "Let it in")
    form = next(one for one in page.page.forms if "Let it in" in one.buttons)
    sent_on = ruth.submit(page, form.press("Let it in"))
    code = parse_qs(urlsplit(sent_on.url).query)["code"][0]
    watch = walk.browser("Ruth's watch")
    tokens = watch.post(
        "/oauth/token/", grant_type="authorization_code", client_id=APP, code=code,
        redirect_uri=back, code_verifier=verifier,
    ).expect(200).json  # fmt: skip
    own = Client(walk.app.url, tokens["access_token"], seen=walk.seen)
    programs = own.api("GET", "/api/v1/programs/").expect(200).json["results"]
    same("logs", own.api("GET", "/api/v1/session-logs/").status, 403)
    watch.post(
        "/oauth/token/", grant_type="refresh_token", client_id=APP,
        refresh_token=tokens["refresh_token"],
    ).expect(200)  # fmt: skip
    page = ruth.get("/settings/apps/").expect(200, NAME)
    form = next(one for one in page.page.forms if f"Put {NAME} out" in one.buttons)
    ruth.submit(page, form.press(f"Put {NAME} out")).expect(200, "is put out")
    same("after", own.api("GET", "/api/v1/programs/").status, 401)
    return f"{NAME} read {len(programs)} programmes and no logs, renewed, and was put out"
