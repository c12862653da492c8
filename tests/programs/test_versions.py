"""Pia changes what Ruth is doing already: versions, phases and holds, and nothing that was."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic.outbox.models import Message
from programs.actions.logs import SessionEntry, log_session
from programs.actions.periods import change_phase, hold_program, resume_program, stop_program
from programs.actions.thrown import discard_version
from programs.actions.versions import open_version, send_program
from programs.models import (
    Period,
    Phase,
    Plan,
    PlannedSession,
    Prescription,
    Program,
    ProgramEvent,
)
from programs.progress.sessions import State, occurrences
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_program, reopened

DAY = timedelta(days=1)


@pytest.fixture
def program(ruth):
    program = make_program(ruth, [make_drill()], starts_on=TODAY - 5 * DAY)
    Period.objects.update(made_on=TODAY - 6 * DAY)
    return program


def states(program, first=TODAY - 5 * DAY, last=TODAY + 2 * DAY, today=TODAY):
    chosen = Program.objects.filter(pk=program.pk)
    found = occurrences(programs=chosen, first=first, last=last, today=today)
    return [str(one.state) for one in found]


def log(program, session, runner):
    entry = SessionEntry(
        program=program,
        session=PlannedSession.objects.select_related("phase__plan").get(pk=session.pk),
        occurred_at=NOON,
        utc_offset_minutes=660,
        state="done",
    )
    return log_session(log_id=uuid4(), runner=runner, entry=entry, now=NOON).log


def test_a_change_is_a_new_version_with_who_when_and_why(pia, program):
    old = program.plan
    plan = open_version(program=program, by=pia, now=NOON)
    Prescription.objects.filter(session__phase__plan=plan).update(sets=3)

    send_program(program=program, by=pia, now=NOON, why="Ready for more")

    program.refresh_from_db()
    event = program.events.get(kind=ProgramEvent.Kind.CHANGED)
    assert (program.version, program.status, event.by, event.at, event.why) == (
        2, "active", pia, NOON, "Ready for more",
    )  # fmt: skip
    assert [item.sets for item in Prescription.objects.filter(session__phase__plan=old)] == [1]
    before, after = program.periods.all()
    assert (before.ends_on, after.starts_on, after.plan) == (TODAY - DAY, TODAY, plan)
    assert after.phase_started_on == before.phase_started_on
    assert Message.objects.get(kind="program-changed").to == program.runner.email


def test_what_was_logged_stays_with_its_version(pia, ruth, program):
    session = program.plan.phases.get().sessions.get()
    stored = log(program, session, ruth)
    open_version(program=program, by=pia, now=NOON)
    send_program(program=program, by=pia, now=NOON)

    stored.refresh_from_db()
    assert (stored.program_version, stored.session_id) == (1, session.pk)
    assert states(program, TODAY, TODAY + DAY) == ["done", "upcoming"]


def test_a_sealed_plan_cannot_change_and_the_database_says_so(ruth, program):
    session = program.plan.phases.get().sessions.get()
    item = session.prescriptions.get()
    log(program, session, ruth)

    changes = [
        lambda: Prescription.objects.filter(pk=item.pk).update(sets=9),
        lambda: item.delete(),
        lambda: PlannedSession.objects.filter(pk=session.pk).update(weekdays=[1]),
        lambda: Phase.objects.create(plan=program.plan, order=2, name="Sneaked in"),
        lambda: Plan.objects.update(title="Another"),
        lambda: Plan.objects.update(sealed_at=None),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="was sent"), transaction.atomic():
            change()
    assert Plan.objects.get().sealed_at


def test_two_periods_of_a_programme_cannot_share_a_day(program):
    (period,) = program.periods.all()
    period.pk, period.starts_on = uuid4(), TODAY

    with pytest.raises(IntegrityError, match="period_of_a_program_is_alone"):
        period.save(force_insert=True)


def test_on_hold_nothing_is_due_and_nothing_was_missed(pia, program):
    hold_program(program=program, by=pia, now=NOON, why="Holiday")
    assert states(program) == ["missed"] * 5
    assert Program.objects.get().status == "on_hold"

    resume_program(program=program, by=pia, now=NOON + 2 * DAY)

    later = TODAY + 2 * DAY
    assert states(program, today=later) == ["missed"] * 5 + ["due"]
    with pytest.raises(ValidationError, match="This programme is active"):
        resume_program(program=program, by=pia, now=NOON)


def test_a_stopped_programme_plans_nothing_and_keeps_its_past(pia, program):
    stop_program(program=program, by=pia, now=NOON, why="New injury")

    assert states(program) == ["missed"] * 5
    with pytest.raises(ValidationError, match="This programme is stopped"):
        open_version(program=program, by=pia, now=NOON)


def test_the_next_phase_begins_when_a_physio_says_so(pia, program):
    plan = reopened(program)
    then = Phase.objects.create(plan=plan, order=2, name="Then")
    PlannedSession.objects.create(
        phase=then, order=1, name="Strength", moment="strength", cadence="every_days", every_days=2
    )
    Plan.objects.update(sealed_at=NOON)
    assert states(program) == ["missed"] * 5 + ["due", "upcoming", "upcoming"]

    change_phase(program=program, phase=then, by=pia, now=NOON)

    assert states(program, last=TODAY + 4 * DAY) == ["missed"] * 5 + ["due", "upcoming", "upcoming"]
    with pytest.raises(ValidationError, match="It is in Then already"):
        change_phase(program=program, phase=then, by=pia, now=NOON)


def test_so_many_times_a_week_lets_the_runner_choose_the_days(ruth):
    program = make_program(ruth, [make_drill()], starts_on=TODAY - 8 * DAY)
    plan = reopened(program)
    session = PlannedSession.objects.get()
    session.cadence, session.weekdays, session.per_week = "per_week", [], 3
    session.save()
    Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)
    Period.objects.update(made_on=TODAY - 9 * DAY)

    # Last week, from Monday the 16th, none of three was done: the last three days count.
    monday = TODAY - 8 * DAY
    found = occurrences(
        programs=Program.objects.all(), first=monday, last=TODAY + 12 * DAY, today=TODAY
    )
    assert [(one.on.day, one.state) for one in found if one.on < TODAY - DAY] == [
        (20, State.MISSED), (21, State.MISSED), (22, State.MISSED),
    ]  # fmt: skip
    # This week still has six days for three: today can be one, and three days are proposed.
    assert [(one.on.day, one.state) for one in found if one.on.day in range(23, 30)] == [
        (24, State.DUE), (25, State.UPCOMING), (27, State.UPCOMING), (29, State.UPCOMING),
    ]  # fmt: skip


def test_twice_a_day_has_two_turns(ruth):
    program = make_program(ruth, [make_drill()])
    reopened(program)
    PlannedSession.objects.update(times_per_day=2, weekdays=EVERY_DAY)
    Plan.objects.update(sealed_at=NOON)
    log(program, PlannedSession.objects.get(), ruth)

    found = occurrences(programs=Program.objects.all(), first=TODAY, last=TODAY, today=TODAY)

    assert [(one.state, one.turn, one.turns) for one in found] == [
        (State.DONE, 1, 2), (State.DUE, 2, 2),
    ]  # fmt: skip


def test_a_new_version_can_be_thrown_away(pia, program):
    open_version(program=program, by=pia, now=NOON)
    assert open_version(program=program, by=pia, now=NOON).number == 2

    discard_version(program=program, by=pia, now=NOON)

    assert program.plans.count() == 1
    with pytest.raises(ValidationError, match="No new version is open"):
        discard_version(program=program, by=pia, now=NOON)


def test_an_old_version_can_be_restored(pia, program):
    first = program.plan
    plan = open_version(program=program, by=pia, now=NOON)
    Prescription.objects.filter(session__phase__plan=plan).update(sets=3)
    send_program(program=program, by=pia, now=NOON)

    open_version(program=program, by=pia, now=NOON, source=first)
    send_program(program=program, by=pia, now=NOON, why="Back to the first")

    program.refresh_from_db()
    assert program.version == 3
    assert [item.sets for item in program.plan.phases.get().sessions.get().prescriptions.all()] == [
        1
    ]
