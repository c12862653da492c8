"""The form of a figure: what nobody changes is kept to the letter, what is wrong is said."""

import json
from xml.etree.ElementTree import fromstring

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from drills.figures.animate import loop
from drills.figures.authoring.starts import start
from drills.figures.lint import lint
from drills.figures.read import FOLDER, figure_of, read_toml
from drills.figures.scene import still
from drills.figures.table import FigureError
from drills.forms.figure_steps import take
from drills.forms.figures import FigureForm, sent_figure

SLUGS = sorted(file.stem for file in FOLDER.glob("*.toml"))


def table(slug):
    return read_toml((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"), slug)


def sent(form, **typed):
    """What a browser sends of a form, with some inputs changed."""
    data = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if isinstance(value, list | tuple):
            data.setlist(field.html_name, [str(one) for one in value])
        elif value is True:
            data[field.html_name] = "on"
        elif value is not None and value is not False:
            data[field.html_name] = str(value)
    for name, value in typed.items():
        data[name.replace("__", "-")] = str(value)
    return data


def answered(before, shown=0, warned=(), **typed):
    form = FigureForm(before, shown=shown, warned=list(warned))
    data = sent(form, **typed)
    table, shown = sent_figure(data)
    return FigureForm(table, shown=shown, warned=list(warned), data=data)


def changed(before, shown=0, **typed):
    form = answered(before, shown, **typed)
    assert form.is_valid(), form.errors
    return form.changed


@pytest.mark.parametrize("slug", SLUGS)
def test_every_shipped_figure_goes_through_the_form_unchanged(slug):
    before = table(slug)

    for shown in range(len(before["pose"])):
        after = changed(before, shown)

        assert json.dumps(after) == json.dumps(before)
    assert still(figure_of(after, slug)) == still(figure_of(before, slug))
    assert loop(figure_of(after, slug)) == loop(figure_of(before, slug))


def test_one_changed_angle_changes_nothing_else():
    before = table("bird-dog")

    after = changed(before, 1, leg_r__flex="12.5")

    before["pose"][1]["leg_r"]["flex"] = 12.5
    assert after == before


def test_a_direction_is_turned_in_the_numbers_it_was_given_in():
    before = table("bird-dog")

    after = changed(changed(before, 0, arm_r__pole__el="10"), 0, leg_l__shank__el="4")

    first = after["pose"][0]
    assert first["arm_r"]["pole"] == [-0.9433, -0.283, 0.1736]
    assert first["leg_l"]["shank"] == [180, 4]


def test_a_block_that_is_taken_over_follows_the_picture_before():
    after = changed(table("bird-dog"), 0, arm_r__x="44")

    arms = [pose.arm_r for pose in figure_of(after, "x").poses]
    assert [arm.target.off[0] for arm in arms] == [44, 44]


def test_another_way_to_give_a_leg_keeps_it_where_it_is():
    after = changed(table("glute-bridge"), 0, leg_r__how="angles")

    assert set(after["pose"][0]["leg_r"]) == {"flex", "abd", "rot", "knee", "point"}


def test_a_leg_of_its_own_can_be_given_back_to_the_picture_before():
    after = changed(table("bird-dog"), 1, leg_r__how="same")

    assert "leg_r" not in after["pose"][1]


def test_a_limb_that_rests_on_another_is_placed_after_it():
    before = start("standing", "On one leg")
    before["pose"][0]["leg_l"] = {"to": [0, 9, 30]}

    part = changed(before, 0, leg_l__how="part")

    assert part["pose"][0]["order"] == ["leg_r", "leg_l", "arm_l", "arm_r"]


def test_two_limbs_that_rest_on_each_other_are_refused_in_words():
    before = start("standing", "Knot")
    before["pose"][0]["leg_l"] = {"to": {"on": "knee_r", "off": [0, 0, 8]}}
    before["pose"][0]["leg_r"] = {"to": {"on": "pelvis", "off": [0, -9, -80]}}
    before["pose"][0]["order"] = ["leg_r", "leg_l", "arm_l", "arm_r"]

    form = answered(before, 0, leg_r__on="knee_l")

    assert not form.is_valid()
    assert form.problems() == [("", "Picture 1: two limbs rest on each other; free one of them.")]


def test_a_wrong_number_is_named_with_its_picture_and_kept():
    form = answered(table("bird-dog"), 1, leg_r__knee="far", leg_r__flex="7")

    assert not form.is_valid()
    assert form.problems() == [
        (
            "id_leg_r-knee",
            "Picture 2, Right knee bends (°): Enter a number, such as 12 or -4.5.",
        )
    ]
    assert (form["leg_r-knee"].value(), form["leg_r-flex"].value()) == ("far", "7")


@pytest.mark.parametrize("number", ["nan", "inf", "1e9", "-401"])
def test_a_number_out_of_reach_is_refused(number):
    assert not answered(table("bird-dog"), 0, root__x=number).is_valid()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"pose": []}', '{"pose": 5, "cam": [0, 0], "title": "x"}',
     "[" * 50_000, '{"title": "x", "cam": [NaN, 0], "pose": [{"label": "x"}]}', "1" * 70_000,
     '{"title": "x", "cam": [1%s, 0], "pose": [{"label": "x"}]}' % ("0" * 400)],
)  # fmt: skip
def test_a_figure_that_no_page_has_sent_is_refused(text):
    with pytest.raises(ValidationError, match="could not be read"):
        sent_figure({"table": text, "shown": "0"})


@pytest.mark.parametrize("shown", ["", "x", "-1", "2"])
def test_a_picture_that_is_not_there_is_refused(shown):
    data = sent(FigureForm(table("bird-dog"), shown=0))
    data["shown"] = shown

    with pytest.raises(ValidationError, match="could not be read"):
        sent_figure(data)


def test_a_reason_takes_a_warning_into_the_figure():
    before = table("bird-dog")
    before["pose"][1]["arm_l"] = {"to": [92, 19, -6], "pole": [0, 0.4, -1]}
    warned = lint(figure_of(before, "x"))
    reasons = {f"accept__{n}": "She reaches into a pit." for n in range(len(warned))}

    form = answered(before, 0, warned, **reasons)

    assert form.is_valid()
    assert lint(figure_of(form.changed, "x")) == []
    assert {one["because"] for one in form.changed["allow"]} == {"She reaches into a pit."}


def test_the_loop_is_counted_as_people_count():
    before = table("hip-circle")

    assert FigureForm(before, shown=0)["cycle"].value() == "1, 2, 3, 4, 1"
    assert changed(before, 0, cycle="1 2 1")["cycle"] == [0, 1, 0]
    assert "cycle" not in changed(before, 0, cycle="")
    assert answered(before, 0, cycle="1, 9, 1").is_valid() is False
    assert answered(before, 0, cycle="one").is_valid() is False


def test_a_picture_that_is_only_on_the_way_has_no_words():
    after = changed(table("hip-circle"), 1, via="on")

    assert after["pose"][1]["via"] is True
    assert "label" not in after["pose"][1]


def test_a_copied_line_break_does_not_spoil_the_drawing():
    after = changed(table("bird-dog"), 0, label="Start on hands\x0band knees.", title="Bird\x0cdog")

    assert (after["pose"][0]["label"], after["title"]) == ("Start on hands and knees.", "Bird dog")
    for picture in (still, loop):
        fromstring(picture(figure_of(after, "x")))


@pytest.mark.parametrize("hidden", ["\x00", "\x0b", "\ud800", "\uffff"])
def test_words_that_no_drawing_may_hold_are_refused(hidden):
    before = table("bird-dog")
    before["pose"][0]["label"] = f"Start{hidden}here."

    with pytest.raises(FigureError, match="pose 1, label: expected words without hidden"):
        figure_of(before, "x")


STEPS = ["show:1", "add", "add:mirrored", "turn", "remove", "earlier", "later", "arrow-add",
         "arrow-drop:0", "prop-add:mat", "prop-add:wall-behind", "prop-add:wall-beside",
         "prop-add:bench", "prop-add:step", "prop-add:roller", "prop-add:ball",
         "prop-add:band-legs", "prop-add:band-fixed", "prop-drop:0", "allow-drop:0"]  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_after_every_button_each_picture_goes_through_the_form(slug):
    for do in STEPS:
        after, shown = take(do, table(slug), 0)
        assert changed(after, shown) == after, do


@pytest.mark.parametrize(
    "do", ["show:99", "show:x", "show:" + "9" * 5000, "prop-drop:99", "prop-add:car", "what"]
)
def test_a_button_that_is_not_there_changes_nothing(do):
    assert take(do, table("bird-dog"), 0)[0] == table("bird-dog")
