"""Standings are counted ahead, and never believed a moment longer than they are true."""

from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection, connections, transaction

from programs.actions import standings as counting
from programs.actions.standings import count_standings
from programs.models import (
    Alert,
    Move,
    OutcomeMeasure,
    OutcomeScore,
    Period,
    PlannedSession,
    Program,
    SessionLog,
    Snooze,
    Standing,
)
from programs.progress.caseload import caseload
from programs.tasks import count
from tests.factories import NOON, TODAY, make_program, make_runner, new_id
from tests.programs.standing import counted_now, end_transaction, seen

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def log(runner, program: Program | None, *, days_ago=0, **fields) -> SessionLog:
    at = NOON - days_ago * DAY
    session = program and PlannedSession.objects.get(phase__plan__program=program)
    known = {
        "kind": "session" if program else "run", "state": "done", "occurred_at": at,
        "occurred_on": at.date(), "utc_offset_minutes": 660, "digest": "x", "received_at": at,
        "updated_at": at, "program_version": 1 if program else None,
    }  # fmt: skip
    return SessionLog.objects.create(
        id=new_id(), runner=runner, program=program, session=session, **(known | fields)
    )


@pytest.fixture
def program(ruth) -> Program:
    """Every day for five weeks, with a log four days ago, an alert and a rating that is done."""
    made = make_program(ruth, [], starts_on=TODAY - 35 * DAY)
    Period.objects.filter(program=made).update(made_on=TODAY - 36 * DAY)
    log(ruth, made, days_ago=4, pain_during=3)
    Alert.objects.create(
        runner=ruth, kind="pain", key="a", value=6, occurred_on=TODAY, raised_at=NOON - DAY
    )
    measure = OutcomeMeasure.objects.create(
        runner=ruth, kind="rating", items=["Pain"], every_weeks=2, starts_on=TODAY - 20 * DAY,
        made_at=NOON,
    )  # fmt: skip
    OutcomeScore.objects.create(measure=measure, on=TODAY, ratings=[3], answered_at=NOON)
    Snooze.objects.create(runner=ruth, reason="silent", until=TODAY + DAY, made_at=NOON - 2 * DAY)
    return made


CHANGES = {
    "a log": lambda p: log(p.runner, p, pain_during=8),
    "a run that nobody planned": lambda p: log(p.runner, None, pain_during=9),
    "a log put right": lambda p: SessionLog.objects.update(pain_during=7),
    "a log gone": lambda p: SessionLog.objects.all().delete(),
    "an alert": lambda p: Alert.objects.create(
        runner=p.runner, kind="severe_pain", key="b", value=9, occurred_on=TODAY, raised_at=NOON
    ),
    "an alert cleared": lambda p: Alert.objects.update(cleared_at=NOON),
    "an alert gone": lambda p: Alert.objects.all().delete(),
    "a reason put off": lambda p: Snooze.objects.create(
        runner=p.runner, reason="pain", until=TODAY + DAY, made_at=NOON
    ),
    "a reason brought back": lambda p: Snooze.objects.all().delete(),
    "a programme held": lambda p: Program.objects.update(status="on_hold"),
    "a title": lambda p: Program.objects.update(title="Another"),
    "a draft": lambda p: make_program(p.runner, [], status="draft", title="New"),
    "a period that ends": lambda p: Period.objects.update(ends_on=TODAY - 10 * DAY),
    "a session moved": lambda p: Move.objects.create(
        program=p,
        line=PlannedSession.objects.get(phase__plan__program=p).line,
        from_on=TODAY - 8 * DAY,
        to_on=TODAY - 7 * DAY,
        moved_at=NOON,
    ),
    "a period gone": lambda p: Period.objects.all().delete(),
    "a rating that is asked": lambda p: OutcomeMeasure.objects.create(
        runner=p.runner, kind="rating", items=["Run"], starts_on=TODAY - DAY, made_at=NOON
    ),
    "a score gone": lambda p: OutcomeScore.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_once_although_it_was_counted_ahead(pia, program, change):
    end_transaction()
    count_standings(now=NOON)
    before = seen(caseload(user=pia, today=TODAY))

    CHANGES[change](program)
    end_transaction()

    after = seen(caseload(user=pia, today=TODAY))
    assert after != before
    assert after == counted_now(pia, TODAY)


def test_a_standing_counts_for_its_own_day_only(pia, program):
    count_standings(now=NOON)

    tomorrow = seen(caseload(user=pia, today=TODAY + DAY))
    assert tomorrow == counted_now(pia, TODAY + DAY)


def test_what_an_older_version_of_the_code_counted_is_not_read(pia, program):
    count_standings(now=NOON)
    Standing.objects.update(shape=0, told="[]")

    assert caseload(user=pia, today=TODAY)[0].reasons
    assert count_standings(now=NOON) == 1


@pytest.mark.parametrize("runners", [1, 3])
def test_counted_ahead_a_caseload_is_one_query_and_otherwise_two(
    pia, program, runners, django_assert_num_queries
):
    for number in range(runners - 1):
        make_program(make_runner(f"Runner{number}", pia.practitioner), [])
    end_transaction()
    with django_assert_num_queries(2):
        counted = seen(caseload(user=pia, today=TODAY))
    assert count_standings(now=NOON) == runners

    with django_assert_num_queries(1):
        assert seen(caseload(user=pia, today=TODAY)) == counted
    assert count_standings(now=NOON) == 0


def test_the_worker_counts_who_has_changed(ruth, program):
    count()
    assert Standing.objects.get().counted_on == TODAY


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before it is kept", "not finished when it is kept"])
def test_a_change_while_somebody_counts_is_never_lost(pia, ruth, monkeypatch, when):
    program = make_program(ruth, [])
    count_standings(now=NOON)
    log(ruth, program, days_ago=1)
    finish = []

    def change() -> None:
        with connections["default"].cursor():
            transaction.set_autocommit(False)
            log(ruth, program, pain_during=9)
            if when == "before it is kept":
                transaction.commit()
                connection.close()
            else:
                end_transaction()
                finish.append(connections["default"])
                finish[0].inc_thread_sharing()

    def counted_and_then_changed(*arguments):
        found = real(*arguments)
        thread = Thread(target=change)
        thread.start()
        thread.join()
        return found

    real = counting.stands
    monkeypatch.setattr(counting, "stands", counted_and_then_changed)
    assert count_standings(now=NOON) == 0
    for one in finish:
        one.commit()
        one.close()

    rows = seen(caseload(user=pia, today=TODAY))
    assert rows == counted_now(pia, TODAY)
    assert rows[0][-1][-1].pain == 9
