"""A phone puts logs: as often as it likes, under its own ids, its runner's own only."""

import json
from uuid import UUID, uuid4

import pytest

from programs.models import PlannedSession, Program, SessionLog
from tests.factories import make_drill, make_program

pytestmark = pytest.mark.usefixtures("at_noon")

LOGS = "/api/v1/session-logs/"
SESSIONS = "/api/v1/sessions/"
LOG_ID = UUID("0193a5d0-0000-7000-8000-000000000001")
ONE = f"{LOGS}{LOG_ID}/"


def body_for(planned: Program, /, **fields) -> dict:
    session = PlannedSession.objects.get(phase__plan__program=planned)
    known = {
        "program": str(planned.pk),
        "session": str(session.pk),
        "occurred_at": "2026-11-24T18:30:00+11:00",
        "state": "done",
        "drills": [
            {
                "prescription": str(one.pk),
                "state": "done",
                "sets": [{"side": "left", "reps": 12, "load_value": 2.5}],
            }
            for one in session.prescriptions.all()
        ],
    }
    return known | fields


# --- PUT ------------------------------------------------------------------------------------------


def test_the_first_put_stores_and_a_repeat_changes_nothing(phone, planned):
    body = body_for(planned, pain_during=2, effort=5, minutes=14, note="Felt é good")

    first, again = phone.put(ONE, body), phone.put(ONE, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first["ETag"], again["ETag"]) == ('"1"', '"1"')
    answer = first.json()
    assert (answer["id"], answer["revision"], len(answer["digest"])) == (str(LOG_ID), 1, 64)
    assert {name: answer[name] for name in body if name != "drills"} == {
        name: value for name, value in body.items() if name != "drills"
    }
    assert answer["drills"][0]["sets"] == [
        {"side": "left", "reps": 12, "hold_seconds": None, "load_value": 2.5}
    ]
    assert (answer["occurred_on"], answer["program_version"]) == ("2026-11-24", 1)
    assert answer["pain_after"] is None
    assert SessionLog.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"HTTP_IF_MATCH": '"2"'}])
def test_other_content_is_a_conflict_with_both_versions(phone, planned, sent):
    phone.put(ONE, body_for(planned, pain_during=2))

    refused = phone.put(ONE, body_for(planned, pain_during=7), **sent)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "log_conflict")
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["ETag"] == '"1"'
    assert (problem["stored"]["pain_during"], problem["stored"]["revision"]) == (2, 1)
    assert (problem["stored"]["id"], problem["sent"]["pain_during"]) == (str(LOG_ID), 7)
    assert SessionLog.objects.get().pain_during == 2


@pytest.mark.parametrize("name", ['"1"', "1", 'W/"1"'])
def test_a_correction_names_the_revision_it_replaces(phone, planned, name):
    phone.put(ONE, body_for(planned, pain_during=2))

    changed = phone.put(ONE, body_for(planned, pain_during=7), HTTP_IF_MATCH=name)

    assert (changed.status_code, changed["ETag"], changed.json()["revision"]) == (200, '"2"', 2)
    assert phone.get(ONE).json() == changed.json()


@pytest.mark.parametrize(
    "name", ["*", '"one"', '"1", "2"', "", '"' + "9" * 40 + '"', '"-1"', '"²"']
)
def test_a_malformed_if_match_is_refused(phone, planned, name):
    phone.put(ONE, body_for(planned))

    refused = phone.put(ONE, body_for(planned, pain_during=7), HTTP_IF_MATCH=name)

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["If-Match"])
    assert SessionLog.objects.get().revision == 1


def test_a_correction_of_a_log_that_never_arrived_is_kept(phone, planned):
    stored = phone.put(ONE, body_for(planned), HTTP_IF_MATCH='"1"')

    assert (stored.status_code, stored["ETag"]) == (201, '"1"')


def test_the_order_of_drills_and_twelve_written_as_a_decimal_are_no_change(phone, planned):
    body = body_for(planned)
    body["drills"][0]["sets"][0]["load_value"] = 12
    phone.put(ONE, body)

    body["drills"][0]["sets"][0]["load_value"] = 12.00
    again = phone.put(ONE, body | {"drills": body["drills"][::-1]})

    assert again.status_code == 200
    assert again.json()["drills"][0]["sets"][0]["load_value"] == 12


IMPOSSIBLE = {
    "a naive time": ({"occurred_at": "2026-11-24T18:30:00"}, "occurred_at"),
    "no time": ({"occurred_at": "yesterday"}, "occurred_at"),
    "the year 1": ({"occurred_at": "0001-01-01T00:00:00+10:00"}, "occurred_at"),
    "the last year": ({"occurred_at": "9999-12-31T23:59:59-10:00"}, "occurred_at"),
    "an offset of a day": ({"occurred_at": "2026-11-24T18:30:00+23:59"}, "occurred_at"),
    "an offset in seconds": ({"occurred_at": "2026-11-24T18:30:00+10:00:30"}, "occurred_at"),
    "pain of 11": ({"pain_during": 11}, "pain_during"),
    "pain below 0": ({"pain_after": -1}, "pain_after"),
    "half an effort": ({"effort": 4.5}, "effort"),
    "true pain": ({"pain_during": True}, "pain_during"),
    "pain in quotation marks": ({"pain_during": "3"}, "pain_during"),
    "a number for words": ({"note": 3}, "note"),
    "a number for an id": ({"session": 3}, "session"),
    "more than a day": ({"minutes": 1441}, "minutes"),
    "no such state": ({"state": "missed"}, "state"),
    "skipped without a reason": ({"state": "skipped"}, "skip_reason"),
    "a reason without skipping": ({"skip_reason": "pain"}, "skip_reason"),
    "a long note": ({"note": "x" * 2001}, "note"),
    "a NUL": ({"note": "a\0b"}, "note"),
    "half a character": ({"note": "\ud800"}, "note"),
    "an unknown field": ({"pain": 3}, "pain"),
    "an id in the body": ({"id": str(LOG_ID)}, "id"),
    "a revision in the body": ({"revision": 4}, "revision"),
    "no such session": ({"session": str(uuid4())}, "session"),
    "another programme": ({"program": str(uuid4())}, "session"),
    "no drills list": ({"drills": {}}, "drills"),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_field(phone, planned, what):
    fields, named = IMPOSSIBLE[what]

    sent = json.dumps(body_for(planned, **fields))
    refused = phone.put(ONE, sent, content_type="application/json")

    assert (refused.status_code, list(refused.json()["errors"])) == (400, [named])
    assert not SessionLog.objects.exists()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"extra": 1},
        {"prescription": str(uuid4())},
        {"state": "perfect"},
        {"sets": [{"reps": 3, "colour": "red"}]},
        {"sets": [{"reps": -1}]},
        {"sets": [{"load_value": "NaN"}]},
        {"sets": [{"side": "up"}]},
        {"sets": [{}] * 41},
    ],
)
def test_a_drill_that_cannot_be_is_refused(phone, planned, spoilt):
    body = body_for(planned)
    body["drills"][1] |= spoilt

    refused = phone.put(ONE, body)

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["drills"])
    assert not SessionLog.objects.exists()


def test_a_drill_named_twice_is_refused(phone, planned):
    body = body_for(planned)

    refused = phone.put(ONE, body | {"drills": body["drills"][:1] * 2})

    assert refused.json()["errors"] == {"drills": ["Name each drill once."]}


@pytest.mark.parametrize("sent", ["[]", "3", "null", "{", '{"note": NaN}', ""])
def test_what_is_no_object_is_refused(phone, sent):
    assert phone.put(ONE, sent, content_type="application/json").status_code == 400


def test_a_phone_whose_clock_is_a_year_ahead_is_heard(phone, planned):
    answer = phone.put(ONE, body_for(planned, occurred_at="2027-11-24T18:30:00+08:00"))

    assert answer.status_code == 201
    assert answer.json()["occurred_at"] == "2027-11-24T18:30:00+08:00"


def test_a_skipped_session_says_why(phone, planned):
    answer = phone.put(
        ONE, body_for(planned, state="skipped", skip_reason="unwell", drills=[], pain_during=None)
    )

    assert (answer.status_code, answer.json()["skip_reason"]) == (201, "unwell")


def test_a_draft_is_not_there_yet(ruth, bearer):
    draft = make_program(ruth, [make_drill()], status="draft")

    refused = bearer(ruth).put(ONE, body_for(draft))

    assert list(refused.json()["errors"]) == ["session"]


# --- Who ------------------------------------------------------------------------------------------


def test_a_log_of_somebody_else_is_exactly_as_missing_as_none(phone, planned, otto, bearer):
    phone.put(ONE, body_for(planned))
    theirs = make_program(otto, [make_drill("three")])
    ottos = bearer(otto)

    taken = ottos.put(ONE, body_for(theirs))
    foreign, missing = ottos.get(ONE), ottos.get(f"{LOGS}{uuid4()}/")

    assert (taken.status_code, foreign.status_code, missing.status_code) == (404, 404, 404)
    assert taken.content == foreign.content == missing.content
    assert not taken.has_header("ETag")
    assert SessionLog.objects.get().program == planned


def test_otto_cannot_log_ruths_session(planned, otto, bearer):
    refused = bearer(otto).put(ONE, body_for(planned))
    unknown = bearer(otto).put(ONE, body_for(planned, session=str(uuid4())))

    assert refused.status_code == 400
    assert refused.content == unknown.content


def test_who_reads_which_logs(phone, planned, pia, paul, dee, max_, bearer, client):
    phone.put(ONE, body_for(planned))

    assert [one["id"] for one in phone.get(LOGS).json()["results"]] == [str(LOG_ID)]
    assert [one["id"] for one in bearer(pia).get(LOGS).json()["results"]] == [str(LOG_ID)]
    assert bearer(pia).get(ONE).json() == phone.get(ONE).json()
    assert bearer(paul).get(LOGS).json()["results"] == []
    assert bearer(paul).get(ONE).status_code == 404
    for person in (dee, max_):
        for url in (LOGS, ONE, SESSIONS):
            assert bearer(person).get(url).status_code == 403
    for url in (LOGS, ONE, SESSIONS):
        assert client.get(url).status_code == 401


def test_a_physio_does_not_log_for_a_runner(planned, pia, bearer):
    assert bearer(pia).put(ONE, body_for(planned)).status_code == 403


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_there_is_no_other_way_to_write(phone, planned, method):
    phone.put(ONE, body_for(planned))

    for url in (LOGS, ONE, SESSIONS):
        assert getattr(phone, method)(url, {}).status_code in {403, 405}
    assert SessionLog.objects.count() == 1


def test_scopes_decide(ruth, planned, bearer):
    assert bearer(ruth, "logs:read").put(ONE, body_for(planned)).status_code == 403
    assert bearer(ruth, "logs:write").put(ONE, body_for(planned)).status_code == 201
    assert bearer(ruth, "logs:write").get(ONE).status_code == 403
    assert bearer(ruth, "logs:read").get(ONE).status_code == 200
    assert bearer(ruth, "logs:read").get(SESSIONS).status_code == 403


def test_the_cost_of_a_put(phone, planned, django_assert_num_queries):
    body = body_for(planned)

    # Ten statements, and two that open and close the transaction inside the test's own.
    with django_assert_num_queries(12):
        phone.put(ONE, body)
    with django_assert_num_queries(7):
        phone.put(ONE, body)
