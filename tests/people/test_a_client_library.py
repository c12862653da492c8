"""A real OAuth 2.0 library, a real browser and real sockets do the whole job of another app."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import pytest
from authlib.integrations.requests_client import OAuth2Session
from django.db import connection
from django.test import Client as Browser
from oauth2_provider.models import AccessToken, RefreshToken

from clinic.people.models import Runner
from programs.models import SessionLog
from tests.factories import make_drill, make_practitioner, make_program, make_runner
from tests.people.letting_in import VERIFIER, let_in, make_app, renew

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = "programs:read logs:read logs:write"


@pytest.fixture
def here():
    """The app's own little server on this device: the addresses that a browser was sent to."""
    seen: list[str] = []

    class Back(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<title>Back in the app</title>")

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Back)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def ruth() -> Runner:
    runner = make_runner("Ruth", make_practitioner("Pia"))
    make_program(runner, [make_drill()])
    return runner


@pytest.mark.browser
def test_an_app_is_let_in_reads_today_writes_a_log_and_is_put_out(
    live_server, chromium, here, ruth, settings
):
    origin, seen = here
    app = make_app(redirect_uris=["http://127.0.0.1/back"])
    settings.OAUTH2_PROVIDER |= {"OIDC_ISS_ENDPOINT": live_server.url}
    watch = OAuth2Session(
        app.client_id,
        redirect_uri=f"{origin}/back",
        scope=SCOPES,
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
    )
    address, state = watch.create_authorization_url(
        f"{live_server.url}/oauth/authorize/", code_verifier=VERIFIER
    )

    signed_in = Browser()
    signed_in.force_login(ruth.user)
    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Let it in").click()
    page.wait_for_url(f"{origin}/back*")
    assert page.title() == "Back in the app"
    context.close()

    api = f"{live_server.url}/api/v1"
    token = watch.fetch_token(
        f"{live_server.url}/oauth/token/",
        authorization_response=f"{origin}{seen[0]}",
        state=state,
        code_verifier=VERIFIER,
    )
    due = watch.get(f"{api}/sessions/").json()["results"][0]
    log = f"{api}/session-logs/{uuid4()}/"
    told = {
        "program": due["program"],
        "session": due["session"],
        "occurred_at": f"{due['on']}T18:00:00+11:00",
        "state": "done",
        "pain_during": 1,
        "effort": 4,
    }
    assert watch.put(log, json=told).status_code == 201
    assert watch.get(log).json()["pain_during"] == 1
    assert SessionLog.objects.get().runner == ruth

    newer = watch.refresh_token(f"{live_server.url}/oauth/token/", token["refresh_token"])
    assert newer["access_token"] != token["access_token"]
    assert watch.get(log).json()["effort"] == 4
    revoked = watch.revoke_token(
        f"{live_server.url}/oauth/revoke/", newer["refresh_token"], "refresh_token"
    )
    assert revoked.status_code == 200
    assert watch.get(log).status_code == 401


def test_renewals_at_one_moment_leave_one_pair_or_none(ruth):
    """Three at once with one token: at most one gets a pair, nobody an error, never two."""
    app = make_app()
    for _ in range(10):
        token = let_in(ruth.user, app)["refresh_token"]
        start = threading.Barrier(3)

        def renewed(token=token, start=start) -> int:
            start.wait()
            try:
                return renew(Browser(), app, token).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            answers = [one.result() for one in [pool.submit(renewed) for _ in range(3)]]

        assert answers.count(200) <= 1
        assert set(answers) <= {200, 400}
        live = RefreshToken.objects.filter(revoked=None)
        assert live.count() == AccessToken.objects.count() <= 1
        RefreshToken.objects.all().delete()
        AccessToken.objects.all().delete()
