"""Pia stops Ruth's programme by mistake, and takes it back; and what Ruth is told of it all."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clinic.outbox.models import Message
from programs.actions.endings import take_back_ending
from programs.actions.periods import (
    change_phase,
    complete_program,
    hold_program,
    resume_program,
    stop_program,
)
from programs.actions.versions import open_version, send_program
from programs.models import Period, Phase, Plan, PlannedSession, Program, ProgramEvent
from programs.progress.sessions import occurrences
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_program, reopened

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def program(ruth):
    program = make_program(ruth, [make_drill()], starts_on=TODAY - 3 * DAY)
    Period.objects.update(made_on=TODAY - 4 * DAY)
    return program


def week(program):
    found = occurrences(
        programs=Program.objects.filter(pk=program.pk),
        first=TODAY - 3 * DAY, last=TODAY + 2 * DAY, today=TODAY,
    )  # fmt: skip
    return [(str(one.state), one.session_name) for one in found]


def told():
    """What will leave, as (kind, minutes from noon)."""
    waiting = Message.objects.filter(state=Message.State.PLANNED).order_by("send_after")
    return [(one.kind, (one.send_after - NOON) // MINUTE) for one in waiting]


@pytest.mark.parametrize("end", [stop_program, complete_program])
def test_every_day_is_again_as_it_was(pia, program, end):
    before = week(program)
    end(program=program, by=pia, now=NOON, why="Wrong runner")
    assert week(program) == before[:3]

    take_back_ending(program=program, by=pia, now=NOON + MINUTE)

    program.refresh_from_db()
    assert (program.status, week(program)) == ("active", before)
    assert program.periods.last().phase_started_on == TODAY - 3 * DAY
    assert [one.kind for one in program.events.all()][-1] == ProgramEvent.Kind.TAKEN_BACK


def test_a_held_programme_is_on_hold_again(pia, program):
    hold_program(program=program, by=pia, now=NOON)
    before = week(program)
    stop_program(program=program, by=pia, now=NOON + MINUTE, why="Wrong runner")

    take_back_ending(program=program, by=pia, now=NOON + 2 * MINUTE)

    program.refresh_from_db()
    assert (program.status, week(program)) == ("on_hold", before)
    resume_program(program=program, by=pia, now=NOON + 3 * MINUTE)
    stop_program(program=program, by=pia, now=NOON + 4 * MINUTE, why="Wrong again")
    take_back_ending(program=program, by=pia, now=NOON + 5 * MINUTE)
    program.refresh_from_db()
    assert program.status == "active"


def test_the_phase_of_that_very_day_is_kept(pia, program):
    plan = reopened(program)
    then = Phase.objects.create(plan=plan, order=2, name="Then")
    PlannedSession.objects.create(
        phase=then, order=1, name="Strength", moment="strength", weekdays=EVERY_DAY
    )
    Plan.objects.update(sealed_at=NOON)
    change_phase(program=program, phase=then, by=pia, now=NOON)
    before = week(program)
    assert before[-1] == ("upcoming", "Strength")
    stop_program(program=program, by=pia, now=NOON + MINUTE, why="Wrong runner")

    take_back_ending(program=program, by=pia, now=NOON + 2 * MINUTE)

    assert week(program) == before
    assert program.periods.last().phase_started_on == TODAY


def test_one_that_has_not_begun_begins_on_its_day(pia, ruth):
    program = make_program(ruth, [make_drill()], starts_on=TODAY + DAY)
    before = week(program)
    stop_program(program=program, by=pia, now=NOON, why="Wrong runner")
    assert week(program) == []

    take_back_ending(program=program, by=pia, now=NOON)

    assert week(program) == before


def test_one_whose_last_day_has_passed_is_open_to_change_again(pia, program):
    Period.objects.update(ends_on=TODAY - DAY)
    reopened(program)
    Plan.objects.update(ends_on=TODAY - DAY, sealed_at=NOON)
    complete_program(program=program, by=pia, now=NOON)

    take_back_ending(program=program, by=pia, now=NOON)

    program.refresh_from_db()
    assert (program.status, program.periods.count()) == ("active", 1)


def test_the_next_day_is_too_late_and_an_active_one_cannot_be_taken_back(pia, program):
    with pytest.raises(ValidationError, match="This programme is active"):
        take_back_ending(program=program, by=pia, now=NOON)
    stop_program(program=program, by=pia, now=NOON, why="New injury")

    with pytest.raises(ValidationError, match="on the same day only"):
        take_back_ending(program=program, by=pia, now=NOON + DAY)
    assert Program.objects.get().status == "stopped"


def test_paul_cannot_take_back_what_pia_did(pia, paul, program):
    stop_program(program=program, by=pia, now=NOON, why="New injury")

    with pytest.raises(ValidationError, match="not on your caseload"):
        take_back_ending(program=program, by=paul, now=NOON)


def test_what_is_done_in_a_row_owes_one_message(pia, program):
    hold_program(program=program, by=pia, now=NOON)
    resume_program(program=program, by=pia, now=NOON + MINUTE)
    open_version(program=program, by=pia, now=NOON)
    send_program(program=program, by=pia, now=NOON + 2 * MINUTE)

    assert told() == [("program-changed", 5)]
    body = Message.objects.get(state=Message.State.PLANNED)
    assert "hold" not in body.body
    assert "hold" not in body.subject


def test_a_message_that_left_is_followed_by_another(pia, program):
    hold_program(program=program, by=pia, now=NOON)
    Message.objects.update(state=Message.State.SENT, sent_at=NOON)
    resume_program(program=program, by=pia, now=NOON + 4 * MINUTE)

    assert told() == [("program-changed", 7)]


def test_a_first_message_that_still_waits_says_it_all(pia, ruth):
    program = make_program(ruth, [make_drill()], status="draft", starts_on=TODAY)
    send_program(program=program, by=pia, now=NOON)
    hold_program(program=program, by=pia, now=NOON + MINUTE)

    assert told() == [("program-assigned", 0)]


def test_nobody_hears_of_a_stop_that_was_taken_back_at_once(pia, program):
    stop_program(program=program, by=pia, now=NOON, why="Wrong runner")
    take_back_ending(program=program, by=pia, now=NOON + MINUTE)
    assert told() == []

    stop_program(program=program, by=pia, now=NOON + 60 * MINUTE, why="Wrong runner")
    waiting = Message.objects.filter(state=Message.State.PLANNED)
    waiting.update(state=Message.State.SENT, sent_at=NOON)
    take_back_ending(program=program, by=pia, now=NOON + 65 * MINUTE)
    assert told() == [("program-changed", 68)]


def test_what_was_changed_before_is_told_although_the_stop_is_not(pia, program):
    open_version(program=program, by=pia, now=NOON)
    send_program(program=program, by=pia, now=NOON)
    stop_program(program=program, by=pia, now=NOON + MINUTE, why="Wrong runner")
    take_back_ending(program=program, by=pia, now=NOON + 2 * MINUTE)

    assert told() == [("program-changed", 5)]


def test_todays_reminder_goes_when_nothing_is_due_any_more(pia, program):
    Message.objects.create(
        key="reminder", kind="session-reminder", about=f"sessions:{program.runner_id}:{TODAY}",
        to="ruth@demo.example", subject="Due", body="Due", send_after=NOON, created_at=NOON,
    )  # fmt: skip

    hold_program(program=program, by=pia, now=NOON)

    assert Message.objects.get(key="reminder").state == Message.State.CANCELLED
