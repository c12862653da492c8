"""Reading logs and due sessions over the API: Ruth's own, Pia's caseload, nobody else's."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from programs.models import Period, PlannedSession, SessionLog
from tests.factories import SYDNEY, TODAY, make_drill, make_program
from tests.programs.test_logs_api import LOG_ID, LOGS, ONE, SESSIONS, body_for

pytestmark = pytest.mark.usefixtures("at_noon")


def many(phone, program, count) -> list[str]:
    names = [str(uuid4()) for _ in range(count)]
    for number, name in enumerate(names):
        day = datetime(2026, 11, 20 + number, 18, tzinfo=SYDNEY)
        with time_machine.travel(day, tick=False):
            phone.put(f"{LOGS}{name}/", body_for(program, occurred_at=day.isoformat()))
    return names


def test_an_unchanged_log_is_not_sent_again(phone, planned):
    phone.put(ONE, body_for(planned))

    fresh = phone.get(ONE)
    same = phone.get(ONE, HTTP_IF_NONE_MATCH=fresh["ETag"])
    phone.put(ONE, body_for(planned, pain_during=1), HTTP_IF_MATCH='"1"')
    changed = phone.get(ONE, HTTP_IF_NONE_MATCH=fresh["ETag"])

    assert (fresh["ETag"], same.status_code, same.content) == ('"1"', 304, b"")
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')


def test_logs_are_filtered_and_paged(phone, planned, ruth):
    names = many(phone, planned, 3)
    other = make_program(ruth, [make_drill("three")], title="Strength")
    phone.put(ONE, body_for(other))

    def ids(query):
        return [one["id"] for one in phone.get(LOGS + query).json()["results"]]

    assert ids("") == [str(LOG_ID), *reversed(names)]
    assert ids(f"?program={other.pk}") == [str(LOG_ID)]
    assert ids(f"?program={uuid4()}") == []
    assert ids("?from=2026-11-21&to=2026-11-22") == [names[2], names[1]]
    newest = SessionLog.objects.get(pk=LOG_ID).updated_at.isoformat().replace("+", "%2B")
    assert ids(f"?updated_since={newest}") == [str(LOG_ID)]
    page = phone.get(f"{LOGS}?page_size=3").json()
    assert [one["id"] for one in page["results"]] == [str(LOG_ID), names[2], names[1]]
    assert [one["id"] for one in phone.get(page["next"]).json()["results"]] == [names[0]]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?program=7", "program"),
        ("?from=yesterday", "from"),
        ("?updated_since=never", "updated_since"),
        ("?runner=1", "runner"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(phone, query, named):
    refused = phone.get(LOGS + query)

    assert (refused.status_code, list(refused.json()["errors"])) == (400, [named])


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_log_or_three(
    phone, planned, pia, bearer, count, django_assert_num_queries
):
    many(phone, planned, count)

    for client in (phone, bearer(pia)):
        with django_assert_num_queries(3):  # the token, the logs, their drills
            assert len(client.get(LOGS).json()["results"]) == count


# --- Due sessions ---------------------------------------------------------------------------------


def test_a_week_of_sessions(phone, planned):
    Period.objects.update(made_on=TODAY - timedelta(days=5))
    phone.put(ONE, body_for(planned))

    answer = phone.get(SESSIONS)

    found = answer.json()
    assert (found["next"], found["previous"], len(found["results"])) == (None, None, 7)
    session = PlannedSession.objects.get()
    assert found["results"][0] == {
        "program": str(planned.pk),
        "program_title": "Pre-run hip mobility",
        "session": str(session.pk),
        "session_name": "Before your run",
        "moment": "pre_run",
        "on": "2026-11-24",
        "state": "done",
        "log": str(LOG_ID),
        "drill_count": 2,
        "minutes": 2,
        "moved_from": None,
    }
    assert {one["state"] for one in found["results"][1:]} == {"upcoming"}


def test_a_period_is_asked_for(phone, planned):
    Period.objects.update(made_on=TODAY - timedelta(days=5))

    found = phone.get(f"{SESSIONS}?from=2026-11-22&to=2026-11-24").json()["results"]

    assert [(one["on"], one["state"]) for one in found] == [
        ("2026-11-22", "missed"),
        ("2026-11-23", "missed"),
        ("2026-11-24", "due"),
    ]


@pytest.mark.parametrize(
    ("query", "named", "words"),
    [
        ("?from=2026-01-01&to=2026-04-03", "to", "92 days"),
        ("?from=2026-01-02&to=2026-01-01", "to", "before"),
        ("?from=soon", "from", "format"),
        ("?to=2026-02-30", "to", "format"),
        ("?when=now", "when", "no such"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(phone, query, named, words):
    refused = phone.get(SESSIONS + query)

    (sentence,) = refused.json()["errors"][named]
    assert refused.status_code == 400
    assert words in sentence


def test_the_ends_of_the_calendar_are_days_too(phone):
    assert phone.get(f"{SESSIONS}?from=9999-12-30").status_code == 200
    assert phone.get(f"{SESSIONS}?from=0001-01-01&to=0001-01-02").status_code == 200


def test_unchanged_sessions_are_not_sent_again(phone, planned):
    tag = phone.get(SESSIONS)["ETag"]

    same = phone.get(SESSIONS, HTTP_IF_NONE_MATCH=tag)
    phone.put(ONE, body_for(planned))
    changed = phone.get(SESSIONS, HTTP_IF_NONE_MATCH=tag)

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)
    assert changed["ETag"] != tag


def test_sessions_are_the_runners_own(phone, otto, pia, bearer):
    make_program(otto, [make_drill("three")], title="Otto's")

    titles = {one["program_title"] for one in phone.get(SESSIONS).json()["results"]}

    assert titles == {"Pre-run hip mobility"}
    assert bearer(pia).get(SESSIONS).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_sessions_cost_the_same_for_one_programme_or_three(
    ruth, bearer, count, django_assert_num_queries
):
    drill = make_drill("shared")
    for number in range(count):
        make_program(ruth, [drill], title=f"Programme {number}")
    phone = bearer(ruth)

    with django_assert_num_queries(6):  # the token, the runner, periods, logs, sessions, doses
        phone.get(f"{SESSIONS}?from={TODAY}&to={date(2027, 2, 20)}")
