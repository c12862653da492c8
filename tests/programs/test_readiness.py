"""What the software says about Ruth's phase: the numbers, what is missing, and no more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from programs.actions.periods import change_phase, hold_program, resume_program
from programs.actions.phases import record_test, stay_in_phase
from programs.models import (
    Alert,
    FunctionTest,
    MorningCheck,
    Period,
    Phase,
    Plan,
    PlannedSession,
    SessionLog,
)
from programs.progress.readiness import Verdict, readiness
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_program, reopened

DAY = timedelta(days=1)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.fixture
def program(ruth):
    """Every day for twenty days, with a second phase to come."""
    program = make_program(ruth, [make_drill()], starts_on=TODAY - 20 * DAY)
    Period.objects.update(made_on=TODAY - 21 * DAY)
    plan = reopened(program)
    then = Phase.objects.create(plan=plan, order=2, name="Then")
    PlannedSession.objects.create(
        phase=then, order=1, name="Strength", moment="strength", weekdays=EVERY_DAY
    )
    Plan.objects.update(sealed_at=NOON)
    return program


def asks(program, **criteria):
    """The first phase asks for this."""
    reopened(program)
    Phase.objects.filter(order=1).update(**criteria)
    Plan.objects.update(sealed_at=NOON)


def log(program, days, *, state="done", during=None, after=None, worse=None, morning=None):
    """One session, so many days ago."""
    on = TODAY - days * DAY
    made = SessionLog.objects.create(
        id=uuid4(), runner=program.runner, program=program,
        session=PlannedSession.objects.get(phase__order=1), program_version=1, state=state,
        skip_reason="no_time" if state == "skipped" else "", occurred_at=NOON - days * DAY,
        utc_offset_minutes=660, occurred_on=on, pain_during=during, pain_after=after,
        digest="0" * 64, received_at=NOON, updated_at=NOON,
    )  # fmt: skip
    if worse is not None:
        MorningCheck.objects.create(log=made, is_worse=worse, pain=morning, answered_at=NOON)
    return made


def only(program, today=TODAY):
    (one,) = readiness(program=program, today=today).criteria
    return one.verdict, one.words


def test_nothing_is_met_where_nothing_was_reported(program):
    asks(program, exit_pain_max=2, exit_mornings_settled=True, exit_test="Ten hops")

    found = readiness(program=program, today=TODAY)

    assert [(one.verdict, one.words) for one in found.criteria] == [
        (UNKNOWN, "no score given, 18 to 24 November"),
        (UNKNOWN, "no morning answered, 18 to 24 November"),
        (UNKNOWN, "not tried in this phase"),
    ]
    assert not found.is_met
    assert not found.is_proposed


def test_a_phase_without_criteria_is_never_proposed(program):
    found = readiness(program=program, today=TODAY)

    assert (found.criteria, found.is_met, found.is_proposed) == ((), False, False)
    assert (found.number, found.following.name) == (1, "Then")


@pytest.mark.parametrize(
    ("logs", "verdict", "said"),
    [
        ([{"days": 0, "during": 0}], MET, "worst 0 of 10 in 1 session"),
        ([{"days": 1}, {"days": 2, "after": 2}], MET,
         "worst 2 of 10 in 1 session, 18 to 24 November; 1 session without a score"),
        ([{"days": 6, "during": 1, "after": 3}, {"days": 1, "during": 0}], NOT_MET,
         "worst 3 of 10 in 2 sessions"),
        ([{"days": 7, "during": 9}, {"days": 1, "during": 1}], MET, "worst 1 of 10 in 1 session"),
        ([{"days": 1, "during": 1, "worse": True, "morning": 4}], NOT_MET, "worst 4 of 10"),
        ([{"days": 1, "state": "skipped"}], UNKNOWN, "no score given"),
    ],
)  # fmt: skip
def test_the_worst_pain_of_seven_days_counts(program, logs, verdict, said):
    asks(program, exit_pain_max=2)
    for one in logs:
        log(program, **one)

    assert only(program)[0] == verdict
    assert only(program)[1].startswith(said)


@pytest.mark.parametrize(
    ("logs", "verdict", "said"),
    [
        ([{"days": 1, "worse": False}, {"days": 0}], MET, "0 of 1 morning worse"),
        ([{"days": 1, "worse": False}, {"days": 3}], MET,
         "0 of 1 morning worse, 18 to 24 November; 1 not answered"),
        ([{"days": 1, "worse": False}, {"days": 6, "worse": True}], NOT_MET,
         "1 of 2 mornings worse"),
        ([{"days": 7, "worse": True}], UNKNOWN, "no morning answered"),
        ([{"days": 2, "during": 0}], UNKNOWN, "no morning answered"),
    ],
)  # fmt: skip
def test_one_worse_morning_of_seven_days_is_one_too_many(program, logs, verdict, said):
    asks(program, exit_mornings_settled=True)
    for one in logs:
        log(program, **one)

    assert only(program)[0] == verdict
    assert only(program)[1].startswith(said)


@pytest.mark.parametrize(("done", "verdict"), [(10, NOT_MET), (11, MET)])
def test_what_is_due_today_is_no_failure_yet(program, done, verdict):
    """Thirteen days are over; of today nobody can say anything before it is logged."""
    asks(program, exit_completion=80)
    for days in range(1, done + 1):
        log(program, days, state="partial" if days % 2 else "done")

    assert only(program) == (
        verdict,
        f"{done} of 13 due sessions done or partly done ({100 * done // 13}%), 11 to 24 November",
    )


def test_a_skipped_session_was_due_and_days_on_hold_were_not(pia, program):
    asks(program, exit_completion=50, exit_weeks=2)
    log(program, 1, state="skipped")
    Period.objects.update(ends_on=TODAY - 12 * DAY)
    period = program.periods.get()
    Period.objects.create(
        program=program, plan=period.plan, phase=period.phase, is_on_hold=True,
        starts_on=TODAY - 11 * DAY, ends_on=TODAY - 2 * DAY,
        phase_started_on=period.phase_started_on, made_on=TODAY - 11 * DAY,
    )  # fmt: skip
    Period.objects.create(
        program=program, plan=period.plan, phase=period.phase, starts_on=TODAY - DAY,
        phase_started_on=period.phase_started_on, made_on=TODAY - DAY,
    )  # fmt: skip

    found = readiness(program=program, today=TODAY)
    assert [(one.verdict, one.words) for one in found.criteria] == [
        (NOT_MET, "1 week 3 days, without 10 days on hold"),
        (NOT_MET, "0 of 3 due sessions done or partly done (0%), 11 to 24 November"),
    ]


def test_a_phase_without_a_due_session_is_not_complete(pia, program):
    asks(program, exit_completion=50)
    Period.objects.update(phase_started_on=TODAY, starts_on=TODAY, made_on=TODAY)

    assert only(program) == (UNKNOWN, "no session was due, 24 November")


@pytest.mark.parametrize(("weeks", "verdict"), [(1, MET), (2, MET), (3, NOT_MET)])
def test_whole_weeks_count(program, weeks, verdict):
    asks(program, exit_weeks=weeks)

    assert only(program) == (verdict, "2 weeks 6 days")


def test_the_latest_test_of_this_stay_counts(pia, program):
    asks(program, exit_test="Ten hops")
    for hours, is_passed in [(0, True), (1, False)]:
        record_test(
            program=program, is_passed=is_passed, note="Sore", test_id=uuid4(), by=pia,
            now=NOON + hours * timedelta(hours=1),
        )  # fmt: skip
    assert only(program) == (NOT_MET, "not passed on 24 November, Pia: Sore")

    then = Phase.objects.get(order=2)
    change_phase(program=program, phase=then, by=pia, now=NOON)
    back = Phase.objects.get(order=1)
    change_phase(program=program, phase=back, by=pia, now=NOON + DAY)
    assert only(program, TODAY + DAY) == (UNKNOWN, "not tried in this phase")


def test_a_test_is_kept_once_and_only_where_one_is_asked_for(pia, paul, program):
    asks(program, exit_test="Ten hops")
    test = {"program": program, "is_passed": True, "note": "", "test_id": uuid4(), "now": NOON}

    record_test(by=pia, **test)
    record_test(by=pia, **test)

    assert FunctionTest.objects.get().test == "Ten hops"
    with pytest.raises(ValidationError, match="not on your caseload"):
        record_test(by=paul, **test)
    asks(program, exit_test="")
    with pytest.raises(ValidationError, match="Start asks for no test"):
        record_test(by=pia, **test | {"test_id": uuid4()})


def test_all_met_is_a_proposal_until_the_physio_says_stay(pia, program):
    asks(program, exit_weeks=2, exit_pain_max=2)
    log(program, 1, during=1)
    assert readiness(program=program, today=TODAY).is_proposed

    assert stay_in_phase(program=program, by=pia, now=NOON) == TODAY + 7 * DAY

    log(program, -6, during=1)
    found = readiness(program=program, today=TODAY + 6 * DAY)
    assert (found.is_met, found.is_proposed, found.stays_until) == (True, False, TODAY + 7 * DAY)
    assert readiness(program=program, today=TODAY + 7 * DAY).is_proposed


def test_an_open_breach_is_said_with_the_proposal(pia, program):
    asks(program, exit_weeks=2)
    Alert.objects.create(
        runner=program.runner, program=program, kind="pain", key="pain:1", value=6,
        occurred_on=TODAY - DAY, raised_at=NOON,
    )  # fmt: skip

    found = readiness(program=program, today=TODAY)

    assert found.is_proposed
    assert found.breaches == ("Pain above the limit: 6 of 10, Monday 23 November",)


def test_on_hold_nothing_is_proposed(pia, program):
    asks(program, exit_weeks=1)
    hold_program(program=program, by=pia, now=NOON)
    assert readiness(program=program, today=TODAY) is None

    resume_program(program=program, by=pia, now=NOON + DAY)
    assert only(program, TODAY + DAY) == (MET, "2 weeks 6 days, without 1 day on hold")


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_log_or_three(program, count, django_assert_num_queries):
    asks(
        program, exit_weeks=1, exit_pain_max=2, exit_mornings_settled=True, exit_completion=50,
        exit_test="Ten hops",
    )  # fmt: skip
    for days in range(count):
        log(program, days, during=1, worse=False)

    with django_assert_num_queries(10):
        readiness(program=program, today=TODAY)
