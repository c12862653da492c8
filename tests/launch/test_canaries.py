"""bin/fuzz: who may be shown which mark, and that an answer with another one is seen."""

import importlib.util
import json
from types import SimpleNamespace

import pytest
from launch import paths
from launch.canaries import forbidden
from launch.demo import PEOPLE
from launch.fuzz import OPEN, SCOPES, Turn, parse, turns_of

PLANTED = [
    {"word": "plan-of-ruth", "areas": ["programs"], "whose": "ruth"},
    {"word": "id-of-ruths-plan", "areas": ["programs", "logs"], "whose": "ruth"},
    {"word": "plan-of-zora", "areas": ["programs"], "whose": "zora"},
    {"word": "visit-of-zora", "areas": ["appointments"], "whose": "zora"},
    {"word": "enquiry", "areas": ["enquiries"], "whose": "desk"},
    {"word": "address", "areas": [], "whose": "zora"},
]
EVERYTHING = {one["word"] for one in PLANTED}
RUTHS = {"plan-of-ruth", "id-of-ruths-plan"}


@pytest.mark.parametrize(
    ("role", "scopes", "shown"),
    [
        ("runner", SCOPES, RUTHS),
        ("physio", SCOPES, RUTHS),
        ("physio", "logs:read", {"id-of-ruths-plan"}),
        ("runner", "appointments:read enquiries:read", set()),
        ("desk", SCOPES, {"visit-of-zora", "enquiry"}),
        ("manager", "programs:read logs:read", set()),
        ("desk", "enquiries:write", {"enquiry"}),
        ("runner", "profile:read", set()),
    ],
)
def test_role_scope_and_whose_it_is_decide(role, scopes, shown):
    assert set(forbidden(PLANTED, role, scopes.split())) == EVERYTHING - shown


def test_every_role_asks_with_each_scope_alone_and_with_all():
    turns = turns_of(parse([]))

    assert {(turn.role, turn.scopes) for turn in turns} == {
        (role, scopes) for role in PEOPLE for scopes in [SCOPES, *SCOPES.split()]
    }
    assert set(OPEN) == set(PEOPLE)
    assert Turn("runner", SCOPES).weight > Turn("runner", "logs:read").weight
    assert Turn("runner", "logs:read").weight > Turn("desk", "logs:read").weight


@pytest.fixture
def checks(monkeypatch):
    known = {"token": "t", "scopes": ["logs:read"], "forbidden": ["plan-of-zora"]}
    monkeypatch.setenv("FUZZ_KNOWN", json.dumps(known))
    file = paths.ROOT / "bin" / "launch" / "fuzz_checks.py"
    spec = importlib.util.spec_from_file_location("fuzz_checks", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(status=200, content="", url="http://here/", body="", token="t"):
    request = SimpleNamespace(url=url, body=body, headers={"Authorization": f"Bearer {token}"})
    return SimpleNamespace(
        status_code=status, content=content.encode(), headers={}, request=request
    )


def needing(*security):
    return SimpleNamespace(
        operation=SimpleNamespace(definition=SimpleNamespace(raw={"security": list(security)}))
    )


def test_a_mark_in_an_answer_is_seen_unless_it_was_sent(checks):
    with pytest.raises(AssertionError, match="plan-of-zora"):
        checks.nobody_elses_data(None, answer(content='{"title": "plan-of-zora"}'), None)
    checks.nobody_elses_data(None, answer(content="plan-of-zora", body="plan-of-zora"), None)
    checks.nobody_elses_data(None, answer(content="plan-of-ruth"), None)


def test_a_token_without_the_scope_must_be_shut_out(checks):
    other = needing({"bearer": []}, {"oauth2": ["programs:read"]})
    for status in (200, 204, 400, 409, 428):
        with pytest.raises(AssertionError, match="programs:read"):
            checks.scope_is_asked_for(None, answer(status), other)
    checks.scope_is_asked_for(None, answer(403), other)
    checks.scope_is_asked_for(None, answer(200), needing({"oauth2": ["logs:read"]}))
    checks.scope_is_asked_for(None, answer(200), needing({"oauth2": ["programs:read"]}, {}))


def test_a_400_without_a_reason_is_seen(checks):
    with pytest.raises(AssertionError):
        checks.refusals_say_what_to_mend(None, answer(400, '{"code": "invalid"}'), None)
    named = '{"code": "invalid", "errors": {"to": ["A day."]}}'
    checks.refusals_say_what_to_mend(None, answer(400, named), None)
