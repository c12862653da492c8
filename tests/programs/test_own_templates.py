"""Templates of the clinic's own: from a programme, from a shipped one, withdrawn and offered."""

import pytest

from programs.actions.own_templates import copy_template, offer_template, save_as_template
from programs.actions.versions import open_version, send_program
from programs.models import Plan, Program
from tests.factories import NOON, make_drill, make_template
from tests.programs.test_updating_from_templates import mine, names, rows, write


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


def test_a_template_of_a_programme_holds_nothing_that_was_said_to_ruth(program, pia):
    plan = open_version(program=program, by=pia, now=NOON)
    Plan.objects.filter(pk=plan.pk).update(note="Dear Ruth")
    rows(plan).update(note="As on Monday", override_reason="She insists", tempo="3-1-1-0")
    send_program(program=program, by=pia, now=NOON)

    made = save_as_template(
        program=Program.objects.get(pk=program.pk),
        name="Ours",
        summary="For hips.",
        weeks=4,
        by=pia,
        now=NOON,
    )

    plan = made.plans.get()
    assert (plan.note, plan.ends_on, plan.title, plan.sealed_at) == ("", None, "Ours", NOON)
    assert set(rows(plan).values_list("note", "override_reason", "tempo")) == {("", "", "3-1-1-0")}
    assert (made.origin, made.version, made.made_by) == ("clinic", 1, pia)


def test_a_programme_becomes_the_next_version_of_one_of_ours(program, pia, drills):
    ours = save_as_template(
        program=program, name="Ours", summary="For hips.", weeks=4, by=pia, now=NOON
    )
    mine(program, "bridge", sets=6)

    save_as_template(
        program=Program.objects.get(pk=program.pk),
        template=ours,
        name="Ours",
        summary="For hips.",
        weeks=4,
        by=pia,
        now=NOON,
    )

    ours.refresh_from_db()
    assert ours.version == 2
    assert names(ours.plans.get(number=1))[0] == ("bridge", 1)
    assert names(ours.plans.get(number=2))[0] == ("bridge", 6)


def test_a_copy_is_the_clinics_own_and_equal_and_two_clicks_make_one(template, pia):
    first = copy_template(template=template, by=pia, now=NOON, ref=template.plans.get().pk)
    again = copy_template(template=template, by=pia, now=NOON, ref=template.plans.get().pk)

    assert first == again
    assert (first.origin, first.name) == ("clinic", "Hips, our way")
    assert names(first.plans.get()) == names(template.plans.get())
    assert "Copied from Hips, version 1" in first.source


def test_a_withdrawn_template_is_offered_again(template):
    offer_template(template=template, is_offered=False, now=NOON)
    assert not type(template).objects.usable().exists()
    offer_template(template=template, is_offered=True, now=NOON)
    assert type(template).objects.usable().exists()
