"""The cast: Pia (physio), Ruth (her runner), Otto (Paul's runner), Dee (desk), Max (manager).

STEADY_TODAY=2027-04-04 bin/test runs everything as if it were noon of that day in Sydney, or the
given moment of it: so the whole suite is asked on the Sundays on which the clocks change.
"""

import os
from datetime import datetime
from math import inf

import pytest
import time_machine as time_travel
from django.test import Client
from rest_framework.test import APIClient

from clinic.outbox.providers.senders import Kept as KeptSender
from clinic.outbox.wording.current import Kept
from clinic.people.actions import make_token
from clinic.people.models import Practitioner, Runner, Scope, User
from tests import factories
from tests.factories import NOON, SYDNEY


@pytest.fixture(scope="session", autouse=True)
def today():
    """The day that STEADY_TODAY names, if it does; tests that set a clock of their own keep it."""
    asked = os.environ.get("STEADY_TODAY", "")
    if not asked:
        yield
        return
    moment = datetime.fromisoformat(asked if "T" in asked else f"{asked}T12:00")
    with time_travel.travel(moment.replace(tzinfo=SYDNEY), tick=True):
        yield


@pytest.fixture(autouse=True)
def original_words(monkeypatch):
    """Nobody changed words or the sender of texts; what processes ask now and then is not asked."""
    monkeypatch.setattr(Kept, "words", {})
    monkeypatch.setattr(Kept, "until", inf)
    monkeypatch.setattr(KeptSender, "sender", None)
    monkeypatch.setattr(KeptSender, "until", inf)


@pytest.fixture
def pia(db) -> User:
    """A physio; pia.practitioner is her diary column."""
    return factories.make_practitioner("Pia").user


@pytest.fixture
def paul(db) -> User:
    """Another physio."""
    return factories.make_practitioner("Paul").user


@pytest.fixture
def ruth(pia) -> Runner:
    """On Pia's caseload."""
    return factories.make_runner("Ruth", pia.practitioner)


@pytest.fixture
def otto(paul) -> Runner:
    """On Paul's caseload: not Pia's to see."""
    return factories.make_runner("Otto", paul.practitioner)


@pytest.fixture
def dee(db) -> User:
    """At the front desk."""
    return factories.make_user(User.Role.FRONT_DESK, "Dee")


@pytest.fixture
def max_(db) -> User:
    """The manager."""
    return factories.make_user(User.Role.MANAGER, "Max")


@pytest.fixture
def site(db):
    return factories.make_site()


@pytest.fixture
def room(site):
    return factories.make_room(site)


@pytest.fixture
def first_visit(db):
    return factories.make_type()


@pytest.fixture
def signed_in():
    """signed_in(person) is a browser-like client of that person."""

    def sign_in(person: User | Runner | Practitioner) -> Client:
        client = Client()
        client.force_login(getattr(person, "user", person))
        return client

    return sign_in


@pytest.fixture
def bearer():
    """bearer(person, *scopes) is an API client with that person's token; no scopes: all of them."""

    def give(person: User | Runner | Practitioner, *scopes: str) -> APIClient:
        user = getattr(person, "user", person)
        asked = list(scopes or Scope.values)
        _, secret = make_token(user=user, name="test", scopes=asked, now=NOON, days=365_00)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return give
