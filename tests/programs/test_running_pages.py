"""Pia's page of a running programme: what she can do and is told, and that nothing is lost."""

import re
from datetime import timedelta

import pytest
import time_machine

from programs.actions.periods import hold_program, stop_program
from programs.actions.versions import open_version, send_program
from programs.models import (
    Alert,
    FunctionTest,
    Period,
    Phase,
    Plan,
    PlannedSession,
    Prescription,
    Program,
    ProgramEvent,
    Snooze,
)
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_program, new_id, reopened

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def program(ruth):
    """Three weeks of a first phase that is over after two, and a second one to come."""
    program = make_program(ruth, [make_drill("bridge")], starts_on=TODAY - 20 * DAY)
    plan = reopened(program)
    plan.phases.update(exit_weeks=2)
    then = Phase.objects.create(plan=plan, order=2, name="Build up")
    PlannedSession.objects.create(
        phase=then, order=1, name="Strength", moment="strength", weekdays=EVERY_DAY
    )
    Plan.objects.update(sealed_at=NOON)
    began = TODAY - 20 * DAY
    ProgramEvent.objects.create(
        program=program, kind="sent", plan=plan, on=began, at=NOON - 20 * DAY
    )
    return program


@pytest.fixture
def at_pias(signed_in, pia, program):
    """Do a step as Pia."""
    client = signed_in(pia)

    def step(do, **typed):
        return client.post(f"/programs/{program.pk}/status/", {"do": do, **typed})

    return step


def text(answer) -> str:
    return answer.content.decode()


def second_version(program, by, now=NOON, sets=3, why="Ready for more"):
    plan = open_version(program=program, by=by, now=now)
    Prescription.objects.filter(session__phase__plan=plan).update(
        sets=sets, override_reason="Between us"
    )
    session = PlannedSession.objects.get(phase__plan=plan, name="Strength")
    Prescription.objects.get_or_create(
        session=session,
        drill=make_drill(f"plank-{plan.number}"),
        order=plan.number,
        hold_seconds=30,
    )
    return send_program(program=program, by=by, now=now, why=why)


def test_pia_holds_and_the_undo_resumes(at_pias, signed_in, pia, program):
    answer = at_pias("hold", why="Holiday")
    assert answer["Location"] == f"/programs/{program.pk}/"
    page = text(signed_in(pia).get(f"/programs/{program.pk}/"))
    assert "Holiday" in page
    assert ">Resume<" in page
    assert Program.objects.get().status == "on_hold"
    assert ProgramEvent.objects.get(kind="held").why == "Holiday"

    signed_in(pia).post(f"/programs/{program.pk}/status/?do=resume")

    assert Program.objects.get().status == "active"


@pytest.mark.parametrize("do", ["stop", "complete"])
def test_pia_ends_it_and_takes_it_back_on_the_same_day(at_pias, signed_in, pia, program, do):
    at_pias(do, why="New injury")
    assert "Take it back" in text(signed_in(pia).get(f"/programs/{program.pk}/"))

    at_pias("take_back")

    assert Program.objects.get().status == "active"
    with time_machine.travel(NOON + DAY, tick=False):
        at_pias(do, why="New injury")
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert "Take it back" not in text(signed_in(pia).get(f"/programs/{program.pk}/"))
        assert at_pias("take_back").status_code == 409


def test_stopping_asks_why_and_keeps_the_page(at_pias, program):
    answer = at_pias("stop", why=" ")

    assert answer.status_code == 422
    assert text(answer).count("Say why you stop it.") == 2, "in the summary and at the field"
    (label,) = re.findall(r'<label for="id_why".*?</label>', text(answer), re.DOTALL)
    assert "(optional)" not in label
    assert Program.objects.get().status == "active"


def test_a_step_that_is_too_late_says_so_and_keeps_the_reason(at_pias, pia, program):
    stop_program(program=program, by=pia, now=NOON - DAY, why="New injury")

    answer = at_pias("hold", why="Off to the sea")

    assert answer.status_code == 409
    assert "This programme is stopped." in text(answer)
    hold_again = at_pias("fly", why="Off to the sea")
    assert (hold_again.status_code, "Choose what to do." in text(hold_again)) == (422, True)


def test_a_refused_step_of_a_running_programme_keeps_the_reason(at_pias, pia, program):
    hold_program(program=program, by=pia, now=NOON)

    answer = at_pias("hold", why="Off to the sea")

    assert answer.status_code == 409
    assert 'value="Off to the sea"' in text(answer)


def test_the_software_proposes_and_pia_starts_the_next_phase(signed_in, pia, program):
    client = signed_in(pia)
    page = text(client.get(f"/programs/{program.pk}/"))
    assert "Ruth may be ready for Build up" in page
    assert "2 weeks 6 days" in page
    assert page.count("data-primary") == 1
    first, then = Phase.objects.order_by("order")

    step = {"do": "phase", "phase": then.pk, "why": "All met"}
    assert client.post(f"/programs/{program.pk}/status/", step).status_code == 302
    assert Period.objects.get(ends_on=None).phase == then
    page = text(client.get(f"/programs/{program.pk}/"))
    assert "may be" not in page
    assert f"?do=phase&amp;phase={first.pk}" in page, "the undo goes back"
    client.post(f"/programs/{program.pk}/status/?do=phase&phase={first.pk}")
    assert Period.objects.get(ends_on=None).phase_started_on == TODAY - 20 * DAY


def test_pia_says_stay_and_is_not_asked_for_a_week(at_pias, signed_in, pia, ruth, program):
    at_pias("stay")

    page = text(signed_in(pia).get(f"/programs/{program.pk}/"))
    assert "may be ready" not in page
    assert "You are asked again on Tuesday 1 December." in page
    assert Snooze.objects.get().reason == "review"


def test_a_proposal_names_the_open_alert(signed_in, pia, ruth, program):
    Alert.objects.create(
        runner=ruth, program=program, kind="severe_pain", key="pain:1", value=9, occurred_on=TODAY,
        raised_at=NOON,
    )  # fmt: skip

    page = text(signed_in(pia).get(f"/programs/{program.pk}/"))

    assert "Ruth may be ready for Build up" in page
    assert "Look at this first." in page
    assert "Very strong pain: 9 of 10, Tuesday 24 November" in page


def test_pia_keeps_a_test(signed_in, pia, program):
    reopened(program)
    Phase.objects.filter(order=1).update(exit_test="Ten hops")
    Plan.objects.update(sealed_at=NOON)
    client, address = signed_in(pia), f"/programs/{program.pk}/test/"

    refused = client.post(address, {"note": "Wobbly"})
    assert (refused.status_code, "Choose passed or not passed." in text(refused)) == (422, True)
    assert 'value="Wobbly"' in text(refused)
    test = {"result": "passed", "note": "Steady", "test_id": new_id()}
    client.post(address, test)
    client.post(address, test)

    kept = FunctionTest.objects.get()
    assert (kept.is_passed, kept.note, kept.test, kept.by) == (True, "Steady", "Ten hops", pia)
    assert "Passed on 24 November, Pia: Steady" in text(client.get(f"/programs/{program.pk}/"))


def test_pia_reads_what_changed_between_any_two_versions(signed_in, pia, program):
    second_version(program, pia)
    client = signed_in(pia)

    page = text(client.get(f"/programs/{program.pk}/changes/"))
    assert "<del>10 to 15 reps</del>" in page
    assert "<ins>3 sets of 10 to 15 reps</ins>" in page
    assert "Plank 2" in page
    assert "Between us" in page
    for query in ["?from=2&to=2", "?from=1&to=1"]:
        assert "No difference" in text(client.get(f"/programs/{program.pk}/changes/{query}"))
    for query in ["?from=9", "?to=x", "?from=-1", "?to=99999999999"]:
        assert client.get(f"/programs/{program.pk}/changes/{query}").status_code == 404


def test_pia_goes_back_to_the_first_version(signed_in, pia, program):
    second_version(program, pia)
    client, address = signed_in(pia), f"/programs/{program.pk}/versions/1/"
    assert "Go back to this version" in text(client.get(address))
    assert "Go back to" not in text(client.get(f"/programs/{program.pk}/versions/2/"))
    assert client.get(f"/programs/{program.pk}/versions/3/").status_code == 404

    answer = client.post(address)

    assert answer["Location"] == f"/programs/{program.pk}/edit/"
    plan = Plan.objects.get(sealed_at=None)
    assert (plan.number, plan.copied_from.number) == (3, 1)
    again = client.post(address)
    assert (again.status_code, "is being written already" in text(again)) == (409, True)
    assert "Version 3 is being written by Pia" in text(client.get(f"/programs/{program.pk}/"))


def test_ruth_sees_what_is_new_this_week_and_not_what_is_between_physios(
    signed_in, pia, ruth, program
):
    second_version(program, pia)

    page = text(signed_in(ruth).get(f"/programs/{program.pk}/"))

    assert page.count("Changed this week") == 1
    assert "Dose was: 10 to 15 reps" in page
    assert page.count("New this week") == 1, "the plank"
    assert "Between us" not in page
    assert "Ready for more" not in page
    assert page.count('tag-on">Now<') == 1
    with time_machine.travel(NOON + 7 * DAY, tick=False):
        assert "this week" not in text(signed_in(ruth).get(f"/programs/{program.pk}/"))


def test_two_changes_in_one_week_are_told_from_before_both(signed_in, pia, ruth, program):
    second_version(program, pia, now=NOON - 2 * DAY)
    second_version(program, pia, sets=5)

    page = text(signed_in(ruth).get(f"/programs/{program.pk}/"))

    assert "Dose was: 10 to 15 reps" in page
    assert page.count("New this week") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_version_or_three(
    signed_in, pia, ruth, program, count, django_assert_num_queries
):
    for number in range(count):
        second_version(program, pia, sets=2 + number)
    physio, runner = signed_in(pia), signed_in(ruth)

    for client, page, queries in [
        (physio, "", 17),
        (physio, "changes/", 10),
        (physio, "versions/1/", 9),
        (runner, "", 17),
    ]:
        with django_assert_num_queries(queries):
            assert client.get(f"/programs/{program.pk}/{page}").status_code == 200
