"""Drawing a figure on the page: nothing is kept before Save, nothing typed is lost."""

from collections import Counter

import pytest
from django.apps import apps

from drills.actions.figure_drafts import save_figure_draft
from drills.figures.authoring.starts import start
from drills.forms.figures import FigureForm
from drills.forms.stamps import stamp
from drills.models import Figure, State
from tests.drills.test_figure_drafts import shown
from tests.drills.test_the_figure_form import sent
from tests.factories import NOON, make_drill

pytestmark = pytest.mark.django_db
PAGE = "/drills/glute-bridge/figure/"
LABEL = "What happens in this picture"


@pytest.fixture
def drill():
    return make_drill(name="Glute bridge")


@pytest.fixture
def at_work(drill, pia, signed_in):
    return signed_in(pia)


def filled(table, shown=0, seen="", **typed):
    data = sent(FigureForm(table, shown=shown), **typed)
    data["seen"] = seen
    return data


def stored():
    """Rows of every table but sessions and the counts of tries."""
    ours = [m for m in apps.get_models() if m._meta.label != "sessions.Session"]
    counts = Counter({model._meta.label: model._default_manager.count() for model in ours})
    del counts["people.RateWindow"]
    return counts


def test_a_drill_without_a_figure_starts_from_a_standing_body(at_work):
    answer = at_work.get(PAGE)

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<svg" in text
    assert "Stand tall." in text
    assert " style=" not in text


def test_saving_makes_a_draft_and_publishes_nothing(at_work, pia):
    data = filled(start("standing", "Glute bridge"), label="Stand on both feet.") | {"do": "save"}

    answer = at_work.post(PAGE, data)

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    figure = Figure.objects.get()
    assert (figure.state, figure.drawn_by) == (State.DRAFT, pia)
    assert figure.poses["pose"][0]["label"] == "Stand on both feet."


@pytest.mark.parametrize(
    "do",
    ["redraw", "show:0", "add", "add:mirrored", "turn", "prop-add:mat", "arrow-add", "start", ""],
)
def test_no_button_but_save_keeps_anything(at_work, do):
    before = stored()

    answer = at_work.post(PAGE, filled(start("standing", "x")) | {"do": do, "start": "supine"})

    assert answer.status_code == 200
    assert stored() == before


def test_the_preview_draws_and_keeps_nothing(at_work):
    before = stored()

    answer = at_work.post(f"{PAGE}preview/", filled(start("standing", "x"), arm_r__flex="90"))

    assert answer.status_code == 200
    assert answer.content.decode().count("<svg") == 2
    assert "No warnings" in answer.content.decode()
    assert stored() == before


def test_the_preview_says_what_is_wrong_in_words(at_work):
    answer = at_work.post(f"{PAGE}preview/", filled(start("standing", "x"), leg_r__x="80"))
    assert "The right leg is" in answer.content.decode()
    assert "cm too short for what it should touch, in picture 1." in answer.content.decode()

    answer = at_work.post(f"{PAGE}preview/", filled(start("standing", "x"), leg_r__x="far"))
    assert answer.status_code == 422
    assert "Picture 1, Right foot: forwards (cm): Enter a number" in answer.content.decode()


def test_bad_input_keeps_what_was_typed_and_names_the_picture(at_work):
    data = filled(start("standing", "x"), leg_r__x="far", label="Stand well.") | {"do": "save"}

    answer = at_work.post(PAGE, data)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="far"' in text
    assert "Stand well." in text
    assert '<a href="#id_leg_r-x">Picture 1, Right foot: forwards (cm): Enter a number' in text
    assert not Figure.objects.exists()


def test_a_picture_without_words_is_asked_for_them(at_work):
    table = start("standing", "x")
    table["pose"].append({"label": ""})

    answer = at_work.post(PAGE, filled(table) | {"do": "save"})

    assert answer.status_code == 422
    assert "Picture 2: write what happens in it." in answer.content.decode()
    assert answer.context["shown"] == 1


def test_a_picture_says_nothing_that_the_clinic_does_not_print(at_work):
    data = filled(start("standing", "x"), label="This cures you.") | {"do": "save"}

    answer = at_work.post(PAGE, data)

    assert answer.status_code == 422
    assert "Picture 1: " in answer.content.decode()


def test_two_people_draw_and_both_drawings_are_kept(drill, at_work, pia, paul, signed_in):
    mine, theirs = start("standing", "Mine"), start("supine", "Theirs")
    save_figure_draft(drill=drill, table=theirs, seen=None, by=paul, now=NOON)

    refused = at_work.post(PAGE, filled(mine) | {"do": "save"})

    assert refused.status_code == 409
    assert "Somebody saved this figure after you opened it." in refused.content.decode()
    assert Figure.objects.get().poses == theirs
    assert refused.context["form"].table["title"] == "Mine"

    at_work.post(PAGE, filled(mine, seen=stamp(Figure.objects.get().updated_at)) | {"do": "save"})
    assert Figure.objects.get().poses["title"] == "Mine"


def test_a_button_in_between_does_not_hide_that_somebody_saved(drill, at_work, paul):
    save_figure_draft(drill=drill, table=start("supine", "x"), seen=None, by=paul, now=NOON)

    answer = at_work.post(PAGE, filled(start("standing", "Mine")) | {"do": "add"})

    assert answer.context["form"]["seen"].value() == ""


def test_a_figure_can_start_from_another_drill(at_work, pia):
    other = make_drill("bird-dog", name="Bird dog")
    shown(other, pia, start("hands-and-knees", "Bird dog"))

    answer = at_work.post(
        PAGE, filled(start("standing", "x")) | {"do": "start", "start": "bird-dog"}
    )

    table = answer.context["form"].table
    assert (table["title"], table["pose"][0]["root"]["pitch"]) == ("Glute bridge", 77)


@pytest.mark.parametrize("chosen", ["", "no-such-drill", "glute-bridge"])
def test_starting_from_nothing_that_is_there_is_refused(at_work, chosen):
    answer = at_work.post(PAGE, filled(start("standing", "x")) | {"do": "start", "start": chosen})

    assert answer.status_code == 422
    assert "Choose what to start from." in answer.content.decode()


def test_a_published_figure_is_the_start_of_a_draft_and_stays(drill, at_work, pia):
    out = shown(drill, pia, start("supine", "Shown"))
    assert at_work.get(PAGE).context["form"].table == out.poses

    at_work.post(PAGE, filled(out.poses, root__z="14") | {"do": "save"})

    assert Figure.objects.published().get().poses == out.poses
    assert Figure.objects.get(state=State.DRAFT).poses["pose"][0]["root"]["pos"] == [0, 0, 14]


def test_review_and_publication_on_the_page(drill, at_work, pia):
    at_work.post(PAGE, filled(start("standing", "x")) | {"do": "save"})
    page = at_work.get(f"{PAGE}review/")
    assert "You drew this figure yourself." in page.content.decode()

    for do in ("review", "publish"):
        card = at_work.get(f"{PAGE}review/").context["draft"]
        due = card["form"]["due_on"].value()
        answer = at_work.post(
            f"{PAGE}review/",
            {"do": do, "figure": card["figure"].pk, "seen": card["seen"], "due_on_0": due.day,
             "due_on_1": due.month, "due_on_2": due.year},
        )  # fmt: skip
        assert answer.status_code == 302

    figure = Figure.objects.get()
    assert (figure.state, figure.reviewed_by, figure.review_due_on) == ("published", pia, due)


@pytest.mark.parametrize("day", ["", "x", "32"])
def test_a_review_without_a_real_day_is_asked_again(at_work, day):
    at_work.post(PAGE, filled(start("standing", "x")) | {"do": "save"})
    card = at_work.get(f"{PAGE}review/").context["draft"]

    answer = at_work.post(
        f"{PAGE}review/",
        {"do": "review", "figure": card["figure"].pk, "seen": card["seen"], "due_on_0": day,
         "due_on_1": "1", "due_on_2": "2030"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert Figure.objects.get().state == State.DRAFT


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(pia, signed_in, count, django_assert_num_queries):
    for n in range(count):
        shown(make_drill(f"drill-{n}", name=f"Drill {n}"), pia)
    client = signed_in(pia)
    client.get("/drills/figures/")

    with django_assert_num_queries(4):
        answer = client.get("/drills/figures/")

    assert len(answer.context["figures"]) == count


def test_those_due_first_stand_first_and_bare_drills_are_named(drill, pia, signed_in):
    for slug, day in (("late", "2026-01-02"), ("soon", "2027-01-02")):
        figure = shown(make_drill(slug, name=slug.capitalize()), pia)
        Figure.objects.filter(pk=figure.pk).update(review_due_on=day)

    answer = signed_in(pia).get("/drills/figures/")

    assert [row.drill.slug for row in answer.context["figures"]] == ["late", "soon"]
    assert [bare.slug for bare in answer.context["bare"]] == ["glute-bridge"]
    assert answer.content.decode().count(">Due<") >= 1
