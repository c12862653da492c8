import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from clinic.people.models import RateWindow
from tests.authorisation.gather import addresses, operations
from tests.authorisation.knocking import knock, sign
from tests.authorisation.table import PAGES, rows
from tests.authorisation.table_api import API
from tests.authorisation.world import PEOPLE

pytestmark = pytest.mark.django_db
DENIED = set(">ux0m")


def everything_stored():
    """How many rows each table of the product holds, but for counted tries: they count refusals."""
    ours = [model for model in apps.get_models() if model._meta.app_label != "sessions"]
    ours.remove(RateWindow)
    tables = {model._meta.db_table for model in ours}
    counts = [f"SELECT '{table}', count(*) FROM \"{table}\"" for table in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return Counter(dict(cursor.fetchall()))


TABLE = rows(PAGES) + rows(API)


@pytest.mark.parametrize(
    ("method", "name", "words", "signs"),
    TABLE,
    ids=[f"{row[0]} {row[1]} {row[2]}" for row in TABLE],
)
def test_the_table_holds(world, method, name, words, signs):
    path = reverse(name, kwargs=world.words()[words])
    seen = []
    for person in PEOPLE:
        before = everything_stored()
        seen.append(sign(knock(world, person, method, path)))
        if seen[-1] in DENIED:
            assert everything_stored() == before, f"{person} was refused, yet something changed"

    assert dict(zip(PEOPLE, seen, strict=True)) == dict(zip(PEOPLE, signs, strict=True))


def test_every_address_has_its_line():
    assert {name for _, name, _, _ in TABLE} == addresses() - {"api:api-root"}


def test_every_operation_of_the_api_has_its_line(world):
    lines = {
        (method, re.sub(r"[0-9a-f-]{36}", "{id}", reverse(name, kwargs=world.words()[words])))
        for method, name, words, _ in rows(API)
        if name not in {"api:docs", "api:schema", "api:nowhere"}
    }
    known = {(method, re.sub(r"{\w+}", "{id}", path)) for method, path in operations()}
    slugs = {"glute-bridge", "pre-run-hip-mobility"}
    named = {
        (method, path if not slugs & set(path.split("/")) else re.sub(r"[^/]+/$", "{id}/", path))
        for method, path in lines
    }
    assert named == known


@pytest.mark.parametrize("row", rows(API), ids=[f"{row[0]} {row[1]}" for row in rows(API)])
def test_any_other_method_is_refused(world, row):
    _, name, words, _ = row
    listed = {method for method, other, _, _ in rows(API) if other == name}
    path = reverse(name, kwargs=world.words()[words])
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - listed:
        assert knock(world, "ruth", method, path).status_code == 405


WITH_OBJECT = [row for row in TABLE if "0" in row[3] and row[2]]


def body_of(answer):
    """What was answered, without what differs by chance or says what was asked for."""
    text = re.sub(r"csrfmiddlewaretoken\W+value=\W\w+", "", answer.content.decode())
    text = re.sub(r'"X-CSRFToken": "\w+"', "", text)
    text = re.sub(r"/drills/(our|not)-drill/|/drills/figures/(0+|b+)\.svg", "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


def headers_of(answer):
    """Without what is left of the caller's own quota: each of the two requests takes one of it."""
    return {name: value for name, value in answer.headers.items() if name != "RateLimit"}


@pytest.mark.parametrize(
    ("method", "name", "words", "signs"),
    WITH_OBJECT,
    ids=[f"{row[0]} {row[1]} {row[2]}" for row in WITH_OBJECT],
)
def test_what_is_not_yours_answers_exactly_like_what_is_not_there(
    world, method, name, words, signs
):
    there = reverse(name, kwargs=world.words()[words])
    nowhere = reverse(name, kwargs=world.words(missing=True)[words])
    for person, expected in zip(PEOPLE, signs, strict=True):
        if expected == "0":
            foreign = knock(world, person, method, there)
            missing = knock(world, person, method, nowhere)
            assert foreign.status_code == missing.status_code == 404
            assert body_of(foreign) == body_of(missing)
            assert headers_of(foreign) == headers_of(missing)


def test_every_answer_carries_the_strict_policy(world):
    for method, name, words, _ in TABLE:
        answer = knock(world, "dee", method, reverse(name, kwargs=world.words()[words]))
        policy = answer["Content-Security-Policy"]
        # Pictures and videos load nothing at all, so theirs is stricter still.
        assert re.search(r"default-src '(self|none)'(;|$)", policy), name
        assert "unsafe" not in policy, name


def test_what_a_person_is_shown_is_kept_by_no_cache(world):
    for person, path in [
        ("ruth", "/"),
        ("pia", "/programs/caseload/"),
        ("dee", "/bookings/inbox/"),
    ]:
        assert "no-store" in knock(world, person, "GET", path)["Cache-Control"]
