"""Pia writes the next version of one of the clinic's own templates in the builder."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from programs.actions.own_templates import open_template_version, put_version_in_force
from programs.models import Plan, Prescription, Program, ProgramTemplate
from tests.factories import NOON, make_drill, make_template
from tests.programs.pressing import presser
from tests.programs.test_template_pages import running
from tests.programs.test_updating_from_templates import names

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def template(db):
    return make_template("ours", [make_drill("bridge"), make_drill("clam")], origin="clinic")


@pytest.fixture
def pias(pia, signed_in):
    return signed_in(pia)


@pytest.fixture
def address(template):
    return reverse("programs:template_edit", args=[template.pk])


@pytest.fixture
def page(pias, address):
    """page(do=…) presses a button of the builder, once a version is open."""
    pias.post(address, {"do": "open"})
    return presser(pias, address)


def rows(plan):
    return Prescription.objects.filter(session__phase__plan=plan)


def bridge():
    return rows(Plan.objects.open().get()).filter(drill__slug="bridge")[0]


def test_a_version_is_written_beside_the_one_in_force_and_then_takes_its_place(
    page, pias, template, pia
):
    assert page(do="save", **{f"p-{bridge().pk}-sets": "4"}).status_code == 302
    template.refresh_from_db()
    assert template.version == 1
    assert names(template.plans.get(number=1))[0] == ("bridge", 1)

    page(do="send", why="More for the hips")

    template.refresh_from_db()
    plan = template.plans.get(number=2)
    assert (template.version, plan.why, plan.made_by) == (2, "More for the hips", pia)
    assert plan.sealed_at is not None
    assert names(plan)[0] == ("bridge", 4)
    assert names(template.plans.get(number=1))[0] == ("bridge", 1)
    assert "More for the hips" in pias.get(f"/programs/templates/{template.pk}/").content.decode()


def test_a_running_programme_stays_and_is_offered_what_changed(page, pias, template, pia, ruth):
    program = running(pia, ruth, template)

    page(do="send", **{f"p-{bridge().pk}-sets": "4"})

    assert names(program.plan)[0] == ("bridge", 1)
    text = pias.get(f"/programs/templates/{template.pk}/").content.decode()
    assert "1 programme follows version 1" in text
    assert "Write the update" in text

    pias.post(reverse("programs:template_update", args=[template.pk, program.pk]))
    assert names(Plan.objects.open().get(program=program))[0] == ("bridge", 4)
    assert names(Program.objects.get().plan)[0] == ("bridge", 1)


def test_the_builder_of_a_template_has_no_runner_and_no_days(page, pias, address, template):
    text = " ".join(pias.get(address).content.decode().split())

    assert "Version 2 of Ours" in text
    assert "Put version 2 in force" in text
    for gone in ['name="title"', 'name="starts_on_0"', 'name="weeks"', "e-mail"]:
        assert gone not in text
    shown = pias.get(reverse("programs:template_preview", args=[template.pk])).content.decode()
    assert "Bridge" in shown


def test_rows_move_and_a_run_knows_no_runner(page, pias, address, template):
    page(do=f"row-down:{bridge().pk}")
    assert [name for name, _ in names(Plan.objects.open().get())] == ["clam", "bridge"]

    page(do=f"phase-run:{Plan.objects.open().get().phases.get().pk}")
    text = pias.get(address).content.decode()
    assert "Run for 20 minutes" in text
    assert "bigger step" not in text


def test_a_session_without_a_drill_is_not_put_in_force(page, template):
    for row in rows(Plan.objects.open().get()):
        page(do=f"row-remove:{row.pk}")

    answer = page(do="send")

    assert answer.status_code == 409
    assert "Add a drill to Ours before you send it." in answer.content.decode()
    template.refresh_from_db()
    assert template.version == 1
    assert Plan.objects.open().exists()


def test_it_is_thrown_away_and_two_clicks_put_it_in_force_once(page, pias, template, pia):
    page(do="discard")
    assert not Plan.objects.open().exists()

    first = open_template_version(template=template, by=pia, now=NOON)
    assert open_template_version(template=template, by=pia, now=NOON) == first
    put_version_in_force(template=template, by=pia, now=NOON)
    with pytest.raises(ValidationError, match="in force already"):
        put_version_in_force(template=template, by=pia, now=NOON)
    assert template.plans.count() == 2


def test_two_who_write_at_once_see_both(page, pias, address, template):
    sent = {"seen": pias.get(address).context["draft"].seen["seen"].value(), "do": "save"}
    with time_machine.travel(NOON + timedelta(minutes=1)):
        page(do="save", note="Theirs")

    answer = pias.post(address, sent | {"note": "Mine"})

    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()


def test_a_shipped_template_is_copied_first(pias, pia):
    shipped = make_template("shipped", [make_drill("plank")])

    assert pias.get(reverse("programs:template_edit", args=[shipped.pk])).status_code == 404
    with pytest.raises(ValidationError, match="Copy the template first"):
        open_template_version(template=shipped, by=pia, now=NOON)


def test_a_programme_cannot_become_a_version_while_one_is_being_written(
    page, pias, template, pia, ruth
):
    program = running(pia, ruth, template)
    typed = {"name": "Ours", "summary": "For hips.", "weeks": "4", "template": str(template.pk)}

    answer = pias.post(reverse("programs:template_save", args=[program.pk]), typed)

    assert answer.status_code == 422
    assert "Somebody is changing this template already." in answer.content.decode()
    assert ProgramTemplate.objects.get().version == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_drill_and_for_three(
    page, pias, address, count, django_assert_max_num_queries
):
    for _ in range(count - 1):
        page(do=f"row-copy:{bridge().pk}")

    with django_assert_max_num_queries(16):
        pias.get(address)
