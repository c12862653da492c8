"""Pia's caseload: who needs a look first, and that missing is never zero."""

from datetime import timedelta

import pytest
import time_machine

from programs.models import PlannedSession, Program, SessionLog
from programs.progress.plans import caseload
from tests.factories import NOON, TODAY, make_program, make_runner, new_id


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def log(program: Program, *, days_ago: int = 0, **fields: object) -> SessionLog:
    at = NOON - timedelta(days=days_ago)
    known = {
        "state": SessionLog.State.DONE,
        "occurred_at": at,
        "occurred_on": at.date(),
        "utc_offset_minutes": 660,
        "digest": "x",
        "received_at": at,
        "updated_at": at,
    }
    return SessionLog.objects.create(
        id=new_id(),
        runner=program.runner,
        program=program,
        session=PlannedSession.objects.get(phase__plan__program=program),
        program_version=1,
        **(known | fields),
    )


def looks(pia):
    rows = caseload(user=pia, today=TODAY)
    return [(row.runner.name, row.kind, row.reason) for row in rows]


def test_those_who_need_a_look_come_first(pia, paul, otto, ruth):
    def runner(name, days_running=20):
        return make_program(
            make_runner(name, pia.practitioner), [], starts_on=TODAY - timedelta(days=days_running)
        )

    log(runner("Good"), pain_during=5)
    log(runner("Silent"), days_ago=9, pain_during=2)
    log(runner("Sore"), pain_during=6)
    log(runner("Sorest"), days_ago=10, pain_during=8)
    runner("Never", days_running=30)
    runner("Fresh", days_running=6)
    log(make_program(otto, []), pain_during=10)

    assert looks(pia) == [
        ("Sorest", "pain", "pain 8 of 10"),
        ("Sore", "pain", "pain 6 of 10"),
        ("Never", "watch", "no log for 30 days"),
        ("Silent", "watch", "no log for 9 days"),
        ("Fresh", "good", "on track"),
        ("Good", "good", "on track"),
        ("Ruth", "plain", "no programme"),
    ]


@pytest.mark.parametrize(("days", "reason"), [(6, "on track"), (7, "no log for 7 days")])
def test_a_week_without_a_log_is_a_reason_to_look(pia, ruth, days, reason):
    log(make_program(ruth, [], starts_on=TODAY - timedelta(days=30)), days_ago=days)

    assert [look[2] for look in looks(pia)] == [reason]


def test_the_worst_pain_of_a_week_counts_and_a_log_without_one_does_not_hide_it(pia, ruth):
    program = make_program(ruth, [])
    log(program, days_ago=10, pain_during=10)
    log(program, days_ago=6, pain_during=7)
    log(program, days_ago=3, pain_during=2)
    log(program, days_ago=1)

    (row,) = caseload(user=pia, today=TODAY)
    assert (row.worst_pain, row.last_log_on, row.reason) == (
        7,
        TODAY - timedelta(days=1),
        "pain 7 of 10",
    )


def test_a_good_evening_does_not_hide_a_bad_morning(pia, ruth):
    program = make_program(ruth, [])
    morning = NOON - timedelta(hours=5)
    log(program, pain_during=9, occurred_at=morning, received_at=morning)
    log(program, pain_during=2)

    assert looks(pia) == [("Ruth", "pain", "pain 9 of 10")]


@pytest.mark.parametrize("during", [None, 1])
def test_pain_after_a_session_counts_like_pain_during_it(pia, ruth, during):
    log(make_program(ruth, []), pain_during=during, pain_after=8)

    assert looks(pia) == [("Ruth", "pain", "pain 8 of 10")]


def test_a_log_dated_2100_hides_neither_pain_nor_silence(pia, ruth):
    future = NOON.replace(year=2100)
    fields = {"occurred_at": future, "occurred_on": future.date(), "received_at": NOON}
    program = make_program(ruth, [], starts_on=TODAY - timedelta(days=30))
    log(program, **fields, pain_during=0)
    assert looks(pia) == [("Ruth", "watch", "no log for 30 days")]

    log(program, days_ago=1, pain_during=9)
    (row,) = caseload(user=pia, today=TODAY)
    assert (row.reason, row.last_log_on) == ("pain 9 of 10", TODAY - timedelta(days=1))


def test_pain_told_by_a_phone_with_a_wrong_clock_still_brings_its_runner_to_the_top(pia, ruth):
    future = NOON.replace(year=2100)
    program = make_program(ruth, [])
    log(program, occurred_at=future, occurred_on=future.date(), received_at=NOON, pain_after=8)
    log(program, days_ago=1, pain_during=0)

    assert looks(pia) == [("Ruth", "pain", "pain 8 of 10")]


def test_dates_of_logs_name_their_year(signed_in, pia, ruth):
    log(make_program(ruth, []), days_ago=1)
    client = signed_in(pia)

    for address in ["/programs/caseload/", f"/programs/runners/{ruth.pk}/"]:
        assert "23 November 2026" in client.get(address).content.decode()


def test_no_pain_is_zero_and_no_answer_is_not_given(signed_in, pia, ruth):
    program = make_program(ruth, [])
    log(program, days_ago=1, effort=0, note="Felt good")
    client = signed_in(pia)

    text = client.get("/programs/caseload/").content.decode()
    assert "not given" in text
    assert "0 of 10" not in text

    text = client.get(f"/programs/runners/{ruth.pk}/").content.decode()
    assert (text.count("not given"), text.count("0 of 10")) == (2, 1)
    assert "Self-reported by Ruth" in text
    assert "Felt good" in text

    log(program, pain_during=0)
    assert "0 of 10" in client.get("/programs/caseload/").content.decode()


@pytest.mark.parametrize("status", ["draft", "on_hold", "completed", "stopped"])
def test_nobody_is_asked_to_log_a_programme_that_does_not_run(pia, ruth, status):
    make_program(ruth, [], status=status, starts_on=TODAY - timedelta(days=30))

    assert looks(pia) == [("Ruth", "plain", "no programme")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_caseload_costs_the_same_for_one_or_many(
    signed_in, pia, count, django_assert_num_queries
):
    for number in range(count):
        log(make_program(make_runner(f"Runner{number}", pia.practitioner), []), pain_during=7)
    client = signed_in(pia)

    with django_assert_num_queries(4):
        answer = client.get("/programs/caseload/")

    assert len(answer.context["rows"]) == count
