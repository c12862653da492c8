"""What falls on which day: compared with a plain reading of the rules, over random plans."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drills.models import Moment
from programs.models import Period, Phase, Plan, PlannedSession, Program, SessionLog
from programs.progress.sessions import State, occurrences
from tests.factories import (
    NOON,
    TODAY,
    make_drill,
    make_program,
    make_runner,
    put_in_force,
    reopened,
)

CHANGES = [date(2027, 4, 4), date(2027, 10, 3)]  # Sydney's clocks go back, and forward.


def make_log(session: PlannedSession, on: date, state=SessionLog.State.DONE, received_at=NOON):
    program = session.phase.plan.program
    return SessionLog.objects.create(
        id=uuid4(),
        runner=program.runner,
        program=program,
        session=session,
        program_version=1,
        state=state,
        skip_reason="pain" if state == SessionLog.State.SKIPPED else "",
        occurred_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        utc_offset_minutes=0,
        occurred_on=on,
        digest="",
        received_at=received_at,
        updated_at=received_at,
    )


def session_of(program: Program) -> PlannedSession:
    return PlannedSession.objects.select_related("phase__plan__program__runner").get(
        phase__plan__program=program
    )


def found(program, first, last, today=TODAY):
    chosen = Program.objects.filter(pk=program.pk)
    there = occurrences(programs=chosen, first=first, last=last, today=today)
    return [(one.on, one.state) for one in there]


def test_a_week_of_a_runner_knows_the_past_the_day_and_what_comes(ruth):
    program = make_program(ruth, [make_drill()], starts_on=date(2026, 11, 20))
    Period.objects.update(made_on=TODAY - timedelta(days=3))
    make_log(session_of(program), date(2026, 11, 22))

    week = found(program, date(2026, 11, 19), date(2026, 11, 26))

    # Sent on the 21st: of the 20th and the 21st nobody can say that a session was due.
    assert week == [
        (date(2026, 11, 22), State.DONE),
        (date(2026, 11, 23), State.MISSED),
        (date(2026, 11, 24), State.DUE),
        (date(2026, 11, 25), State.UPCOMING),
        (date(2026, 11, 26), State.UPCOMING),
    ]


def test_an_occurrence_says_what_it_consists_of(ruth):
    drills = [make_drill("one"), make_drill("two")]
    program = make_program(ruth, drills)

    (one,) = occurrences(programs=Program.objects.all(), first=TODAY, last=TODAY, today=TODAY)

    assert (one.program_title, one.session_name) == ("Pre-run hip mobility", "Before your run")
    assert (one.program_id, one.runner_id) == (program.pk, ruth.pk)
    assert (one.drill_count, one.minutes, one.moment) == (2, 2, Moment.PRE_RUN)  # 2 x 50 s


@pytest.mark.parametrize("status", ["draft", "on_hold", "completed", "stopped"])
def test_a_programme_that_does_not_run_plans_nothing(ruth, status):
    program = make_program(ruth, [make_drill()], status=status)

    assert found(program, TODAY - timedelta(days=5), TODAY + timedelta(days=5)) == []


def test_what_was_logged_is_told_although_the_programme_is_over(ruth):
    program = make_program(ruth, [make_drill()], status="stopped")
    make_log(session_of(program), TODAY - timedelta(days=2), SessionLog.State.PARTIAL)

    told = found(program, TODAY - timedelta(days=5), TODAY)

    assert told == [(TODAY - timedelta(days=2), State.PARTIAL)]


def test_a_log_on_an_unplanned_day_is_told(ruth):
    program = make_program(ruth, [make_drill()], weekdays=[1])
    make_log(session_of(program), TODAY)  # a Tuesday

    assert found(program, TODAY, TODAY + timedelta(days=5)) == [(TODAY, State.DONE)]


def test_the_log_received_last_counts(ruth):
    session = session_of(make_program(ruth, [make_drill()]))
    later = make_log(session, TODAY, SessionLog.State.DONE, NOON + timedelta(minutes=5))
    make_log(session, TODAY, SessionLog.State.SKIPPED, NOON)

    (one,) = occurrences(programs=Program.objects.all(), first=TODAY, last=TODAY, today=TODAY)

    assert (one.state, one.log_id) == (State.DONE, later.pk)


def test_later_phases_wait(ruth):
    program = make_program(ruth, [make_drill()])
    plan = reopened(program)
    later = Phase.objects.create(plan=plan, order=2, name="Then")
    session = PlannedSession.objects.create(
        phase=later, order=1, name="Run", moment=Moment.STRENGTH, weekdays=[2]
    )
    Plan.objects.update(sealed_at=NOON)

    assert found(program, TODAY, TODAY) == [(TODAY, State.DUE)]

    make_log(session, TODAY)
    assert found(program, TODAY, TODAY) == [(TODAY, State.DUE), (TODAY, State.DONE)]


def test_92_days_are_the_most(ruth):
    program = make_program(ruth, [make_drill()])

    assert len(found(program, TODAY, TODAY + timedelta(days=91))) == 92
    with pytest.raises(ValidationError, match="92 days"):
        found(program, TODAY, TODAY + timedelta(days=92))
    with pytest.raises(ValidationError, match="before the first"):
        found(program, TODAY, TODAY - timedelta(days=1))
    assert len(found(program, date.max - timedelta(days=3), date.max)) == 4


@pytest.mark.parametrize(("count", "days"), [(1, 1), (3, 92)])
def test_sessions_cost_four_queries_for_one_programme_or_three(
    pia, ruth, count, days, django_assert_num_queries
):
    drill = make_drill()
    for number in range(count):
        runner = make_runner(f"Runner{number}", pia.practitioner)
        program = make_program(runner, [drill])
        make_log(session_of(program), TODAY)

    with django_assert_num_queries(4):
        there = occurrences(
            programs=Program.objects.visible_to(pia),
            first=TODAY,
            last=TODAY + timedelta(days=days - 1),
            today=TODAY,
        )

    assert len(there) == count * days


# --- Against a plain reading of the rules --------------------------------------------------------

days = st.integers(-12, 12).map(lambda ahead: timedelta(days=ahead))
plans = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(
                ["active", "active", "active", "on_hold", "draft", "stopped"]
            ),
            "starts": days,
            "lasts": st.none() | st.integers(0, 15),
            "changed": st.integers(-12 * 24, 6).map(lambda hours: timedelta(hours=hours)),
            "zone": st.sampled_from(["Australia/Sydney", "Australia/Perth", "Australia/Lord_Howe"]),
            "sessions": st.lists(
                st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
                min_size=1,
                max_size=2,
            ),
            "logs": st.lists(
                st.tuples(st.integers(0, 1), days, st.sampled_from(["done", "partial", "skipped"])),
                max_size=6,
            ),
        }
    ),
    max_size=3,
)


def plainly(sessions: list[PlannedSession], logs: list[SessionLog], made_on, first, last, today):
    """The rules, one day and one session at a time, straight from their wording."""
    expected: list[tuple[date, UUID, str, UUID | None]] = []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        for session in sessions:
            program = session.phase.plan.program
            if program.status == "draft":
                continue
            told = [log for log in logs if log.session_id == session.pk and log.occurred_on == day]
            if told:
                newest = max(told, key=lambda log: (log.received_at, log.pk))
                expected.append((day, session.pk, newest.state, newest.pk))
                continue
            runs = program.status == "active" and program.starts_on <= day
            runs = runs and (program.ends_on is None or day <= program.ends_on)
            if not (runs and day.isoweekday() in session.weekdays):
                continue
            changed_on = made_on[program.pk]
            if day > today:
                expected.append((day, session.pk, "upcoming", None))
            elif day == today:
                expected.append((day, session.pk, "due", None))
            elif changed_on < day:
                expected.append((day, session.pk, "missed", None))
    return sorted(expected, key=str)


@pytest.mark.parametrize("change", CHANGES)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plans=plans, reach=st.tuples(st.integers(0, 10), st.integers(0, 10)))
def test_random_plans_agree_with_the_plain_reading(pia, change, plans, reach):
    first, last = change - timedelta(days=reach[0]), change + timedelta(days=reach[1])
    midnight = datetime(change.year, change.month, change.day, 2, 30, tzinfo=UTC)
    with transaction.atomic():
        drill = make_drill()
        sessions, logs, made_on = [], [], {}
        for number, plan in enumerate(plans):
            runner = make_runner(f"Runner{number}", pia.practitioner)
            runner.time_zone = plan["zone"]
            runner.save()
            starts = change + plan["starts"]
            program = make_program(runner, [drill], status="draft", starts_on=starts)
            program.ends_on = (
                starts + timedelta(plan["lasts"]) if plan["lasts"] is not None else None
            )
            program.status = plan["status"]
            program.save()
            made_on[program.pk] = (midnight + plan["changed"]).astimezone(runner.zone).date()
            phase = program.plan.phases.get()
            phase.sessions.all().delete()
            ours = [
                PlannedSession.objects.create(
                    phase=phase, order=order, name="S", moment=Moment.STRENGTH, weekdays=weekdays
                )
                for order, weekdays in enumerate(plan["sessions"])
            ]
            sessions += ours
            if plan["status"] == "draft":
                continue
            put_in_force(program, made_on=made_on[program.pk])
            logs += [
                make_log(
                    ours[which % len(ours)], change + ahead, state, NOON + timedelta(seconds=n)
                )
                for n, (which, ahead, state) in enumerate(plan["logs"])
            ]

        with CaptureQueriesContext(connection) as queries:
            there = occurrences(
                programs=Program.objects.all(), first=first, last=last, today=change
            )
        told = sorted(((o.on, o.session_id, o.state.value, o.log_id) for o in there), key=str)

        assert told == plainly(sessions, logs, made_on, first, last, change)
        assert [o.on for o in there] == sorted(o.on for o in there)
        assert len(queries) <= 4
        transaction.set_rollback(True)
