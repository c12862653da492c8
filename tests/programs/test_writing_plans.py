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
from programs.actions.plans import create_program_from_routine
from programs.actions.saving import PlanChanges, save_plan
from programs.actions.steps import Step
from programs.actions.versions import send_program
from programs.models import PlannedSession, Prescription, Program
from tests.factories import NOON, TODAY, make_drill, make_program, make_routine

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def routine(db):
    return make_routine(drills=[make_drill("glute-bridge"), make_drill("clamshell")])


@pytest.fixture
def draft(pia, ruth, routine):
    return write(pia, ruth, routine)


def write(by, runner, routine, **changes):
    known = {
        "runner": runner,
        "physio": getattr(by, "practitioner", None),
        "routine": routine,
        "title": "Hips first",
        "starts_on": TODAY,
        "weeks": 4,
        "weekdays": [5, 1, 3],
        "by": by,
        "now": NOON,
    }
    return create_program_from_routine(**(known | changes))


def typed(program, **changes):
    known = {
        "seen": program.plan.updated_at,
        "title": program.title,
        "note": program.note,
        "starts_on": program.starts_on,
        "ends_on": program.ends_on,
    }
    return PlanChanges(**(known | changes))


def test_a_draft_copies_the_drills_and_doses_of_its_routine(draft, routine):
    session = PlannedSession.objects.get(phase__plan__program=draft)

    assert (draft.status, draft.version, draft.title) == ("draft", 1, "Hips first")
    assert (draft.starts_on, draft.ends_on) == (TODAY, TODAY + timedelta(days=27))
    assert (session.name, session.moment) == (routine.name, routine.moment)
    assert session.weekdays == [1, 3, 5]
    copied = session.prescriptions.values_list("drill__slug", "order", *DOSE_FIELDS)
    assert list(copied) == list(routine.items.values_list("drill__slug", "order", *DOSE_FIELDS))
    assert Message.objects.count() == 0


def test_without_weeks_title_or_days_it_has_no_end_and_takes_the_routines_own(pia, ruth, routine):
    program = write(pia, ruth, routine, weeks=None, title="", weekdays=[])

    assert (program.ends_on, program.title) == (None, routine.name)
    assert PlannedSession.objects.get().weekdays == routine.weekdays


def test_a_later_change_of_the_routine_leaves_the_programme_alone(draft, routine):
    routine.items.update(reps_min=3, reps_max=3)

    assert set(Prescription.objects.values_list("reps_min", "reps_max")) == {(10, 15)}


def test_a_routine_without_drills_is_refused(pia, ruth):
    with pytest.raises(ValidationError) as refusal:
        write(pia, ruth, make_routine("run-cues"))

    assert refusal.value.message_dict == {
        "routine": ["Run cues has no drills. Choose a routine with drills."]
    }
    assert Program.objects.count() == 0


@pytest.mark.parametrize("name", ["paul", "dee", "max_"])
def test_nobody_else_writes_for_ruth(request, name, pia, ruth, routine):
    somebody = request.getfixturevalue(name)

    with pytest.raises(ValidationError) as refusal:
        write(somebody, ruth, routine, physio=pia.practitioner)

    assert refusal.value.message_dict == {"runner": ["Ruth is not on your caseload."]}
    assert Program.objects.count() == 0


def test_pia_does_not_write_in_pauls_name(pia, paul, ruth, routine):
    with pytest.raises(ValidationError, match="not on your caseload"):
        write(pia, ruth, routine, physio=paul.practitioner)


def test_saving_a_draft_changes_what_was_typed_and_nothing_else(draft):
    bridge, clamshell = Prescription.objects.all()
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
    bridge, _clamshell = Prescription.objects.all()
    plank = make_drill(
        "plank", sets=3, reps_min=None, reps_max=None, hold_seconds=20, side=Dose.Side.EACH
    )

    for step in [Step("row-remove", bridge.pk), Step("session-put", bridge.session_id, plank)]:
        save_plan(plan=draft.plan, changes=typed(draft, step=step), now=LATER)

    left = Prescription.objects.values_list("drill__slug", "order", "sets", "hold_seconds", "side")
    assert list(left) == [("clamshell", 2, 1, None, "none"), ("plank", 3, 3, 20, "each")]


def test_an_impossible_dose_is_refused_by_the_database_and_nothing_is_saved(draft):
    bridge, clamshell = Prescription.objects.all()
    doses = {bridge.pk: {"sets": 2}, clamshell.pk: {"hold_seconds": 30}}

    with pytest.raises(ValidationError, match="exactly one of reps, hold") as refusal:
        save_plan(plan=draft.plan, changes=typed(draft, title="Other", rows=doses), now=LATER)

    assert refusal.value.code == "prescription_counts_one_thing"
    assert Program.objects.get().title == "Hips first"
    assert set(Prescription.objects.values_list("sets", flat=True)) == {1}


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
    assert (message.key, message.kind) == (f"program-assigned:{draft.pk}:1", "program-assigned")
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
    Prescription.objects.all().delete()

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
def test_two_clicks_at_once_send_one_message(pia, ruth, routine):
    program = write(pia, ruth, routine)
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


def test_the_last_day_is_part_of_the_last_week(pia, ruth, routine):
    program = write(pia, ruth, routine, starts_on=date(2026, 12, 28), weeks=1)

    assert program.ends_on == date(2027, 1, 3)
