"""A template's changes reach a programme line by line, and what the physio changed stays."""

import pytest
from django.core.exceptions import ValidationError

from clinic.outbox.models import Message
from programs.actions.copies import copy_plan
from programs.actions.plans import create_program_from_template
from programs.actions.template_updates import update_from_template
from programs.actions.thrown import discard_version
from programs.actions.versions import open_version, send_program
from programs.models import Phase, Plan, PlannedSession, Prescription, Program
from programs.progress.diffs import diff_plans
from tests.factories import EVERY_DAY, NOON, TODAY, make_drill, make_template


@pytest.fixture
def drills(db):
    return {slug: make_drill(slug) for slug in ("bridge", "clamshell", "plank", "squat")}


@pytest.fixture
def template(drills):
    return make_template("hips", [drills["bridge"], drills["clamshell"], drills["plank"]])


@pytest.fixture
def program(pia, ruth, template):
    """Ruth's, made from version 1 and sent."""
    return send_program(program=write(pia, ruth, template), by=pia, now=NOON)


@pytest.fixture
def change(template, pia):
    """change(function) makes the template's next version, with function(plan) done to it."""

    def next_version(edit) -> Plan:
        old = template.plans.with_tree().get(number=template.version)
        plan = copy_plan(
            source=old, by=pia, now=NOON, template=template, number=template.version + 1
        )
        edit(plan)
        Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)
        template.version += 1
        template.save()
        return plan

    return next_version


def write(by, runner, template, **changes):
    known = {"title": "", "starts_on": TODAY, "weeks": 4, "weekdays": []}
    return create_program_from_template(
        runner=runner,
        physio=by.practitioner,
        template=template,
        by=by,
        now=NOON,
        **(known | changes),
    )


def rows(plan):
    return Prescription.objects.filter(session__phase__plan=plan).order_by(
        "session__phase__order", "session__order", "order"
    )


def sets_of(slug, sets):
    return lambda plan: rows(plan).filter(drill__slug=slug).update(sets=sets)


def mine(program, slug, **cells):
    """Pia changes a row of Ruth's programme, and sends it."""
    plan = open_version(program=program, by=program.physio.user, now=NOON)
    rows(plan).filter(drill__slug=slug).update(**cells)
    send_program(program=program, by=program.physio.user, now=NOON, why="Stronger")


def update(program):
    fresh = Program.objects.get(pk=program.pk)
    return update_from_template(program=fresh, by=fresh.physio.user, now=NOON)


def names(plan):
    return list(rows(plan).values_list("drill__slug", "sets"))


def test_what_only_the_template_changed_is_taken(program, change):
    change(sets_of("bridge", 4))

    done = update(program)

    assert (done.taken, done.kept) == (1, [])
    assert names(done.plan) == [("bridge", 4), ("clamshell", 1), ("plank", 1)]


def test_what_pia_changed_too_stays_and_is_named(program, change):
    mine(program, "bridge", sets=2)
    change(sets_of("bridge", 4))

    done = update(program)

    assert done.taken == 0
    (sentence,) = done.kept
    assert sentence == (
        "Bridge, dose: yours stays (2 sets of 10 to 15 reps). The template has: "
        "4 sets of 10 to 15 reps."
    )
    assert names(done.plan)[0] == ("bridge", 2)


def test_other_cells_of_a_row_that_pia_changed_are_taken(program, change):
    mine(program, "bridge", sets=2)
    change(lambda plan: rows(plan).filter(drill__slug="bridge").update(why="It wakes them up"))

    done = update(program)

    bridge = rows(done.plan).get(drill__slug="bridge")
    assert (done.taken, done.kept, bridge.sets, bridge.why) == (1, [], 2, "It wakes them up")


def test_the_same_change_on_both_sides_is_no_clash(program, change):
    mine(program, "bridge", sets=4)
    change(sets_of("bridge", 4))

    assert (update(program).taken, update_kept(program)) == (0, [])


def update_kept(program):
    """What a second try says; the first left a version open."""
    discard_version(program=program, by=program.physio.user, now=NOON)
    return update(program).kept


def test_a_new_drill_comes_behind_the_one_that_it_follows(program, change, drills):
    def add(plan):
        session = PlannedSession.objects.get(phase__plan=plan)
        rows(plan).filter(order=3).update(order=4)
        rows(plan).filter(order=2).update(order=3)
        Prescription.objects.create(
            session=session, drill=drills["squat"], order=2, sets=5, reps_min=5, reps_max=5
        )

    change(add)

    done = update(program)

    assert names(done.plan) == [("bridge", 1), ("squat", 5), ("clamshell", 1), ("plank", 1)]
    assert list(rows(done.plan).values_list("order", flat=True)) == [1, 2, 3, 4]
    assert (done.taken, done.kept) == (1, [])


def test_a_drill_that_the_template_dropped_goes_unless_pia_changed_it(program, change):
    mine(program, "clamshell", sets=3)
    change(lambda plan: rows(plan).filter(drill__slug__in=["bridge", "clamshell"]).delete())

    done = update(program)

    assert names(done.plan) == [("clamshell", 3), ("plank", 1)]
    assert done.kept == ["Clamshell: the template took it out. You changed it, so it stays."]


def test_a_drill_that_pia_took_out_stays_out_and_is_named_if_the_template_changed_it(
    program, change, pia
):
    plan = open_version(program=program, by=pia, now=NOON)
    rows(plan).filter(drill__slug="bridge").delete()
    send_program(program=program, by=pia, now=NOON)
    change(sets_of("bridge", 4))

    done = update(program)

    assert [slug for slug, _ in names(done.plan)] == ["clamshell", "plank"]
    assert done.kept == ["Bridge: the template changed it. You took it out."]


def test_a_new_phase_comes_with_all_that_stands_in_it(program, change, drills):
    def add(plan):
        phase = Phase.objects.create(plan=plan, order=2, name="Load")
        session = PlannedSession.objects.create(
            phase=phase, order=1, name="Load", moment="strength", weekdays=EVERY_DAY
        )
        Prescription.objects.create(
            session=session, drill=drills["squat"], order=1, sets=3, reps_min=5, reps_max=5
        )

    change(add)

    done = update(program)

    assert list(done.plan.phases.values_list("order", "name")) == [(1, "Phase 1"), (2, "Load")]
    assert names(done.plan)[-1] == ("squat", 3)


def test_a_new_order_is_taken_unless_pia_has_one_of_her_own(program, change, pia):
    def turn(plan):
        for order, slug in [(11, "plank"), (12, "bridge"), (13, "clamshell")]:
            rows(plan).filter(drill__slug=slug).update(order=order)

    change(turn)

    done = update(program)

    assert [slug for slug, _ in names(done.plan)] == ["plank", "bridge", "clamshell"]
    assert list(rows(done.plan).values_list("order", flat=True)) == [1, 2, 3]


def test_an_update_without_changes_of_pias_equals_the_template(program, change, drills):
    def rebuild(plan):
        rows(plan).filter(drill__slug="clamshell").delete()
        rows(plan).filter(drill__slug="bridge").update(sets=3, tempo="3-1-1-0", order=9)
        PlannedSession.objects.filter(phase__plan=plan).update(name="Evening", weekdays=[1, 4])
        Phase.objects.filter(plan=plan).update(name="Begin", exit_weeks=2)

    theirs = change(rebuild)

    done = update(program)

    plans = Plan.objects.with_tree().in_bulk([theirs.pk, done.plan.pk])
    difference = diff_plans(plans[theirs.pk], plans[done.plan.pk])
    assert difference.changes == ()
    assert [cell.label for cell in difference.cells] == ["Last day"]


def test_nothing_is_sent_and_nothing_holds_before_pia_sends_it(program, change):
    before = Message.objects.count()
    change(sets_of("bridge", 4))

    done = update(program)

    program.refresh_from_db()
    assert (program.version, program.template_version, Message.objects.count()) == (1, 1, before)
    assert done.plan.sealed_at is None

    send_program(program=program, by=program.physio.user, now=NOON, why="New template")
    program.refresh_from_db()
    assert (program.version, program.template_version) == (2, 2)


def test_thrown_away_it_can_be_had_again(program, change, pia):
    change(sets_of("bridge", 4))
    update(program)

    discard_version(program=program, by=pia, now=NOON)

    assert update(program).taken == 1


def test_a_draft_takes_the_changes_at_once(pia, ruth, template, change):
    draft = write(pia, ruth, template)
    change(sets_of("bridge", 4))

    update(draft)

    draft.refresh_from_db()
    assert draft.template_version == 2
    assert names(draft.plan)[0] == ("bridge", 4)


def test_it_is_refused_without_a_newer_version_and_while_another_is_written(program, change, pia):
    with pytest.raises(ValidationError) as refusal:
        update(program)
    assert refusal.value.code == "up_to_date"

    change(sets_of("bridge", 4))
    open_version(program=program, by=pia, now=NOON)
    with pytest.raises(ValidationError) as refusal:
        update(program)
    assert refusal.value.code == "open"


def test_nobody_else_updates_ruths_programme(program, change, paul):
    change(sets_of("bridge", 4))

    with pytest.raises(ValidationError, match="not on your caseload"):
        update_from_template(program=program, by=paul, now=NOON)
