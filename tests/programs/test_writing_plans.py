"""Pia writes a programme for Ruth: the rules, whatever page or client asks."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from clinic.outbox.models import Message
from drills.models import Dose
from programs.actions.copies import DOSE_FIELDS
from programs.actions.saving import save_plan
from programs.actions.steps import Step
from programs.models import Case, Phase, Plan, PlannedSession, Prescription, Program
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_program, make_template
from tests.programs.writing import ours, typed, write

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def template(db):
    return make_template(drills=[make_drill("glute-bridge"), make_drill("clamshell")])


@pytest.fixture
def draft(pia, ruth, template):
    return write(pia, ruth, template)


def test_a_draft_copies_the_drills_and_doses_of_its_template(draft, template):
    session = PlannedSession.objects.get(phase__plan__program=draft)

    assert (draft.status, draft.version, draft.title) == ("draft", 1, "Hips first")
    assert (draft.starts_on, draft.ends_on) == (TODAY, TODAY + timedelta(days=27))
    source = PlannedSession.objects.get(phase__plan__template=template)
    assert (session.name, session.moment, session.line) == (
        template.name,
        source.moment,
        source.line,
    )
    assert (draft.template, draft.template_version) == (template, 1)
    assert session.weekdays == [1, 3, 5]
    copied = session.prescriptions.values_list("drill__slug", "order", *DOSE_FIELDS)
    theirs = Prescription.objects.filter(session__phase__plan__template=template)
    assert list(copied) == list(theirs.values_list("drill__slug", "order", *DOSE_FIELDS))
    assert Message.objects.count() == 0


def test_without_weeks_title_or_days_it_has_no_end_and_takes_the_templates_own(pia, ruth, template):
    program = write(pia, ruth, template, weeks=None, title="", weekdays=[])

    assert (program.ends_on, program.title) == (None, template.name)
    assert PlannedSession.objects.get(phase__plan__program=program).weekdays == EVERY_DAY


def test_an_open_case_of_the_runner_brings_its_pain_rule(pia, ruth, template):
    case = Case.objects.create(
        runner=ruth,
        physio=pia.practitioner,
        condition=Case.Condition.BONE_STRESS,
        pain_preset=Case.Preset.BONE_STRESS,
        pain_during_limit=0,
        opened_on=TODAY,
        updated_at=NOON,
    )

    program = write(pia, ruth, template)

    assert program.case == case
    assert (program.plan.pain_preset, program.plan.pain_during_limit) == ("bone_stress", 0)


def test_days_of_the_week_go_only_to_sessions_that_have_some(pia, ruth, template):
    Plan.objects.filter(template=template).update(sealed_at=None)
    phase = Phase.objects.get(plan__template=template)
    PlannedSession.objects.create(
        phase=phase,
        order=2,
        name="Run",
        kind="run",
        moment="any_day",
        run_minutes=20,
        cadence="every_days",
        every_days=2,
    )

    program = write(pia, ruth, template, weekdays=[2])

    sessions = PlannedSession.objects.filter(phase__plan__program=program)
    assert [(one.weekdays, one.every_days) for one in sessions] == [([2], None), ([], 2)]


def test_a_withdrawn_template_is_refused(pia, ruth, template):
    template.is_published = False
    template.save()

    with pytest.raises(ValidationError) as refusal:
        write(pia, ruth, template)

    assert refusal.value.message_dict == {
        "template": [f"{template.name} is withdrawn. Choose another template."]
    }
    assert Program.objects.count() == 0


@pytest.mark.parametrize("name", ["paul", "dee", "max_"])
def test_nobody_else_writes_for_ruth(request, name, pia, ruth, template):
    somebody = request.getfixturevalue(name)

    with pytest.raises(ValidationError) as refusal:
        write(somebody, ruth, template, physio=pia.practitioner)

    assert refusal.value.message_dict == {"runner": ["Ruth is not on your caseload."]}
    assert Program.objects.count() == 0


def test_pia_does_not_write_in_pauls_name(pia, paul, ruth, template):
    with pytest.raises(ValidationError, match="not on your caseload"):
        write(pia, ruth, template, physio=paul.practitioner)


def test_saving_a_draft_changes_what_was_typed_and_nothing_else(draft):
    bridge, clamshell = ours()
    session = bridge.session
    hold = {"reps_min": None, "reps_max": None, "hold_seconds": 30, "note": "Slowly"}

    save_plan(
        plan=draft.plan,
        changes=typed(
            draft,
            note="Well done so far",
            ends_on=None,
            sessions={session.pk: {"weekdays": [2, 7]}},
            rows={bridge.pk: hold},
        ),
        now=LATER,
    )

    draft.refresh_from_db()
    bridge.refresh_from_db()
    session.refresh_from_db()
    assert (draft.note, draft.ends_on, draft.updated_at) == ("Well done so far", None, LATER)
    assert session.weekdays == [2, 7]
    assert (bridge.sets, bridge.hold_seconds, bridge.reps_min, bridge.note) == (
        1,
        30,
        None,
        "Slowly",
    )
    assert Prescription.objects.get(pk=clamshell.pk).reps_min == 10


def test_a_drill_is_taken_out_and_another_one_joins_with_its_own_dose(draft):
    bridge, _clamshell = ours()
    plank = make_drill(
        "plank", sets=3, reps_min=None, reps_max=None, hold_seconds=20, side=Dose.Side.EACH
    )

    for step in [Step("row-remove", bridge.pk), Step("session-put", bridge.session_id, plank)]:
        save_plan(plan=draft.plan, changes=typed(draft, step=step), now=LATER)

    left = ours().values_list("drill__slug", "order", "sets", "hold_seconds", "side")
    assert list(left) == [("clamshell", 2, 1, None, "none"), ("plank", 3, 3, 20, "each")]


def test_an_impossible_dose_is_refused_by_the_database_and_nothing_is_saved(draft):
    bridge, clamshell = ours()
    doses = {bridge.pk: {"sets": 2}, clamshell.pk: {"hold_seconds": 30}}

    with pytest.raises(ValidationError, match="exactly one of reps, hold") as refusal:
        save_plan(plan=draft.plan, changes=typed(draft, title="Other", rows=doses), now=LATER)

    assert refusal.value.code == "prescription_counts_one_thing"
    assert Program.objects.get().title == "Hips first"
    assert set(ours().values_list("sets", flat=True)) == {1}


def test_the_last_day_cannot_be_before_the_first(draft):
    changes = typed(draft, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="last day cannot be before the first"):
        save_plan(plan=draft.plan, changes=changes, now=LATER)


def test_a_draft_that_somebody_saved_meanwhile_is_not_overwritten(draft):
    opened_in_two_tabs = typed(draft, title="First"), typed(draft, title="Second")

    save_plan(plan=draft.plan, changes=opened_in_two_tabs[0], now=LATER)
    with pytest.raises(ValidationError) as refusal:
        save_plan(plan=draft.plan, changes=opened_in_two_tabs[1], now=LATER)

    assert refusal.value.code == "changed"
    assert Program.objects.get().title == "First"


def test_the_changes_of_one_draft_do_not_reach_another_programme(draft, pia, paul, otto):
    ottos = make_program(otto, [make_drill("plank")], status=Program.Status.DRAFT)
    his = Prescription.objects.get(session__phase__plan__program=ottos)

    changes = typed(draft, rows={his.pk: {"sets": 9}}, step=Step("row-remove", his.pk))
    save_plan(plan=draft.plan, changes=changes, now=LATER)

    assert Prescription.objects.get(pk=his.pk).sets == 1


def test_the_last_day_is_part_of_the_last_week(pia, ruth, template):
    program = write(pia, ruth, template, starts_on=date(2026, 12, 28), weeks=1)

    assert program.ends_on == date(2027, 1, 3)
