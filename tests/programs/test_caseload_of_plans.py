"""Pia's caseload: who needs her and why, and that missing is never zero."""

from datetime import timedelta

import pytest
import time_machine

from programs.actions.attention import bring_back, put_off
from programs.models import (
    Alert,
    Period,
    Phase,
    Plan,
    PlannedSession,
    Program,
    SessionLog,
    Snooze,
)
from programs.progress.caseload import caseload
from tests.factories import NOON, TODAY, make_program, make_runner, new_id, reopened

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def prescribed(runner, *, weeks_ago=5, **fields) -> Program:
    """Every day, since so many weeks, so that each of the last 28 days counts."""
    first = TODAY - weeks_ago * 7 * DAY
    program = make_program(runner, [], **({"starts_on": first} | fields))
    Period.objects.filter(program=program).update(made_on=first - DAY)
    return program


def log(program: Program, *, days_ago: int = 0, **fields: object) -> SessionLog:
    at = NOON - days_ago * DAY
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


def logs(program: Program, days_ago: list[int] | range, **fields: object) -> None:
    for days in days_ago:
        log(program, days_ago=days, **fields)


def alert(runner, kind: str, *, hours_ago: int = 1, **fields) -> Alert:
    known = {"key": new_id(), "occurred_on": TODAY, "raised_at": NOON - timedelta(hours=hours_ago)}
    return Alert.objects.create(runner=runner, kind=kind, **(known | fields))


def why(pia) -> list[tuple[str, str, str]]:
    rows = caseload(user=pia, today=TODAY)
    return [(row.name, row.first.label, row.first.words) for row in rows]


def test_those_who_need_pia_come_first(pia, otto, ruth):
    def runner(name, **fields):
        found = make_runner(name, pia.practitioner)
        program = prescribed(found, **fields)
        logs(program, range(1, 28))
        return found

    alert(runner("Ask"), "question")
    alert(runner("Severe"), "severe_pain", value=9)
    alert(runner("Sore"), "pain", value=6)
    alert(runner("Morning"), "morning")
    alert(runner("Careful"), "restriction")
    alert(runner("Far"), "run_step")
    alert(otto, "severe_pain", value=10)
    silent = prescribed(make_runner("Silent", pia.practitioner))
    logs(silent, range(5, 28))
    less = prescribed(make_runner("Less", pia.practitioner))
    logs(less, [1, *range(2, 14, 2), *range(14, 28)])
    ending = Program.objects.get(runner=runner("Ending"))
    Program.objects.filter(pk=ending.pk).update(ends_on=TODAY + 7 * DAY)
    runner("Fine")
    make_program(make_runner("Soon", pia.practitioner), [], starts_on=TODAY + 3 * DAY)
    make_program(make_runner("Waiting", pia.practitioner), [], status="on_hold")
    make_program(make_runner("Written", pia.practitioner), [], status="draft")

    assert why(pia) == [
        ("Severe", "Very strong pain", "9 of 10, Tuesday 24 November"),
        ("Sore", "Pain above the limit", "6 of 10, Tuesday 24 November"),
        ("Morning", "Worse next morning", "Tuesday 24 November"),
        ("Ask", "A question", "Tuesday 24 November"),
        ("Careful", "A drill against a restriction", "Tuesday 24 November"),
        ("Far", "A bigger step than usual", "Tuesday 24 November"),
        ("Silent", "Stopped logging", "4 sessions missed in a row, no log for 5 days"),
        ("Less", "Doing less", "7 of 13 sessions in 14 days, 14 of 14 before"),
        ("Ending", "Review due", "Programme ends on Tuesday 1 December"),
        ("Fine", "On track", ""),
        ("Soon", "Starts later", "From Friday 27 November"),
        ("Waiting", "On hold", ""),
        ("Written", "Draft not sent", ""),
        ("Ruth", "No programme", ""),
    ]


@pytest.mark.parametrize(("last", "label"), [(3, "On track"), (4, "Stopped logging")])
def test_three_missed_sessions_in_a_row_are_a_reason(pia, ruth, last, label):
    logs(prescribed(ruth), range(last, 28))

    assert [row[1] for row in why(pia)] == [label]


@pytest.mark.parametrize(("last", "label"), [(6, "On track"), (8, "Stopped logging")])
def test_a_week_without_a_log_is_a_reason_if_something_was_due(pia, ruth, last, label):
    """One session a week: it fell on yesterday and eight days ago."""
    program = prescribed(ruth, weekdays=[(TODAY - DAY).isoweekday()])
    log(program, days_ago=last)

    assert [row[1] for row in why(pia)] == [label]


def test_nothing_due_is_no_silence(pia, ruth):
    program = prescribed(ruth, status="on_hold")
    log(program, days_ago=20)
    Program.objects.filter(pk=program.pk).update(status="active")

    (row,) = caseload(user=pia, today=TODAY)
    assert (row.first.label, row.done, row.due) == ("On track", 1, 1)


def test_what_is_due_today_is_not_missed_yet(pia, ruth):
    logs(prescribed(ruth), range(1, 28))

    (row,) = caseload(user=pia, today=TODAY)
    assert (row.done, row.due) == (27, 27)


def test_a_skipped_session_was_due_and_tells_that_somebody_is_there(pia, ruth):
    program = prescribed(ruth)
    logs(program, range(3, 28))
    logs(program, [1, 2], state="skipped", skip_reason="unwell")

    (row,) = caseload(user=pia, today=TODAY)
    assert (row.done, row.due, row.needs_you) == (25, 27, False)


def test_a_few_sessions_say_nothing_about_doing_less(pia, ruth):
    program = prescribed(ruth, weekdays=[1])
    logs(program, [15, 22])

    assert [reason.code for reason in caseload(user=pia, today=TODAY)[0].reasons] == ["silent"]


def test_a_log_dated_2100_does_not_hide_silence(pia, ruth):
    future = NOON.replace(year=2100)
    program = prescribed(ruth)
    log(program, occurred_at=future, occurred_on=future.date(), received_at=NOON)

    assert [row[1] for row in why(pia)] == ["Stopped logging"]


def test_a_phase_that_has_lasted_long_enough_asks_for_a_review(pia, ruth):
    program = prescribed(ruth)
    reopened(program)
    Phase.objects.update(exit_weeks=5)
    Plan.objects.update(sealed_at=NOON)
    logs(program, range(1, 28))

    assert why(pia) == [("Ruth", "Review due", "5 weeks in this phase")]


def test_a_programme_whose_last_day_has_passed_asks_for_a_review(pia, ruth):
    program = prescribed(ruth)
    Program.objects.filter(pk=program.pk).update(ends_on=TODAY - 4 * DAY)
    Period.objects.update(ends_on=TODAY - 4 * DAY)
    logs(program, range(4, 28))

    assert why(pia) == [("Ruth", "Review due", "Programme ended on 20 November")]


def test_a_reason_that_was_put_off_waits_for_its_day(pia, ruth):
    prescribed(ruth)
    put_off(
        runner=ruth, reason="silent", until=TODAY + 2 * DAY, today=TODAY, by=pia,
        now=NOON - timedelta(hours=1),
    )  # fmt: skip
    assert [row[1] for row in why(pia)] == ["On track"]
    assert caseload(user=pia, today=TODAY + 2 * DAY)[0].first.label == "Stopped logging"

    bring_back(runner=ruth, reason="silent")
    assert [row[1] for row in why(pia)] == ["Stopped logging"]


def test_new_pain_shows_although_older_pain_was_put_off(pia, ruth):
    alert(ruth, "pain", value=6, hours_ago=3)
    Snooze.objects.create(
        runner=ruth, reason="pain", until=TODAY + DAY, made_at=NOON - timedelta(hours=2)
    )
    assert not caseload(user=pia, today=TODAY)[0].needs_you

    alert(ruth, "pain", value=7)
    assert caseload(user=pia, today=TODAY)[0].first.words.startswith("7 of 10")


def test_the_worst_pain_of_a_day_is_drawn_and_a_missing_answer_breaks_the_line(pia, ruth):
    program = prescribed(ruth)
    log(program, days_ago=2, pain_during=2, pain_after=7)
    log(program, days_ago=1)
    log(program, pain_during=0)

    (row,) = caseload(user=pia, today=TODAY)
    assert [point.pain for point in row.points[-4:]] == [None, 7, None, 0]


def test_the_page_tells_missing_from_zero(signed_in, pia, ruth):
    program = prescribed(ruth)
    log(program, effort=0, note="Felt good")
    client = signed_in(pia)

    text = client.get("/programs/caseload/?tab=mine").content.decode()
    assert "Pain from 0" not in text
    assert "1 of 28" in text

    text = client.get(f"/programs/runners/{ruth.pk}/").content.decode()
    assert "Felt good" in text


@pytest.mark.parametrize("status", ["draft", "on_hold", "completed", "stopped"])
def test_nobody_is_asked_to_log_a_programme_that_does_not_run(pia, ruth, status):
    prescribed(ruth, status=status)

    assert not caseload(user=pia, today=TODAY)[0].needs_you


def test_tabs_and_search_show_a_part(signed_in, pia, ruth):
    alert(make_runner("Ana", pia.practitioner), "question")
    client = signed_in(pia)

    def names(query):
        page = client.get(f"/programs/caseload/{query}").context["page"]
        return [row.name for row in page]

    assert names("") == ["Ana"]
    assert names("?tab=mine") == ["Ana", "Ruth"]
    assert names("?tab=none") == ["Ana", "Ruth"]
    assert names("?q=RU") == ["Ruth"]
    assert names("?tab=nonsense&page=99") == ["Ana"]
    assert "No runner of yours" in client.get("/programs/caseload/?q=zzz").content.decode()


def test_when_nobody_needs_pia_the_page_says_so(signed_in, pia, ruth):
    logs(prescribed(ruth), range(1, 28))

    text = signed_in(pia).get("/programs/caseload/").content.decode()
    assert "Nobody needs you" in text
    assert "1 runner with a programme" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_caseload_costs_the_same_for_one_or_many(
    signed_in, pia, count, django_assert_num_queries
):
    for number in range(count):
        runner = make_runner(f"Runner{number}", pia.practitioner)
        logs(prescribed(runner), range(number + 4, 28), pain_during=7)
        alert(runner, "pain", value=7)
    client = signed_in(pia)

    with django_assert_num_queries(4):
        answer = client.get("/programs/caseload/")

    assert len(answer.context["page"].object_list) == count
