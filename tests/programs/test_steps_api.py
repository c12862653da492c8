"""Other clients send, hold, resume and stop programmes: the same actions, and the same refusals."""

import pytest

from programs.models import PlannedSession, Prescription, Program, ProgramEvent
from tests.factories import TODAY, make_drill, make_program, reopened

PATH = "/api/v1/programs/"


@pytest.fixture
def program(ruth):
    return make_program(ruth, [make_drill()])


def test_a_client_holds_resumes_and_stops(bearer, pia, program, at_noon):
    client = bearer(pia)
    for step, status in [("hold", "on_hold"), ("resume", "active"), ("stop", "stopped")]:
        answer = client.post(f"{PATH}{program.pk}/{step}/", {"why": "Holiday"})
        assert (answer.status_code, answer.json()["status"]) == (200, status)

    refused = client.post(f"{PATH}{program.pk}/resume/", {})

    assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (
        409, "illegal_state", "This programme is stopped.",
    )  # fmt: skip
    assert [one.why for one in ProgramEvent.objects.all()] == ["Holiday"] * 3


def test_a_client_sends_a_draft_once(bearer, pia, ruth, at_noon):
    draft = make_program(ruth, [make_drill()], status="draft", starts_on=TODAY)
    client = bearer(pia)

    answer = client.post(f"{PATH}{draft.pk}/activate/", {})

    assert (answer.status_code, answer.json()["status"]) == (200, "active")
    assert client.post(f"{PATH}{draft.pk}/activate/", {}).status_code == 409


def test_an_empty_session_and_unknown_fields_are_the_senders_to_mend(bearer, pia, program, at_noon):
    client = bearer(pia)
    assert client.post(f"{PATH}{program.pk}/stop/", {}).json()["errors"].keys() == {"why"}
    unknown = client.post(f"{PATH}{program.pk}/hold/", {"until": "2027-01-01"})
    assert (unknown.status_code, unknown.json()["errors"].keys()) == (400, {"until"})
    reopened(program)
    Prescription.objects.all().delete()
    assert PlannedSession.objects.count() == 1
    Program.objects.update(status="draft")
    assert client.post(f"{PATH}{program.pk}/activate/", {}).status_code == 400


def test_reading_is_not_writing_and_paul_finds_nothing(bearer, pia, paul, ruth, program, at_noon):
    path = f"{PATH}{program.pk}/hold/"
    assert bearer(pia, "programs:read").post(path, {}).status_code == 403
    assert bearer(ruth).post(path, {}).status_code == 403
    assert bearer(paul).post(path, {}).status_code == 404
    assert Program.objects.get().status == "active"
