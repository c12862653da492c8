"""Two physios take a step with one programme at the same moment, on connections of their own.

One of them wins, the other one is told how the programme stands, and nothing is lost.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from clinic.outbox.models import Message
from drills.models import Drill
from programs.actions.logs import log_session
from programs.actions.periods import (
    change_phase,
    complete_program,
    hold_program,
    resume_program,
    stop_program,
)
from programs.actions.versions import open_version, send_program
from programs.models import Period, Phase, Plan, Program, ProgramEvent, SessionLog
from tests.factories import NOON, TODAY, make_drill, make_program, new_id, reopened
from tests.programs.test_log_races import all_at_once
from tests.programs.test_log_sessions import entry_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program(ruth) -> Program:
    """It runs, in the first of two phases."""
    made = make_program(ruth, [make_drill()], starts_on=TODAY - timedelta(days=9))
    plan = reopened(made)
    later = Phase.objects.create(plan=plan, order=2, name="Next")
    session = later.sessions.create(order=1, name="S", moment="strength", weekdays=[1])
    session.prescriptions.create(drill=Drill.objects.get(), order=1, sets=1, hold_seconds=30)
    Plan.objects.update(sealed_at=NOON)
    return made


def step(act, program, pia, **more):
    """A request of its own: each reads the programme for itself."""
    return lambda: act(program=Program.objects.get(pk=program.pk), by=pia, now=NOON, **more)


def refusals(results) -> list[str]:
    """Of several calls those that were refused; anything else that went wrong is a failure."""
    found = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, ValidationError) for one in found), found
    return [" ".join(one.messages) for one in found]


def check_nothing_is_lost(program, events: int) -> None:
    """One line of history for each step that was taken, and no day with two periods."""
    assert ProgramEvent.objects.filter(program=program).count() == events
    days = Period.objects.filter(program=program).order_by("starts_on")
    for earlier, later in pairwise(days):
        assert earlier.ends_on
        assert earlier.ends_on < later.starts_on


ALIKE = {
    "hold": (hold_program, "active", "on_hold", "This programme is on hold."),
    "resume": (resume_program, "on_hold", "active", "This programme is active."),
    "stop": (stop_program, "active", "stopped", "This programme is stopped."),
    "complete": (complete_program, "active", "completed", "This programme is completed."),
}


@pytest.mark.parametrize("name", ALIKE)
def test_of_one_step_taken_twice_one_wins(pia, program, name):
    act, before, after, refusal = ALIKE[name]
    if before == "on_hold":
        hold_program(program=program, by=pia, now=NOON - timedelta(days=1))
    there = ProgramEvent.objects.count()

    results = all_at_once([step(act, program, pia, why="Both") for _ in range(4)])

    assert refusals(results) == [refusal] * 3
    assert Program.objects.get().status == after
    check_nothing_is_lost(program, there + 1)


def test_of_two_ends_one_wins(pia, program):
    ends = [stop_program, complete_program]

    results = all_at_once([step(act, program, pia, why="Both") for act in ends])

    assert len(refusals(results)) == 1
    ended = Program.objects.get().status
    assert refusals(results) == [f"This programme is {ended}."]
    check_nothing_is_lost(program, 1)


@pytest.mark.parametrize("_", range(4))
def test_hold_beside_stop_ends_stopped_whoever_comes_first(pia, program, _):
    acts = [hold_program, stop_program]

    results = all_at_once([step(act, program, pia, why="Both") for act in acts])

    assert refusals(results) in ([], ["This programme is stopped."])
    assert Program.objects.get().status == "stopped"
    check_nothing_is_lost(program, 2 - len(refusals(results)))


def test_a_phase_is_approved_once(pia, program):
    phase = Phase.objects.get(order=2)

    results = all_at_once([step(change_phase, program, pia, phase=phase) for _ in range(4)])

    assert refusals(results) == ["It is in Next already."] * 3
    assert Period.objects.get(ends_on=None).phase == phase
    check_nothing_is_lost(program, 1)


@pytest.mark.parametrize("_", range(4))
def test_a_phase_approved_while_it_is_held_is_one_or_the_other(pia, program, _):
    phase = Phase.objects.get(order=2)

    results = all_at_once(
        [step(change_phase, program, pia, phase=phase), step(hold_program, program, pia)]
    )

    assert refusals(results) in ([], ["This programme is on hold."])
    now = Period.objects.get(ends_on=None)
    assert now.is_on_hold
    assert (now.phase == phase) == (not refusals(results))
    check_nothing_is_lost(program, 2 - len(refusals(results)))


def test_a_version_is_sent_once_and_tells_once(pia, program):
    open_version(program=program, by=pia, now=NOON)

    results = all_at_once([step(send_program, program, pia) for _ in range(4)])

    assert len(refusals(results)) == 3
    assert Program.objects.get().version == 2
    assert Message.objects.count() == 1
    check_nothing_is_lost(program, 1)


def test_of_two_clients_with_one_tag_one_writes(pia, program, bearer):
    path = f"/api/v1/programs/{program.pk}/"
    clients = [bearer(pia) for _ in range(4)]
    tag = clients[0].get(path)["ETag"]

    answers = all_at_once(
        [
            lambda at=at, client=client: client.patch(
                path, {"title": f"Title {at}"}, headers={"If-Match": tag}
            )
            for at, client in enumerate(clients)
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    (won,) = [answer.json()["title"] for answer in answers if answer.status_code == 200]
    assert Plan.objects.get(number=2).title == won
    assert {one.json()["current"]["title"] for one in answers if one.status_code == 412} == {won}


@pytest.mark.parametrize("act", [hold_program, stop_program])
def test_a_log_beside_a_step_is_kept(pia, ruth, program, act):
    calls = [
        lambda: log_session(log_id=new_id(), runner=ruth, entry=entry_for(ruth), now=NOON)
        for _ in range(3)
    ]

    results = all_at_once([*calls, step(act, program, pia, why="Enough")])

    assert refusals(results) == []
    assert SessionLog.objects.filter(program=program, program_version=1).count() == 3
    check_nothing_is_lost(program, 1)
