"""A draft that was thrown away by mistake comes back whole."""

from datetime import timedelta

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError

from programs.actions.own_templates import open_template_version
from programs.actions.thrown import (
    KEPT_FOR,
    bring_back,
    discard_template_version,
    discard_version,
    forget_thrown,
)
from programs.actions.versions import open_version, send_program
from programs.models import (
    Phase,
    Plan,
    PlannedSession,
    Prescription,
    Program,
    ProgramEvent,
    ThrownDraft,
)
from tests.factories import NOON, make_drill, make_program, make_template

TREE = [Program, Plan, Phase, PlannedSession, Prescription, ProgramEvent]


def everything():
    """Every row of every programme, as it is stored."""
    return [serializers.serialize("python", model.objects.order_by("pk")) for model in TREE]


@pytest.fixture
def draft(ruth) -> Program:
    drills = [make_drill("one"), make_drill("two")]
    return make_program(ruth, drills, status="draft", weekdays=[1, 3])


@pytest.fixture
def running(ruth) -> Program:
    return make_program(ruth, [make_drill("three")])


def test_a_draft_comes_back_as_it_was(draft, running, pia):
    mine = Prescription.objects.filter(session__phase__plan__program=draft)
    mine.update(note="Slowly, by the wall.")
    before = everything()

    thrown = discard_version(program=draft, by=pia, now=NOON)
    assert not Program.objects.filter(pk=draft.pk).exists()
    assert bring_back(thrown=thrown, by=pia, now=NOON) == draft

    assert everything() == before
    assert not ThrownDraft.objects.exists()


def test_a_version_comes_back_beside_the_one_in_force(running, pia):
    open_version(program=running, by=pia, now=NOON)
    before = everything()

    thrown = discard_version(program=running, by=pia, now=NOON)
    bring_back(thrown=thrown, by=pia, now=NOON)

    assert everything() == before
    assert running.plans.open().get().number == 2


def refusal(thrown, by, now=NOON):
    before = everything()
    with pytest.raises(ValidationError) as refused:
        bring_back(thrown=thrown, by=by, now=now)
    assert everything() == before
    return refused.value.code


def test_it_comes_back_once(draft, pia):
    thrown = discard_version(program=draft, by=pia, now=NOON)
    thrown_pk = thrown.pk
    bring_back(thrown=thrown, by=pia, now=NOON)
    thrown.pk = thrown_pk

    assert refusal(thrown, pia) == "too_late"


def test_after_an_hour_it_is_too_late_and_later_it_is_forgotten(draft, pia):
    thrown = discard_version(program=draft, by=pia, now=NOON)
    late = NOON + KEPT_FOR + timedelta(seconds=1)

    assert refusal(thrown, pia, late) == "too_late"
    forget_thrown(now=late)
    assert not ThrownDraft.objects.exists()


def test_a_newer_version_is_not_written_over(running, pia):
    open_version(program=running, by=pia, now=NOON)
    thrown = discard_version(program=running, by=pia, now=NOON)
    open_version(program=running, by=pia, now=NOON)
    assert refusal(thrown, pia) == "open"

    send_program(program=running, by=pia, now=NOON)
    assert refusal(thrown, pia) == "open"


def test_a_programme_that_is_over_stays_over(running, pia):
    open_version(program=running, by=pia, now=NOON)
    thrown = discard_version(program=running, by=pia, now=NOON)
    Program.objects.update(status=Program.Status.STOPPED)

    assert refusal(thrown, pia) == "illegal_state"


def test_what_it_needs_must_still_be_there(draft, pia):
    thrown = discard_version(program=draft, by=pia, now=NOON)
    make_drill("other")
    for row in thrown.rows:
        if row["model"] == "programs.prescription":
            row["fields"]["drill"] = "00000000-0000-4000-8000-000000000000"
    thrown.save()

    assert refusal(thrown, pia) == "gone"


def test_a_runner_who_has_left_the_caseload_keeps_their_new_physio(draft, pia, paul):
    thrown = discard_version(program=draft, by=pia, now=NOON)
    draft.runner.physio = paul.practitioner
    draft.runner.save()

    assert refusal(thrown, pia) == "not_on_caseload"


def test_the_page_offers_undo_and_leads_back_to_the_draft(draft, pia, signed_in, at_noon):
    browser = signed_in(pia)
    edit = f"/programs/{draft.pk}/edit/"

    gone = browser.post(edit, {"do": "discard"}, follow=True)
    thrown = ThrownDraft.objects.get()
    assert f'action="/programs/thrown/{thrown.pk}/"' in gone.text
    back = browser.post(f"/programs/thrown/{thrown.pk}/", follow=True)

    assert back.redirect_chain[-1][0] == edit
    assert "It is back, as it was." in back.text
    assert browser.post(f"/programs/thrown/{thrown.pk}/").status_code == 404


@pytest.fixture
def ours(db):
    """A template of the clinic."""
    return make_template("ours", [make_drill("four")], origin="clinic")


def test_a_version_of_a_template_comes_back_whole_for_any_physio(
    ours, pia, paul, signed_in, at_noon
):
    open_template_version(template=ours, by=pia, now=NOON)
    Prescription.objects.filter(session__phase__plan__sealed_at=None).update(note="Slowly")
    before = everything()
    edit = f"/programs/templates/{ours.pk}/edit/"

    gone = signed_in(pia).post(edit, {"do": "discard"}, follow=True)
    thrown = ThrownDraft.objects.get()
    assert not Plan.objects.open().exists()
    assert f'action="/programs/thrown/{thrown.pk}/"' in gone.text
    back = signed_in(paul).post(f"/programs/thrown/{thrown.pk}/", follow=True)

    assert back.redirect_chain[-1][0] == edit
    assert everything() == before
    assert not ThrownDraft.objects.exists()


def test_a_version_of_a_template_stays_away_once_another_was_begun(ours, pia, signed_in, at_noon):
    open_template_version(template=ours, by=pia, now=NOON)
    thrown = discard_template_version(template=ours, now=NOON)
    open_template_version(template=ours, by=pia, now=NOON)

    answer = signed_in(pia).post(f"/programs/thrown/{thrown.pk}/", follow=True)

    assert answer.redirect_chain[-1][0] == f"/programs/templates/{ours.pk}/"
    assert "A newer version was begun since" in answer.text
    assert refusal(thrown, pia) == "open"
