"""Pia writes a programme for Ruth: the rules, whatever page or client asks."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from clinic.outbox.models import Message
from clinic.people.actions import assign_physio
from drills.models import Dose
from programs.actions.copies import DOSE_FIELDS
from programs.actions.plans import create_program_from_template
from programs.actions.saving import PlanChanges, save_plan
from programs.actions.steps import Step
from programs.actions.versions import send_program
from programs.models import Case, Phase, Plan, PlannedSession, Prescription, Program
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_program, make_template

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def template(db):
    return make_template(drills=[make_drill("glute-bridge"), make_drill("clamshell")])


@pytest.fixture
def draft(pia, ruth, template):
    return write(pia, ruth, template)


def ours():
    """The rows of programmes; those of the template are nobody's."""
    return Prescription.objects.filter(session__phase__plan__template=None)


def write(by, runner, template, **changes):
    known = {
        "runner": runner,
        "physio": getattr(by, "practitioner", None),
        "template": template,
        "title": "Hips first",
        "starts_on": TODAY,
        "weeks": 4,
        "weekdays": [5, 1, 3],
        "by": by,
        "now": NOON,
    }
    return create_program_from_template(**(known | changes))


def typed(program, **changes):
    known = {
        "seen": program.plan.updated_at,
        "title": program.title,
        "note": program.note,
        "starts_on": program.starts_on,
        "ends_on": program.ends_on,
    }
    return PlanChanges(**(known | changes))


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


def test_sending_makes_it_active_and_owes_one_message_without_clinical_text(pia, draft, settings):
    settings.BASE_URL = "https://clinic.example"

    send_program(program=draft, by=pia, now=LATER)

    program = Program.objects.get()
    assert (program.status, program.version, program.updated_at) == ("active", 1, LATER)
    message = Message.objects.get()
    assert (message.kind, message.send_after) == (
        "program-assigned", LATER + timedelta(seconds=30),
    )  # fmt: skip
    assert (message.about, message.to) == (f"program:{draft.pk}", "ruth@demo.example")
    assert message.subject == "Pia has a programme for you"
    assert "Pia has a programme for you. Sign in to see it.\n\nhttps://clinic.example/\n" in (
        message.body
    )
    for secret in ["Hips first", "Glute bridge", "hip", str(draft.pk)]:
        assert secret not in message.subject + message.body


def test_sending_takes_the_last_changes_along(pia, draft):
    send_program(program=draft, by=pia, now=LATER, changes=typed(draft, title="Hips last"))

    program = Program.objects.get()
    assert (program.title, program.status) == ("Hips last", "active")


@pytest.mark.parametrize("status", ["active", "on_hold", "completed", "stopped"])
def test_only_a_draft_is_saved_or_sent(pia, ruth, status):
    program = make_program(ruth, [make_drill()], status=status)

    for attempt in (
        lambda: send_program(program=program, by=pia, now=LATER),
        lambda: save_plan(plan=program.plan, changes=typed(program, title="No"), now=LATER),
    ):
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert refusal.value.code == "illegal_state"
    assert Program.objects.get().title == "Pre-run hip mobility"
    assert Message.objects.count() == 0


def test_a_programme_without_anything_to_do_is_not_sent(pia, draft):
    ours().delete()

    with pytest.raises(ValidationError, match="Add a drill to Pre run hip mobility before"):
        send_program(program=draft, by=pia, now=LATER)

    assert Program.objects.get().status == "draft"
    assert Message.objects.count() == 0


def test_a_draft_goes_along_with_its_runner_to_another_physio(pia, paul, ruth, draft):
    assign_physio(runner=ruth, physio=paul.practitioner)

    with pytest.raises(ValidationError, match="not on your caseload"):
        send_program(program=draft, by=pia, now=LATER)
    assert Program.objects.get().status == "draft"

    send_program(program=draft, by=paul, now=LATER)
    program = Program.objects.get()
    assert (program.status, program.physio) == ("active", paul.practitioner)
    assert Message.objects.get().subject == "Paul has a programme for you"


def test_a_runner_without_an_address_gets_the_programme_all_the_same(pia, ruth, draft):
    ruth.email = ""
    ruth.save(update_fields=["email"])
    draft.refresh_from_db()

    send_program(program=draft, by=pia, now=LATER)

    assert Program.objects.get().status == "active"
    assert Message.objects.get().state == Message.State.SUPPRESSED


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_one_message(pia, ruth, template):
    program = write(pia, ruth, template)
    start, outcomes = Barrier(2), []

    def click():
        try:
            start.wait(timeout=10)
            send_program(program=Program.objects.get(), by=pia, now=LATER)
            outcomes.append("sent")
        except ValidationError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["illegal_state", "sent"]
    assert Message.objects.filter(about=f"program:{program.pk}").count() == 1


def test_the_last_day_is_part_of_the_last_week(pia, ruth, template):
    program = write(pia, ruth, template, starts_on=date(2026, 12, 28), weeks=1)

    assert program.ends_on == date(2027, 1, 3)
