"""Who let which apps in sees them, and puts each out."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from oauth2_provider.models import AccessToken, RefreshToken

from clinic.people.actions import make_token
from clinic.people.models import ApiToken, Client
from tests.factories import NOON
from tests.people.letting_in import let_in, make_app, me, renew

pytestmark = pytest.mark.django_db
PAGE = "/settings/apps/"


def press(browser, **words):
    return browser.post(PAGE, words, follow=True)


def test_nobody_has_got_in_yet(signed_in, ruth):
    assert "No app has got in" in signed_in(ruth).get(PAGE).content.decode()


def test_an_app_stands_there_with_what_it_can_do(signed_in, ruth, otto):
    app, other = make_app(), make_app(name="Otto’s app")
    let_in(ruth.user, app, scope="logs:write")
    let_in(otto.user, other)

    text = signed_in(ruth).get(PAGE).content.decode()

    assert "Watch" in text
    assert "Log sessions for you" in text
    assert "Book, move and cancel" not in text
    assert "Otto’s app" not in text


def test_who_puts_an_app_out_ends_all_its_tokens(signed_in, ruth, otto):
    app = make_app()
    mine, theirs = let_in(ruth.user, app), let_in(otto.user, app)

    answer = press(signed_in(ruth), app=app.pk)

    assert "Watch is put out" in answer.content.decode()
    assert "No app has got in" in answer.content.decode()
    assert me(mine["access_token"]).status_code == 401
    assert renew(Browser(), app, mine["refresh_token"]).status_code == 400
    assert me(theirs["access_token"]).status_code == 200


def test_a_token_of_ones_own_stands_there_and_ends(signed_in, ruth):
    token, secret = make_token(
        user=ruth.user, name="my script", scopes=["profile:read"], now=NOON, days=36_500
    )

    browser = signed_in(ruth)
    assert "my script" in browser.get(PAGE).content.decode()
    assert me(secret).status_code == 200
    press(browser, token=token.pk)

    assert me(secret).status_code == 401
    assert "my script" not in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("what", ["app", "token"])
def test_what_is_another_persons_is_not_there(signed_in, ruth, otto, what):
    app = make_app()
    let_in(otto.user, app)
    token, _ = make_token(user=otto.user, name="t", scopes=["profile:read"], now=NOON, days=36_500)
    theirs = {"app": app.pk, "token": token.pk}[what]

    browser = signed_in(ruth)

    assert browser.post(PAGE, {what: theirs}).status_code == 404
    assert browser.post(PAGE, {what: "nonsense"}).status_code == 404
    assert browser.post(PAGE, {}).status_code == 404
    assert (AccessToken.objects.count(), ApiToken.objects.filter(revoked_at=None).count()) == (1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_or_many(signed_in, ruth, count, django_assert_num_queries):
    for number in range(count):
        let_in(ruth.user, make_app(name=f"App {number}"))
        make_token(user=ruth.user, name="t", scopes=["profile:read"], now=NOON, days=36_500)
    browser = signed_in(ruth)

    with django_assert_num_queries(4):
        browser.get(PAGE)


def test_the_command_puts_an_app_and_a_service_on_file(capsys, dee):
    call_command("api_client", "Watch", scopes="profile:read", redirect_uri=["https://w.example/"])
    call_command("api_client", "Phones", scopes="enquiries:read", owner=dee.email)

    app, service = Client.objects.order_by("pk")
    said = capsys.readouterr().out
    assert f"client_id {app.client_id}\nclient_secret " in said
    assert (app.client_type, service.user, service.redirect_uris) == ("confidential", dee, "")

    call_command("api_client", app.client_id, disable=True)
    assert Client.objects.get(pk=app.pk).disabled_at


@pytest.mark.parametrize(
    "words",
    [
        {"owner": "nobody@x.example", "scopes": "profile:read"},
        {"scopes": "fly", "redirect_uri": ["https://w.example/"]},
        {"scopes": "profile:read"},
        {"disable": True},
    ],
)
def test_the_command_says_what_is_wrong(db, words):
    with pytest.raises(CommandError):
        call_command("api_client", "Nothing", **words)

    assert not Client.objects.exists()
    assert not RefreshToken.objects.exists()
