"""Every operation x role x scope x whose it is: a token gives what role and scope both allow.

What is expected comes from the tables alone: the signs say what a role gets with all that it has,
the last word of a line which scope a token needs for it.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oauth2_provider.models import AccessToken, set_token_value

from clinic.people.actions import make_token
from clinic.people.clients import make_client
from clinic.people.models import ApiToken, Scope, User
from tests.authorisation.knocking import ask, sign
from tests.authorisation.table import rows, scopes
from tests.authorisation.table_api import API
from tests.authorisation.table_fhir import FHIR
from tests.authorisation.world import PEOPLE

pytestmark = pytest.mark.django_db
# The schema and its page are for everybody, and look at no token.
PLAIN = {"api:docs", "api:schema"}
TABLE = [
    (*row, scope)
    for row, scope in zip(rows(API) + rows(FHIR), scopes(API) + scopes(FHIR), strict=True)
    if row[1] not in PLAIN
]
IDS = [f"{row[0]} {row[1]} {row[2]}" for row in TABLE]
ROLES = [person for person in PEOPLE if person != "stranger"]
# Each scope alone, all of them, and none at all.
BUNDLES = {scope: {scope} for scope in Scope.values} | {"all": set(Scope.values), "none": set()}


@pytest.fixture(scope="module")
def secrets(built, django_db_blocker):
    """A token for each person and each bundle; single ones are personal, the rest an app's."""
    with django_db_blocker.unblock():
        app, _ = make_client(
            name="Watch",
            scopes=Scope.values,
            redirect_uris=["https://watch.example/back"],
            is_public=True,
        )
        found = {}
        for person in ROLES:
            for bundle, given in BUNDLES.items():
                who = built.users[person]
                of = of_an_app if bundle in {"all", "none"} else personal
                found[person, bundle] = of(who, sorted(given), app)
        return found


def personal(user, given, app):
    return make_token(user=user, name="one", scopes=given, now=timezone.now())[1]


def of_an_app(user, given, app):
    secret = f"an-app-of-{user.pk}-that-may-{len(given)}"
    ends = timezone.now() + timedelta(days=4000)
    token = AccessToken(user=user, application=app, scope=" ".join(given), expires=ends)
    set_token_value(token, secret)
    token.save()
    return secret


def carry(secret, method, path):
    """The answer to this token; whatever it changed is undone."""
    with transaction.atomic():
        answer = ask(Client(), method, path, authorization=f"Bearer {secret}")
        transaction.set_rollback(True)
    return answer


def expected(signs, person, scope, given):
    """Role and scope must both allow; what needs no scope takes a token for its person."""
    allowed = scope == "-" or scope in given
    return signs[PEOPLE.index(person)] if allowed else "x"


@pytest.mark.parametrize(("method", "name", "words", "signs", "scope"), TABLE, ids=IDS)
def test_role_and_scope_both_decide(world, secrets, method, name, words, signs, scope):
    path = reverse(name, kwargs=world.words()[words])
    wanted, seen, refused = {}, {}, set()
    for (person, bundle), secret in secrets.items():
        answer = carry(secret, method, path)
        wanted[person, bundle] = expected(signs, person, scope, BUNDLES[bundle])
        seen[person, bundle] = sign(answer)
        if seen[person, bundle] == "x":
            refused.add((answer.content, str(answer.headers)))

    assert seen == wanted
    # Why it is refused, role or scope, and what of, is nothing that a refusal tells.
    assert len(refused) <= 1


OWNED = [row for row in TABLE if "0" in row[3] and row[2] not in {"", "nowhere"}]


@pytest.mark.parametrize(
    ("method", "name", "words", "signs", "scope"), OWNED, ids=[" ".join(row[:3]) for row in OWNED]
)
def test_foreign_and_missing_are_the_same_bytes(world, secrets, method, name, words, signs, scope):
    there = reverse(name, kwargs=world.words()[words])
    nowhere = reverse(name, kwargs=world.words(missing=True)[words])
    compared = 0
    for person in ROLES:
        if signs[PEOPLE.index(person)] not in "0x":
            continue
        for bundle in (scope, "all", "none"):
            foreign = carry(secrets[person, bundle], method, there)
            missing = carry(secrets[person, bundle], method, nowhere)
            assert foreign.status_code == missing.status_code
            assert foreign.content == missing.content
            assert foreign.headers == missing.headers
            compared += foreign.status_code == 404

    assert compared, "nobody was told that it is not there"


@pytest.mark.parametrize("how", ["unknown", "expired", "revoked", "closed"])
def test_a_dead_token_opens_nothing(world, secrets, how):
    secret, now = secrets["ruth", "profile:read"], timezone.now()
    own = ApiToken.objects.filter(user=world.users["ruth"])
    match how:
        case "unknown":
            secret += "x"
        case "expired":
            own.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
        case "revoked":
            own.update(revoked_at=now)
        case "closed":
            User.objects.filter(pk=world.users["ruth"].pk).update(is_active=False)
    for method, name, words, _, _ in TABLE:
        path = reverse(name, kwargs=world.words()[words])
        # Where there is nothing at all, nobody is asked who they are.
        wanted = 404 if name == "api:nowhere" else 401
        assert carry(secret, method, path).status_code == wanted, (method, name)


def test_the_scopes_of_the_table_are_all_that_there_are():
    assert {row[4] for row in TABLE} == {*Scope.values, "-"}
