"""Templates on pages: found, used, copied, saved, withdrawn, and brought up to date."""

import pytest
from django.urls import reverse

from programs.actions.copies import copy_plan
from programs.actions.versions import send_program
from programs.models import Plan, Prescription, ProgramTemplate
from tests.factories import NOON, make_drill, make_program, make_runner, make_template
from tests.programs.test_updating_from_templates import write


@pytest.fixture
def template(db):
    return make_template("hips", [make_drill("bridge"), make_drill("clamshell")])


@pytest.fixture
def pias(pia, signed_in, at_noon):
    return signed_in(pia)


@pytest.fixture
def newer(template, pia):
    """Version 2 of the template: four sets of the bridge."""

    def make():
        old = template.plans.with_tree().get(number=1)
        plan = copy_plan(source=old, by=pia, now=NOON, template=template, number=2)
        rows = Prescription.objects.filter(session__phase__plan=plan)
        rows.filter(drill__slug="bridge").update(sets=4)
        Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)
        ProgramTemplate.objects.filter(pk=template.pk).update(version=2)

    return make


def page_of(template, name="template"):
    return reverse(f"programs:{name}", args=[template.pk])


def running(pia, runner, template):
    return send_program(program=write(pia, runner, template), by=pia, now=NOON)


def test_the_list_names_what_is_on_offer_and_what_is_withdrawn(pias, template):
    make_template("old", [], is_published=False)
    make_template("ours", [], origin="clinic")

    text = pias.get("/programs/templates/").content.decode()

    assert text.index("The clinic&#x27;s own") < text.index("Shipped") < text.index("Withdrawn")
    assert "1 phase, until further notice, version 1" in text


def test_the_page_says_all_of_it(pias, template):
    text = pias.get(page_of(template)).content.decode()

    for said in ["10 to 15 reps", "A test", "Every day. Before a run.", "Version 1"]:
        assert said in text
    assert f"/programs/new/?template={template.slug}" in text


def test_use_for_a_runner_chooses_it_on_the_page_of_a_new_programme(pias, template):
    form = pias.get(f"/programs/new/?template={template.slug}").context["form"]

    assert form["template"].value() == template.slug
    assert form["title"].value() == template.name


def test_it_is_withdrawn_and_offered_again_by_undo(pias, template):
    gone = pias.post(page_of(template, "template_state"), {"do": "withdraw"}, follow=True)

    undo = f"{page_of(template, 'template_state')}?do=offer"
    assert f'action="{undo}"' in gone.content.decode()
    assert "Use for a runner" not in gone.content.decode()
    assert pias.get(f"/programs/new/?template={template.slug}").status_code == 404
    pias.post(undo)
    template.refresh_from_db()
    assert template.is_published


def test_a_copy_is_ours_to_name(pias, template):
    ref = pias.get(page_of(template)).context["ref"]
    for _ in range(2):
        answer = pias.post(page_of(template, "template_copy"), {"ref": ref})
    own = ProgramTemplate.objects.get(origin="clinic")
    assert answer["Location"] == page_of(own, "template_words")

    page = pias.get(answer["Location"])
    seen = page.context["form"]["seen"].value()
    typed = {"seen": seen, "name": "Hips for us", "summary": "For stiff hips.", "weeks": "6"}
    pias.post(answer["Location"], typed)

    own.refresh_from_db()
    assert (own.name, own.summary, own.weeks, own.version) == (
        "Hips for us",
        "For stiff hips.",
        6,
        1,
    )


def test_a_boast_is_refused_and_what_was_typed_stays(pias, template):
    own = make_template("ours", [], origin="clinic")
    seen = pias.get(page_of(own, "template_words")).context["form"]["seen"].value()

    answer = pias.post(
        page_of(own, "template_words"), {"seen": seen, "name": "The best hips", "summary": "Kept."}
    )

    assert answer.status_code == 422
    assert "Say “best” in another way" in answer.content.decode()
    assert "Kept." in answer.content.decode()


def test_a_page_that_is_too_old_is_not_saved_unseen(pias, template):
    own = make_template("ours", [], origin="clinic")
    page = page_of(own, "template_words")
    typed = {"seen": "2026-01-01T00:00:00.000000+0000", "name": "Late", "summary": "Late."}

    answer = pias.post(page, typed)
    assert answer.status_code == 409
    again = typed | {"seen": answer.context["form"]["seen"].value()}
    assert pias.post(page, again).status_code == 302

    own.refresh_from_db()
    assert own.name == "Late"


def test_a_shipped_template_is_not_renamed(pias, template):
    assert pias.get(page_of(template, "template_words")).status_code == 404


def test_a_programme_is_saved_as_a_template_and_as_its_next_version(pias, ruth, template):
    program = make_program(ruth, [make_drill("plank")], title="Ruth first")
    page = reverse("programs:template_save", args=[program.pk])
    ref = pias.get(page).context["form"]["ref"].value()
    typed = {"ref": ref, "name": "Planks", "summary": "For a still trunk.", "weeks": ""}

    for _ in range(2):
        pias.post(page, typed)
    own = ProgramTemplate.objects.get(origin="clinic")
    pias.post(page, typed | {"template": own.pk})

    own.refresh_from_db()
    assert (own.name, own.version) == ("Planks", 2)
    assert pias.post(page, typed | {"template": template.pk}).status_code == 422


def test_who_is_behind_is_offered_an_update_and_nothing_is_sent(pias, pia, ruth, template, newer):
    program = running(pia, ruth, template)
    newer()

    text = pias.get(page_of(template)).content.decode()
    for said in ["1 programme follows version 1", "What changed since version 1", "4 sets of"]:
        assert said in text
    answer = pias.post(reverse("programs:template_update", args=[template.pk, program.pk]))

    assert answer["Location"] == f"/programs/{program.pk}/edit/"
    open_plan = program.plans.open().get()
    assert open_plan.template_version == 2
    program.refresh_from_db()
    assert (program.version, program.template_version) == (1, 1)


def test_pauls_runners_are_not_shown_to_pia(pias, paul, otto, template, newer):
    running(paul, otto, template)
    newer()

    assert "Otto" not in pias.get(page_of(template)).content.decode()
    assert "To update" not in pias.get("/programs/templates/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_much_for_one_as_for_three(
    pias, pia, template, newer, count, django_assert_num_queries
):
    for number in range(count):
        make_template(f"other-{number}", [])
        running(pia, make_runner(f"Runner{number}", pia.practitioner), template)
    newer()

    with django_assert_num_queries(3):
        pias.get("/programs/templates/")
    with django_assert_num_queries(10):
        pias.get(page_of(template))


def test_another_client_of_pias_reads_templates_and_is_told_when_nothing_changed(
    pia, template, bearer
):
    client = bearer(pia)

    (listed,) = client.get("/api/v1/program-templates/").json()["results"]
    address = f"/api/v1/program-templates/{template.pk}/"
    whole = client.get(address)

    assert listed["name"] == template.name
    tree = whole.json()
    assert [row["drill"] for row in tree["phases"][0]["sessions"][0]["prescriptions"]] == [
        "bridge",
        "clamshell",
    ]
    assert set(tree["drills"]) == {"bridge", "clamshell"}
    assert {key: tree[key] for key in listed} == listed
    assert client.get(address, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_the_api_asks_as_much_for_one_as_for_three(pia, bearer, count, django_assert_num_queries):
    client = bearer(pia)
    made = [
        make_template(f"t-{number}", [make_drill(f"d-{number}-{n}") for n in range(count)])
        for number in range(count)
    ]
    client.get("/api/v1/program-templates/")

    with django_assert_num_queries(2):
        client.get("/api/v1/program-templates/")
    with django_assert_num_queries(6):
        client.get(f"/api/v1/program-templates/{made[0].pk}/")
