"""The pages of a plan: who gets in, what they cost, and that nothing typed is lost."""

import re

import pytest
import time_machine

from programs.models import PlannedSession, Prescription, Program
from tests.factories import NOON, TODAY, make_drill, make_program, make_template, new_id

DAY = {"starts_on_0": "24", "starts_on_1": "11", "starts_on_2": "2026"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(ruth):
    drills = [make_drill("glute-bridge"), make_drill("clamshell")]
    return make_program(ruth, drills, status=Program.Status.DRAFT, starts_on=TODAY)


def pages(program: Program | None, runner) -> list[str]:
    """Every page of the topic that asks for a programme or a runner."""
    key, person = (program.pk, runner.pk) if program else (new_id(), new_id())
    return [
        f"/programs/{key}/",
        f"/programs/{key}/edit/",
        f"/programs/runners/{person}/",
        f"/programs/new/?runner={person}",
    ]


def plain(answer, address: str) -> str:
    """The page without its address and the key of its forms, which differ each time."""
    text = answer.content.decode().replace(address, "")
    return re.sub(r"[A-Za-z0-9]{64}", "", text)


def test_pia_opens_every_page_of_ruths_draft(signed_in, pia, ruth, draft):
    client = signed_in(pia)

    for page in ["/programs/", "/programs/new/", "/programs/caseload/", *pages(draft, ruth)]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert text.count("<h1") == text.count("<main") == 1, page
        assert text.count("data-primary") <= 1, page


def test_a_foreign_page_and_a_missing_one_are_the_same(signed_in, paul, pia, ruth, draft):
    client = signed_in(paul)

    for foreign, missing in zip(pages(draft, ruth), pages(None, None), strict=True):
        answers = [client.get(foreign), client.get(missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert plain(answers[0], foreign) == plain(answers[1], missing)


def test_a_misspelt_runner_or_template_in_the_address_is_404(signed_in, pia):
    for query in ["runner=ruth", "template=no-such"]:
        assert signed_in(pia).get(f"/programs/new/?{query}").status_code == 404


@pytest.mark.parametrize("name", ["dee", "max_"])
def test_the_desk_and_the_manager_are_kept_out(request, signed_in, name, ruth, draft):
    client = signed_in(request.getfixturevalue(name))

    for page in ["/programs/", "/programs/new/", "/programs/caseload/", *pages(draft, ruth)]:
        assert client.get(page).status_code == 403, page


def test_ruth_reads_her_programme_only_once_it_is_sent(signed_in, pia, ruth, otto, draft):
    client = signed_in(ruth)

    assert client.get(f"/programs/{draft.pk}/").status_code == 404
    for page in ["/programs/", "/programs/caseload/", *pages(draft, ruth)[1:]]:
        assert client.get(page).status_code == 403, page

    Program.objects.update(status=Program.Status.ACTIVE)
    text = client.get(f"/programs/{draft.pk}/").content.decode()
    assert "Your programme, by Pia" in text
    assert "Every day. Before a run." in text
    assert "10 to 15 reps" in text
    assert "Lie on your back." in text
    assert signed_in(otto).get(f"/programs/{draft.pk}/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, draft):
    answer = client.get(f"/programs/{draft.pk}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_pia_writes_a_draft_from_a_template(signed_in, pia, ruth):
    template = make_template(drills=[make_drill()])
    client = signed_in(pia)
    address = f"/programs/new/?runner={ruth.pk}&template={template.slug}"

    form = client.get(address).context["form"]
    assert form["title"].value() == template.name
    answer = client.post(
        address,
        {"runner": ruth.pk, "template": template.slug, "title": "", "weeks": "4", **DAY}
        | {"weekdays": ["2", "4"]},
    )

    program = Program.objects.get()
    assert answer["Location"] == f"/programs/{program.pk}/edit/"
    assert (program.title, program.runner, program.physio) == (
        template.name,
        ruth,
        pia.practitioner,
    )
    assert PlannedSession.objects.get(phase__plan__program=program).weekdays == [2, 4]


def test_a_refused_new_programme_keeps_what_was_typed(signed_in, pia, otto):
    template = make_template(drills=[make_drill()])
    form = {"runner": otto.pk, "template": template.slug, "title": "Kept", "weeks": "soon"}
    day = {"starts_on_0": "31", "starts_on_1": "2", "starts_on_2": "2027"}

    text = signed_in(pia).post("/programs/new/", form | day).content.decode()

    for sentence in [
        "Choose a runner of your caseload.",
        "Enter a date that exists, like 24 11 2026.",
        "Enter the weeks as a whole number, or leave them empty.",
    ]:
        assert text.count(sentence) == 2, "in the summary and at the field"
    for value in ["Kept", "soon", "31", "2027"]:
        assert f'value="{value}"' in text
    assert Program.objects.count() == 0


def test_a_programme_cannot_begin_yesterday(signed_in, pia, ruth):
    template = make_template(drills=[make_drill()])
    form = {"runner": ruth.pk, "template": template.slug, **DAY, "starts_on_0": "23"}

    answer = signed_in(pia).post("/programs/new/", form)

    assert "Choose today or a later day: that first day is over." in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_or_many(
    signed_in, pia, ruth, draft, count, django_assert_num_queries
):
    for number in range(count):
        make_program(ruth, [make_drill(f"drill-{number}")])
        Prescription.objects.create(
            session=PlannedSession.objects.get(phase__plan__program=draft),
            drill=make_drill(f"more-{number}", easier=make_drill(f"less-{number}")),
            order=10 + number,
            hold_seconds=30,
        )
    client = signed_in(pia)

    for page, queries in [
        ("/programs/", 4),
        (f"/programs/{draft.pk}/", 9),
        (f"/programs/{draft.pk}/edit/", 13),
    ]:
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200
