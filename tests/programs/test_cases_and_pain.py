"""Ruth's case: what is to be left out, how much pain is all right, and who gets to see it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from programs.actions.alerts import clear_alert, reopen_alert
from programs.actions.cases import RestrictionWish, change_case, open_case
from programs.actions.logs import SessionEntry, log_session
from programs.actions.mornings import answer_morning, morning_to_ask
from programs.actions.versions import open_version, send_program
from programs.models import Alert, DrillCaution, Plan, PlannedSession, Prescription
from programs.progress.restrictions import clashes
from programs.wording.pain import PRESETS, preset_values, rule_in_words
from tests.factories import NOON, TODAY, make_drill, make_program

DAY = timedelta(days=1)


@pytest.fixture
def pigeon(db):
    drill = make_drill("pigeon-pose")
    DrillCaution.objects.create(drill=drill, caution="deep_hip_flexion", source="A test")
    return drill


@pytest.fixture
def program(ruth, pigeon):
    return make_program(ruth, [pigeon, make_drill("clamshell")], starts_on=TODAY - 20 * DAY)


def opened(ruth, by, *restrictions, preset="general", condition="other"):
    return open_case(
        runner=ruth,
        physio=ruth.physio,
        fields={"condition": condition, "goal": "Run 5 km again", **preset_values(preset)},
        restrictions=list(restrictions),
        opened_on=TODAY,
        by=by,
        now=NOON,
    )


def log(program, *, days_ago=0, during=None, after=None, log_id=None, based_on=None):
    entry = SessionEntry(
        program=program,
        session=PlannedSession.objects.select_related("phase__plan").get(
            phase__plan__program=program, phase__plan__number=program.version
        ),
        occurred_at=NOON - days_ago * DAY,
        utc_offset_minutes=660,
        state="done",
        pain_during=during,
        pain_after=after,
    )
    return log_session(
        log_id=log_id or uuid4(), runner=program.runner, entry=entry, based_on=based_on, now=NOON
    ).log


def alerts():
    return [(one.kind, one.value) for one in Alert.objects.open().order_by("raised_at", "key")]


# --- Pain ----------------------------------------------------------------------------------------


def test_every_preset_names_its_source_and_fills_every_field():
    for preset, known in PRESETS.items():
        assert known.source
        assert known.words
        assert set(preset_values(preset)) == {
            "pain_preset",
            "pain_during_limit",
            "pain_after_limit",
            "pain_must_settle",
            "pain_severe_from",
            "pain_breaches_to_flag",
        }
    assert rule_in_words(Plan(**preset_values("bone_stress"))) == (
        "No pain during or after; no worse next morning"
    )
    assert rule_in_words(Plan(**preset_values("tendon"))) == (
        "Up to 5 of 10 during, 5 after; no worse next morning"
    )


def test_one_rating_above_the_limit_is_no_alert_two_are(program):
    log(program, days_ago=3, during=6)
    assert alerts() == []

    log(program, days_ago=1, during=2, after=7)

    assert alerts() == [("pain", 7)]


def test_ratings_at_the_limit_none_or_far_apart_are_no_alert(program):
    log(program, days_ago=16, during=6)
    log(program, days_ago=2, during=5, after=5)
    log(program, days_ago=1)
    log(program, during=6)

    assert alerts() == []


def test_very_strong_pain_is_an_alert_at_once(program):
    log(program, during=8)

    assert alerts() == [("severe_pain", 8)]


def test_a_correction_to_less_pain_takes_no_alert_away_and_to_more_opens_it_again(pia, program):
    stored = log(program, during=8)
    log(program, during=2, log_id=stored.pk, based_on=1)
    # The change itself is put before the physio too.
    assert alerts() == [("severe_pain", 8), ("rerated", 8)]
    strong = Alert.objects.get(kind=Alert.Kind.SEVERE_PAIN)
    assert clear_alert(alert=strong, by=pia, now=NOON)
    assert not clear_alert(alert=strong, by=pia, now=NOON)

    log(program, during=9, log_id=stored.pk, based_on=2)

    assert alerts() == [("severe_pain", 9), ("rerated", 9)]


def test_clearing_an_alert_can_be_taken_back_by_the_one_who_did_it(pia, paul, program):
    log(program, during=8)
    clear_alert(alert=Alert.objects.get(), by=pia, now=NOON)

    reopen_alert(alert=Alert.objects.get(), by=paul)
    assert alerts() == []
    reopen_alert(alert=Alert.objects.get(), by=pia)
    assert alerts() == [("severe_pain", 8)]


def test_the_rule_of_the_version_that_was_done_counts(pia, ruth, program):
    log(program, days_ago=2, during=1)
    log(program, days_ago=1, during=1)
    opened(ruth, pia, preset="bone_stress", condition="bone_stress_injury")

    program.refresh_from_db()
    assert program.version == 2
    assert (program.plan.pain_during_limit, program.plan.why) == (
        0,
        "The case has another pain rule.",
    )
    log(program, during=1)
    assert alerts() == []  # the two before were done under a rule that allowed them
    log(program, during=1)
    assert alerts() == [("pain", 1)]


# --- The morning after ---------------------------------------------------------------------------


def test_a_worse_morning_reaches_the_physio(ruth, program):
    stored = log(program, days_ago=1, during=3)
    assert morning_to_ask(runner=ruth, now=NOON) == stored
    assert morning_to_ask(runner=ruth, now=NOON.replace(hour=20)) is None

    answer_morning(log=stored, runner=ruth, is_worse=True, pain=6, where="hip", now=NOON)

    assert alerts() == [("morning", 6)]
    assert morning_to_ask(runner=ruth, now=NOON) is None


def test_no_worse_is_an_answer_and_no_alert(ruth, program):
    stored = log(program, days_ago=1, during=3)

    check = answer_morning(log=stored, runner=ruth, is_worse=False, now=NOON)

    assert (check.is_worse, check.pain) == (False, None)
    assert alerts() == []


def test_the_morning_after_comes_after(ruth, program):
    stored = log(program, during=3)

    with pytest.raises(ValidationError, match="on the morning after"):
        answer_morning(log=stored, runner=ruth, is_worse=True, now=NOON)


# --- Restrictions --------------------------------------------------------------------------------


def test_a_case_holds_the_running_programme_against_its_restrictions(pia, ruth, program):
    opened(ruth, pia, RestrictionWish("deep_hip_flexion"), RestrictionWish("impact"))

    program.refresh_from_db()
    (clash,) = clashes(program.plan)
    assert (clash.drill, clash.caution, clash.reason) == ("Pigeon pose", "deep_hip_flexion", "")
    assert alerts() == [("restriction", None)]


def test_a_case_with_another_rule_and_a_clash_is_saved_and_both_are_seen(pia, ruth, program):
    opened(ruth, pia, RestrictionWish("deep_hip_flexion"), preset="bone_stress")

    program.refresh_from_db()
    assert (program.version, program.plan.pain_during_limit) == (2, 0)
    assert alerts() == [("restriction", None)]


def test_a_restriction_ends_with_its_phase(pia, ruth, program):
    opened(ruth, pia, RestrictionWish("deep_hip_flexion", until_phase=2))
    program.refresh_from_db()
    plan = open_version(program=program, by=pia, now=NOON)
    plan.phases.update(order=2)

    assert clashes(plan) == []
    plan.phases.update(order=1)
    assert len(clashes(plan)) == 1


def test_a_drill_against_a_restriction_is_sent_only_with_a_reason(pia, ruth, program):
    opened(ruth, pia, RestrictionWish("deep_hip_flexion"))
    program.refresh_from_db()
    plan = open_version(program=program, by=pia, now=NOON)

    with pytest.raises(ValidationError, match=r"Pigeon pose \(Start\): Deep bend of the hip"):
        send_program(program=program, by=pia, now=NOON)

    ours = Prescription.objects.filter(session__phase__plan=plan, drill__slug="pigeon-pose")
    ours.update(override_reason="Small range, tried in the room")
    send_program(program=program, by=pia, now=NOON)
    program.refresh_from_db()
    assert program.version == 2
    assert clashes(program.plan)[0].reason == "Small range, tried in the room"


def test_two_people_change_a_case_and_the_second_is_told(pia, ruth, program):
    case = opened(ruth, pia)
    change_case(
        case=case, seen=NOON, fields={"goal": "Walk"}, restrictions=[], by=pia, now=NOON + DAY
    )

    with pytest.raises(ValidationError, match="Somebody changed this case"):
        change_case(case=case, seen=NOON, fields={}, restrictions=[], by=pia, now=NOON + DAY)


def test_a_case_is_opened_by_the_runners_own_physio(paul, ruth):
    with pytest.raises(ValidationError, match="not on your caseload"):
        opened(ruth, paul)
