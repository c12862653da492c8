"""OAuth 2.0: how codes become tokens, and how tokens end (RFC 9700)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken

from clinic.people.clients import make_client
from clinic.people.models import Client, User
from tests.people.letting_in import (
    VERIFIER,
    ask,
    exchange,
    let_in,
    make_app,
    me,
    renew,
    say_yes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(db) -> Client:
    return make_app()


def test_a_code_is_good_once_and_with_its_verifier(signed_in, ruth, app):
    code = say_yes(signed_in(ruth), app)["code"]

    assert exchange(Browser(), app, code, code_verifier="x" * 50).status_code == 400
    assert exchange(Browser(), app, code, redirect_uri="https://x.example/").status_code == 400
    assert exchange(Browser(), app, code).status_code == 200
    assert exchange(Browser(), app, code).status_code == 400


def test_a_code_of_another_app_is_none(signed_in, ruth, app):
    other = make_app(name="Other")
    code = say_yes(signed_in(ruth), app)["code"]

    assert exchange(Browser(), other, code).status_code == 400


def test_a_token_is_renewed_and_the_old_pair_ends(ruth, app):
    first = let_in(ruth.user, app)

    second = renew(Browser(), app, first["refresh_token"]).json()

    assert me(second["access_token"]).status_code == 200
    assert me(first["access_token"]).status_code == 401


def test_a_repeat_of_an_old_renewal_ends_the_whole_family(ruth, app):
    first = let_in(ruth.user, app)
    second = renew(Browser(), app, first["refresh_token"]).json()

    assert renew(Browser(), app, first["refresh_token"]).status_code == 400

    assert me(second["access_token"]).status_code == 401
    assert renew(Browser(), app, second["refresh_token"]).status_code == 400


def test_the_database_holds_no_token_that_works(signed_in, ruth, app):
    tokens = let_in(ruth.user, app)
    owner_secret = make_client(name="S", scopes=["profile:read"], owner=ruth.user)[1]

    rows = [*AccessToken.objects.all(), *RefreshToken.objects.all(), *Client.objects.all()]
    dump = serialize("json", rows)

    for secret in (tokens["access_token"], tokens["refresh_token"], owner_secret, VERIFIER):
        assert secret not in dump


def test_a_token_lasts_a_quarter_of_an_hour(ruth, app):
    tokens = let_in(ruth.user, app)

    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        assert me(tokens["access_token"]).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert me(tokens["access_token"]).status_code == 401
        assert renew(Browser(), app, tokens["refresh_token"]).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert renew(Browser(), app, tokens["refresh_token"]).status_code == 400


@pytest.mark.parametrize("closed", ["person", "app"])
def test_what_is_closed_ends_at_once(ruth, app, closed):
    tokens = let_in(ruth.user, app)

    if closed == "person":
        User.objects.filter(pk=ruth.user.pk).update(is_active=False)
    else:
        app.disable(timezone.now())

    assert me(tokens["access_token"]).status_code == 401
    assert renew(Browser(), app, tokens["refresh_token"]).status_code in {400, 401}


def test_an_app_gives_its_own_token_back(ruth, app):
    tokens, other = let_in(ruth.user, app), make_app(name="Other")

    def give_back(who):
        words = {"token": tokens["refresh_token"], "client_id": who.client_id}
        return Browser().post("/oauth/revoke/", words).status_code

    assert give_back(other) == 200
    assert me(tokens["access_token"]).status_code == 200
    assert give_back(app) == 200
    assert me(tokens["access_token"]).status_code == 401


def test_a_service_acts_for_its_owner_with_its_secret(dee):
    service, secret = make_client(name="Phones", scopes=["enquiries:read"], owner=dee)
    words = {"grant_type": "client_credentials", "scope": "enquiries:read"}
    who = {"client_id": service.client_id, "client_secret": secret}

    answer = Browser().post("/oauth/token/", words | who)

    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert "refresh_token" not in answer.json()
    assert Browser().get("/api/v1/enquiries/", headers=bearer).status_code == 200
    assert Browser().get("/api/v1/me/", headers=bearer).status_code == 403
    assert Browser().post("/oauth/token/", words | who | {"client_secret": "x"}).status_code == 401
    wide = words | who | {"scope": "enquiries:read profile:read"}
    assert Browser().post("/oauth/token/", wide).json()["error"] == "invalid_scope"


@pytest.mark.parametrize("kind", ["password", "implicit", "urn:x", "", None])
def test_other_ways_to_a_token_do_not_exist(client, app, kind):
    words = {"client_id": app.client_id, "username": "ruth", "password": "x"}

    answer = client.post("/oauth/token/", words | ({} if kind is None else {"grant_type": kind}))

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_network_asks_so_often_a_minute(client, app):
    with time_machine.travel("2026-11-24T01:00:00Z", tick=False):
        tried = [exchange(client, app, "x").status_code for _ in range(61)]

    assert (set(tried[:60]), tried[60]) == ({400}, 429)


@pytest.mark.parametrize(
    "fields",
    [
        {"redirect_uris": ["http://watch.example/"]},
        {"redirect_uris": ["https://watch.example/#x"]},
        {"redirect_uris": ["https://*.example/"]},
        {"redirect_uris": ["https://a@watch.example/"]},
        {"redirect_uris": ["http://localhost/"]},
        {"redirect_uris": ["watch://back"]},
        {"redirect_uris": []},
        {"scopes": []},
        {"scopes": ["everything"]},
    ],
)
def test_a_client_that_is_not_safe_is_not_put_on_file(fields):
    with pytest.raises(ValidationError):
        make_app(**fields)

    assert not Client.objects.exists()


def test_an_app_on_this_very_device_may_choose_its_port(signed_in, ruth):
    app = make_app(redirect_uris=["http://127.0.0.1/back"])

    page = ask(signed_in(ruth), app, redirect_uri="http://127.0.0.1:43210/back")

    assert page.status_code == 200
    assert "form-action 'self' http://127.0.0.1:43210" in page["Content-Security-Policy"]
    assert "<strong>this very device</strong>" in page.content.decode()


def test_clients_find_their_way_by_themselves(client):
    told = client.get("/.well-known/oauth-authorization-server").json()

    assert told["authorization_endpoint"].endswith("/oauth/authorize/")
    assert told["token_endpoint"].endswith("/oauth/token/")
    assert told["revocation_endpoint"].endswith("/oauth/revoke/")
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["grant_types_supported"] == [
        "authorization_code", "refresh_token", "client_credentials",
    ]  # fmt: skip
