"""Every rule that a physio is shown names where it comes from."""

import pytest
from django.urls import reverse

from programs.models import Alert, Case, CaseRestriction, Caution, DrillCaution, Program
from tests.factories import NOON, TODAY, make_drill, make_program, new_id

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def pias(pia, signed_in):
    return signed_in(pia)


@pytest.mark.parametrize("address", ["/programs/alerts/", "/programs/runners/{}/"])
def test_reasons_to_look_at_a_runner_name_their_sources(pias, ruth, address):
    Alert.objects.create(
        runner=ruth, kind="pain", value=6, key=new_id(), occurred_on=TODAY, raised_at=NOON
    )

    html = pias.get(address.format(ruth.pk)).content.decode()

    for said in ["southsidephysio.com/1855-2", "Frandsen and others 2025", "own choice"]:
        assert said in html


def test_the_rules_of_a_case_name_their_sources_in_words(pias, ruth):
    html = pias.get(reverse("programs:new_case", args=[ruth.pk])).content.decode()

    for said in ["Silbernagel 2007", "bim.physio", "PMC4702381", "PMC7049623"]:
        assert said in html
    assert "(V3" not in html


def test_a_drill_against_a_restriction_says_why_with_its_source(pias, pia, ruth):
    drill = make_drill("pigeon")
    DrillCaution.objects.create(drill=drill, caution="hip_adduction", source="MSSE 2016, 48(3)")
    case = Case.objects.create(
        runner=ruth, physio=pia.practitioner, condition="other", opened_on=TODAY, updated_at=NOON
    )
    CaseRestriction.objects.create(case=case, caution="hip_adduction", added_at=NOON)
    draft = make_program(ruth, [drill], status=Program.Status.DRAFT, starts_on=TODAY)
    Program.objects.update(case=case)

    html = pias.get(reverse("programs:edit", args=[draft.pk])).content.decode()
    line = draft.plan.phases.get().sessions.get().prescriptions.get().line
    Alert.objects.create(
        runner=ruth, kind="restriction", key=f"restriction:{draft.pk}:{line}:hip_adduction",
        program=draft, occurred_on=TODAY, raised_at=NOON,
    )  # fmt: skip

    words = f"Pigeon: {Caution('hip_adduction').label}."
    assert words in pias.get("/programs/alerts/").content.decode()
    assert "is to be left out for now" in html
    assert "Source: MSSE 2016, 48(3)" in html
