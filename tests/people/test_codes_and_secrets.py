"""OAuth 2.0: a code that comes twice, what is kept of one, and a secret that is changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import IntegrityError, connections
from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider.models import Grant, RefreshToken

from clinic.people.clients import change_secret, make_client
from clinic.people.models import Client, SpentCode
from clinic.people.tasks import prune
from tests.people.letting_in import exchange, let_in, make_app, me, renew, say_yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(db) -> Client:
    return make_app()


def test_a_code_that_comes_again_ends_the_tokens_of_the_first_time(signed_in, ruth, app):
    code = say_yes(signed_in(ruth), app)["code"]
    first = exchange(Browser(), app, code).json()
    second = renew(Browser(), app, first["refresh_token"]).json()
    others = let_in(ruth.user, app)

    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        answer = exchange(Browser(), app, code, code_verifier="x" * 50)

        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        assert me(second["access_token"]).status_code == 401
        assert renew(Browser(), app, second["refresh_token"]).status_code == 400
        assert me(others["access_token"]).status_code == 200


def test_a_spent_code_in_the_hands_of_another_app_ends_nothing(signed_in, ruth, app):
    code = say_yes(signed_in(ruth), app)["code"]
    tokens = exchange(Browser(), app, code).json()

    assert exchange(Browser(), make_app(name="Other"), code).status_code == 400
    assert me(tokens["access_token"]).status_code == 200


def test_a_code_that_fails_is_not_spent(signed_in, ruth, app):
    code = say_yes(signed_in(ruth), app)["code"]

    assert exchange(Browser(), app, code, code_verifier="x" * 50).status_code == 400
    assert exchange(Browser(), app, code).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_code_ten_times_at_once_leaves_no_second_chain(signed_in, ruth, app):
    """One gets tokens, the others come again: which ends what the one got."""
    code = say_yes(signed_in(ruth), app)["code"]

    def send(_):
        try:
            return exchange(Browser(), app, code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(send, range(10)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert me(won["access_token"]).status_code == 401
    assert RefreshToken.objects.filter(revoked=None).count() == 0
    assert RefreshToken.objects.count() == 1


def test_the_database_holds_no_code(signed_in, ruth, app):
    code = say_yes(signed_in(ruth), app)["code"]
    waiting = serialize("json", Grant.objects.all())
    exchange(Browser(), app, code)

    spent = serialize("json", [*Grant.objects.all(), *SpentCode.objects.all()])
    assert "redirect_uri" in waiting
    assert "digest" in spent
    assert code not in waiting + spent


def test_a_spent_code_is_forgotten_with_the_last_of_its_tokens(ruth, app):
    let_in(ruth.user, app)
    prune()
    assert SpentCode.objects.count() == 1

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        prune()

    assert RefreshToken.objects.count() == 0
    assert SpentCode.objects.count() == 0


@pytest.fixture
def service(dee):
    return make_client(name="Phones", scopes=["enquiries:read"], owner=dee)


def get_token(service, secret):
    words = {"grant_type": "client_credentials", "client_id": service.client_id}
    words["scope"] = "enquiries:read"
    return Browser().post("/oauth/token/", words | {"client_secret": secret}).status_code


def test_the_secret_before_works_for_a_day(service):
    client, old = service

    new = change_secret(client=Client.objects.get(pk=client.pk), now=timezone.now())

    assert (get_token(client, new), get_token(client, old)) == (200, 200)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert get_token(client, old) == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert (get_token(client, new), get_token(client, old)) == (200, 401)


def test_two_changes_end_the_first_secret_at_once(service):
    client, first = service
    second = change_secret(client=Client.objects.get(pk=client.pk), now=timezone.now())

    third = change_secret(client=Client.objects.get(pk=client.pk), now=timezone.now())

    assert [get_token(client, one) for one in (first, second, third)] == [401, 200, 200]
    dump = serialize("json", Client.objects.all())
    assert not any(secret in dump for secret in (first, second, third))


def test_an_operator_changes_a_secret(service, app, capsys):
    client, old = service

    call_command("api_client", client.client_id, "--new-secret")

    new = capsys.readouterr().out.split()[1]
    assert (get_token(client, new), get_token(client, old)) == (200, 200)
    with pytest.raises(CommandError, match="it has no secret"):
        call_command("api_client", app.client_id, "--new-secret")
    with pytest.raises(ValidationError, match="it has no secret"):
        change_secret(client=app, now=timezone.now())


def test_the_database_lets_no_former_secret_last(service):
    with pytest.raises(IntegrityError, match="client_former_secret_ends"):
        Client.objects.filter(pk=service[0].pk).update(former_secret="x")
