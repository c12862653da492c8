"""What the façade refuses, in FHIR's own words, and to whom."""

import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome

from tests.factories import make_drill, make_program, new_id

BASE = "/fhir/R4"
SLOT = "Slot?service-type={kind}&start=ge2026-11-26&start=lt2026-11-27"
pytestmark = pytest.mark.django_db


def refusal(answer, status: int) -> str:
    """The words of an OperationOutcome."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/fhir+json"
    OperationOutcome.model_validate(answer.json())
    return " ".join(issue["diagnostics"] for issue in answer.json()["issue"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Appointment?date=tomorrow", "Write a day like"),
        ("Appointment?date=ne2026-11-24", "Write a day like"),
        ("Appointment?date=2026-11-24T09:00:00", "with offset"),
        ("Appointment?date=0001-01-01", "Write a day like"),
        ("Appointment?status=maybe", "There is no code maybe here"),
        ("Appointment?name=Ruth", "There is no such parameter here"),
        ("CarePlan?_include=CarePlan:subject", "There is no such parameter here"),
    ],
)
def test_a_search_that_cannot_be_says_what_to_do(bearer, dee, pia, query, words):
    person = pia if query.startswith("CarePlan") else dee
    client = bearer(person, "appointments:read", "programs:read")
    assert words in refusal(client.get(f"{BASE}/{query}"), 400)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Slot?start=2026-11-26", "Give the id of a kind of visit"),
        ("Slot?service-type={kind}", "Give both ends"),
        ("Slot?service-type={kind}&start=ge2026-11-26&start=lt2027-01-20", "31 days"),
        (SLOT + "&status=busy", "Only free times"),
        (SLOT, "booked by phone only"),
    ],
)
def test_a_search_for_slots_says_what_it_needs(client, first_visit, query, words):
    first_visit.is_online = "31" in words
    first_visit.save()
    answer = client.get(f"{BASE}/{query.format(kind=first_visit.pk)}")
    assert words in refusal(answer, 400)


def test_a_stranger_signs_in_and_a_token_needs_its_scope(client, bearer, ruth, dee):
    answer = client.get(f"{BASE}/CarePlan")
    refusal(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"
    refusal(bearer(ruth, "logs:read").get(f"{BASE}/CarePlan"), 403)
    refusal(bearer(ruth, "programs:read").get(f"{BASE}/Observation"), 403)
    refusal(bearer(dee, "programs:read", "logs:read").get(f"{BASE}/Observation"), 403)


def test_what_is_somebody_elses_is_missing_to_the_byte(bearer, ruth, otto):
    program = make_program(ruth, [make_drill()])
    client = bearer(otto, "programs:read")
    theirs, none = (client.get(f"{BASE}/CarePlan/{pk}") for pk in (program.pk, new_id()))
    refusal(theirs, 404)
    assert theirs.content == none.content
    assert refusal(client.get(f"{BASE}/CarePlan/nonsense"), 404)
    assert client.get(f"{BASE}/CarePlan?_id={program.pk}").json().get("entry") is None


def test_nothing_is_written_here(bearer, ruth):
    client = bearer(ruth, "programs:read")
    for method in ("post", "put", "patch", "delete"):
        refusal(getattr(client, method)(f"{BASE}/CarePlan"), 405)


def test_it_speaks_json_under_both_names(bearer, ruth):
    client = bearer(ruth, "programs:read")
    assert client.get(f"{BASE}/Patient?_format=json").status_code == 200
    plain = client.get(f"{BASE}/Patient", HTTP_ACCEPT="application/json")
    assert plain["Content-Type"] == "application/json"
    refusal(client.get(f"{BASE}/Patient?_format=xml"), 406)
