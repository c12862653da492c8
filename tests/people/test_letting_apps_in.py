"""OAuth 2.0: consent, tokens and what they can never do (RFC 9700)."""

import re

import pytest
from django.test import Client as Browser
from oauth2_provider.models import Grant

from clinic.api import router
from clinic.people.api import MeView
from clinic.people.clients import WORDS
from clinic.people.models import Client, User
from tests.people.letting_in import (
    BACK,
    ask,
    exchange,
    let_in,
    make_app,
    me,
    say_yes,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(db) -> Client:
    return make_app()


def test_the_page_says_in_words_what_the_app_asks_for(signed_in, ruth, app):
    page = ask(signed_in(ruth), app)

    text = page.content.decode()
    assert page.status_code == 200
    assert "Let “Watch” in?" in text
    for scope in ("programs:read", "logs:read", "logs:write", "profile:read"):
        assert WORDS["runner"][scope] in text
    assert WORDS["runner"]["appointments:write"] not in text
    assert "<strong>watch.example</strong>" in text
    assert page["Cache-Control"] == "private, no-store"


def test_the_form_may_go_on_to_the_app_alone(signed_in, ruth, app):
    policy = ask(signed_in(ruth), app)["Content-Security-Policy"]

    assert re.search(r"form-action 'self' https://watch\.example(;|$)", policy)
    assert "unsafe" not in policy


def test_a_stranger_signs_in_first_and_comes_back(client, app):
    answer = ask(client, app)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/oauth/authorize/%3F")


def test_who_says_yes_lets_the_app_in(signed_in, ruth, app):
    told = say_yes(signed_in(ruth), app)
    assert (told["state"], told["iss"]) == ("somewhere", "http://127.0.0.1:8000")

    answer = exchange(Browser(), app, told["code"])

    tokens = answer.json()
    assert (answer.status_code, tokens["expires_in"]) == (200, 900)
    assert "no-store" in answer["Cache-Control"]
    assert me(tokens["access_token"]).json()["email"] == ruth.email


def test_who_says_no_gives_nothing(signed_in, ruth, app):
    browser = signed_in(ruth)

    answer = browser.post("/oauth/authorize/", sent(ask(browser, app)))

    assert answer["Location"].startswith(f"{BACK}?error=access_denied")
    assert not Grant.objects.exists()


def test_nobody_is_let_in_without_being_asked_again(signed_in, ruth, app):
    let_in(ruth.user, app)

    page = ask(signed_in(ruth), app, approval_prompt="auto")

    assert page.status_code == 200
    assert "Let “Watch” in?" in page.content.decode()


def test_a_token_gives_what_the_role_can_give_and_no_more(pia, dee, app):
    tokens = let_in(pia, app, scope="programs:write logs:write enquiries:read")
    assert tokens["scope"] == "programs:write"

    bearer = {"Authorization": f"Bearer {let_in(dee, app)['access_token']}"}
    assert Browser().get("/api/v1/programs/", headers=bearer).status_code == 403


def test_a_token_gives_what_was_asked_for_and_no_more(ruth, app):
    token = let_in(ruth.user, app, scope="profile:read")["access_token"]

    bearer = {"Authorization": f"Bearer {token}"}
    assert me(token).status_code == 200
    assert Browser().get("/api/v1/programs/", headers=bearer).status_code == 403


def test_who_names_no_scope_reads_a_name_at_most(ruth, app):
    assert let_in(ruth.user, app, scope=None)["scope"] == "profile:read"


def test_a_client_asks_for_what_it_is_on_file_with(signed_in, ruth):
    small = make_app(name="Small", scopes=["profile:read"])

    answer = ask(signed_in(ruth), small)

    assert answer["Location"].startswith(f"{BACK}?error=invalid_scope")


def test_an_app_that_asks_for_nothing_the_role_has_is_told_so(signed_in, dee, app):
    page = ask(signed_in(dee), app, scope="logs:write")

    assert page.status_code == 400
    assert "asks for nothing that your account could give" in page.content.decode()


def test_what_comes_back_in_the_form_is_narrowed_again(signed_in, dee, app):
    browser = signed_in(dee)
    typed = sent(ask(browser, app)) | {"allow": "on", "scope": "logs:read programs:write"}

    assert "error=access_denied" in browser.post("/oauth/authorize/", typed)["Location"]
    assert not Grant.objects.exists()


def test_the_words_of_a_role_are_the_scopes_that_its_operations_ask_for():
    views = [MeView, *(view for _, view, _ in router.registry)]
    rules = [rule for view in views for rule in view.access.values() if rule.scope]
    for role in User.Role.values:
        assert set(WORDS[role]) == {rule.scope for rule in rules if role in rule.roles}, role


REFUSED = {
    "no challenge": {"code_challenge": None, "code_challenge_method": None},
    "a plain challenge": {"code_challenge_method": "plain"},
    "a challenge without a method": {"code_challenge_method": None},
    "an implicit grant": {"response_type": "token"},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_what_is_not_safe_is_refused(signed_in, ruth, app, changes):
    browser = signed_in(ruth)

    page = ask(browser, app, **changes)
    if page.status_code == 200:  # the toolkit refuses some only once somebody says yes
        page = browser.post("/oauth/authorize/", sent(page) | {"allow": "on"})

    assert "error=" in page["Location"]
    assert not Grant.objects.exists()


TRICKS = [
    "https://watch.example/back/", "https://watch.example/back?x=1", "https://watch.example/",
    "https://watch.example/back#x", "https://watch.example.evil.example/back",
    "https://evil.example/back", "https://watch.example@evil.example/back",
    "https://evil.example/@watch.example/back", "http://watch.example/back",
    "https://WATCH.example:444/back", "https://watch.example:8443/back",
    "https://watch.example/back/../evil", "https://watch.example/%2e%2e/back",
    "https://watch.example/back%0d%0aX: y", "//watch.example/back", "watch.example/back",
    "javascript:alert(1)", "data:text/html,x", "https://sub.watch.example/back",
    "https://watch.example/back;x=1", "https://watch.example\\@evil.example/back",
    "https://watch.example/Back", "https://watch.example/back%20", "", "https://",
    "http://127.0.0.1/back", "https://watch.example/back?", "https://[::1]/back",
]  # fmt: skip


@pytest.mark.parametrize("address", TRICKS)
def test_an_address_is_the_very_one_on_file(signed_in, ruth, app, address):
    page = ask(signed_in(ruth), app, redirect_uri=address)

    assert page.status_code == 400
    assert "Location" not in page
    assert "This did not work" in page.content.decode()


@pytest.mark.parametrize("wrong", ["client_id", "nothing"])
def test_an_unknown_app_is_sent_nowhere(signed_in, ruth, app, wrong):
    browser = signed_in(ruth)

    page = (
        ask(browser, app, client_id="unknown")
        if wrong == "client_id"
        else browser.get("/oauth/authorize/")
    )

    assert (page.status_code, "Location" in page) == (400, False)
