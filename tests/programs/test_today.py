"""What a runner's first page tells: the day, the week, what comes next, what was missed."""

from datetime import date, datetime, timedelta

import pytest

from programs.models import Period
from programs.progress.sessions import State, mark_of, today_for, week_of
from tests.factories import NOON, SYDNEY, TODAY, make_drill, make_program


def test_the_week_of_a_day_runs_from_monday():
    assert week_of(TODAY) == [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize(
    ("states", "mark"),
    [
        ([], "rest"),
        ([State.DONE, State.DONE], "done"),
        ([State.DONE, State.DUE], "partial"),
        ([State.PARTIAL], "partial"),
        ([State.DUE, State.SKIPPED], "due"),
        ([State.MISSED, State.SKIPPED], "missed"),
        ([State.SKIPPED], "skipped"),
        ([State.UPCOMING], "upcoming"),
    ],
)
def test_a_day_has_one_mark(states, mark):
    assert mark_of(states) == mark


def test_today_tells_ruth_her_day_week_and_next_session(ruth, django_assert_num_queries):
    program = make_program(ruth, [make_drill()], weekdays=[1, 2, 4])
    Period.objects.update(made_on=TODAY - timedelta(days=7))
    waiting = make_program(ruth, [make_drill("clam")], status="on_hold", title="Strength")
    make_program(ruth, [make_drill("draft")], status="draft", title="Draft")

    with django_assert_num_queries(5):
        today = today_for(runner=ruth, now=NOON)

    assert today.on == TODAY
    assert [one.state for one in today.sessions] == [State.DUE]
    assert [mark.mark for mark in today.week] == [
        "missed", "due", "rest", "upcoming", "rest", "rest", "rest",
    ]  # fmt: skip
    assert [mark.is_today for mark in today.week].index(True) == 1
    assert (today.next_session.on, today.next_session.program_id) == (
        date(2026, 11, 26),
        program.pk,
    )
    assert [one.on for one in today.missed] == [date(2026, 11, 23), date(2026, 11, 19)]
    assert today.programs == (program,)
    assert today.on_hold == (waiting,)


def test_the_day_is_the_runners_own(ruth):
    make_program(ruth, [make_drill()])
    late = datetime(2026, 11, 24, 23, 30, tzinfo=SYDNEY)
    ruth.time_zone = "Pacific/Auckland"

    assert today_for(runner=ruth, now=late).on == date(2026, 11, 25)


def test_a_programme_that_starts_next_month_is_announced(ruth):
    make_program(ruth, [make_drill()], starts_on=TODAY + timedelta(days=30))

    today = today_for(runner=ruth, now=NOON)

    assert (today.sessions, today.missed) == ((), ())
    assert today.next_session.on == TODAY + timedelta(days=30)
