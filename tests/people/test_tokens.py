from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic.people.actions import find_user, make_token, prune_tries, register_runner, spend
from clinic.people.models import ApiToken, RateWindow, Scope, User
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_command_prints_a_token_that_works(client, ruth):
    out = StringIO()
    call_command("api_token", "RUTH@demo.example", "--scopes", "profile:read", stdout=out)

    secret = out.getvalue().strip()
    answer = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})

    assert (answer.status_code, answer.json()["role"]) == (200, "runner")
    assert not ApiToken.objects.filter(digest__contains=secret).exists()


@pytest.mark.parametrize(
    ("email", "scopes", "words"),
    [
        ("nobody@demo.example", "profile:read", "Nobody"),
        ("ruth@demo.example", "fly", "Known scopes"),
    ],
)
def test_the_command_says_what_is_wrong(ruth, email, scopes, words):
    with pytest.raises(CommandError, match=words):
        call_command("api_token", email, "--scopes", scopes)


def test_a_token_gives_only_its_scopes(bearer, ruth):
    assert bearer(ruth, Scope.LOGS_READ).get("/api/v1/me/").status_code == 403
    assert bearer(ruth, Scope.PROFILE_READ).get("/api/v1/me/").status_code == 200


@pytest.mark.parametrize("spoil", ["revoked", "expired", "disabled", "unknown"])
def test_a_dead_token_is_refused_with_a_problem(client, ruth, spoil):
    now = timezone.now()
    _token, secret = make_token(user=ruth.user, name="watch", scopes=["profile:read"], now=now)
    if spoil == "revoked":
        ApiToken.objects.update(revoked_at=now)
    elif spoil == "expired":
        ApiToken.objects.update(
            created_at=now - timedelta(days=2), expires_at=now - timedelta(days=1)
        )
    elif spoil == "disabled":
        User.objects.update(is_active=False)
    else:
        secret += "x"

    answer = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "bad_token"


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/api/v1/me/")

    assert (answer.status_code, answer.json()["status"]) == (401, 401)


def test_a_person_is_put_on_file_once(ruth):
    with pytest.raises(ValidationError, match="already on file"):
        register_runner(name="Ruth again", email="RUTH@demo.example", now=NOON)


def test_staff_do_not_become_runners(dee):
    with pytest.raises(ValidationError, match="member of staff"):
        register_runner(name="Dee", email="dee@demo.example", now=NOON)


def test_a_person_needs_a_way_to_be_reached():
    with pytest.raises(ValidationError, match="e-mail address or a phone number"):
        register_runner(name="Nobody", now=NOON)


def test_a_new_runner_with_an_address_can_sign_in():
    runner = register_runner(name="Nina", email="Nina@demo.example", now=NOON)

    assert find_user("nina@DEMO.example") == runner.user


def test_a_limit_counts_and_opens_again():
    def ask(now):
        return spend(key="enquiry:1.2.3.0/24", limit=2, window=timedelta(hours=1), now=now)

    assert [ask(NOON), ask(NOON), ask(NOON)] == [None, None, timedelta(hours=1)]
    assert ask(NOON + timedelta(hours=1)) is None
    assert prune_tries(now=NOON + timedelta(hours=48, minutes=30)) == 1
    assert RateWindow.objects.count() == 1
