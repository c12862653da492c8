"""A wrong file is refused with the place and what was expected there."""

import tomllib

import pytest

from drills.figures.read import parse_figure
from drills.figures.table import FigureError
from tests.figures.shared import FILES, FOLDER, SLUGS, changed, figure

GOOD = """
title = "Test"
cam = [-70, 8]
[[pose]]
label = "Stand."
root = { pos = [0, 0, 92] }
[[pose]]
label = "Lift."
leg_r = { flex = 40 }
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("flex = 40", 'flex = "up"', "test.toml, pose 2, leg_r, flex: expected a number"),
        ("flex = 40", "flexion = 40", "test.toml, pose 2, leg_r, flexion: not a key here"),
        ("flex = 40", "plant = [1, 2]", "plant: expected a list of 3 or 4 numbers"),
        ("flex = 40", "thigh = [0, 0]", "leg_r, shank: missing; expected a list of 2 or 3"),
        ("flex = 40", "to = { on = 'nose' }", "pose 2, leg_r, to, on: expected one of "),
        ("flex = 40", "to = [0, 0, 0], pole = [0, 0, 0]", "pole: expected a direction"),
        ("[-70, 8]", "[-70]", "test.toml, cam: expected a list of 2 numbers, found [-70]"),
        ('label = "Lift."', "", "test.toml, pose 2, label: missing; expected some words"),
        ('title = "Test"', "", "test.toml, title: missing"),
        ("root = { pos = [0, 0, 92] }", "", "pose 1, root: missing"),
        ("[0, 0, 92] }", "[0, 0, 92], base = 'sat' }", "pose 1, root, base: expected one of"),
        ("[0, 0, 92] }", "[0, 0, 92], pin = [[], [0, 0, 0]] }", "root, pin: expected a joint and"),
        ('label = "Lift."', 'label = "Lift."\nspine = []', "pose 2, spine: expected a table"),
        ("[0, 0, 92] }", "[0, 0, 92], pin = ['knee_r'] }", "root, pin: expected a joint and"),
        ("cam =", "cycle = [0, 1]\ncam =", "test.toml, cycle: expected numbers of poses, 0 to 1"),
        ("cam =", "hold = [1]\ncam =", "test.toml, hold: expected 2 numbers of seconds"),
        ("cam =", "hold = [1, 99]\ncam =", "hold: expected 2 numbers of seconds, 0 to 10, one"),
        ("cam =", "move = -1\ncam =", "move: expected a number of seconds, 0.2 to 5, found -1"),
        ("cam =", "accent = [[]]\ncam =", "test.toml, accent: expected a list of"),
        ("cam =", "accent = ['leg_x']\ncam =", "test.toml, accent: expected a list of"),
        ("cam =", "arrow = [{ joint = 'x' }]\ncam =", "test.toml, arrow 1, joint: expected"),
        ("cam =", "props = [{ kind = 'ball', x = 1 }]\ncam =", "props 1, y: missing"),
        ("cam =", "props = [{ kind = 'band', f = 0.5 }]\ncam =", "expected limbs a and b"),
        ("cam =", "speed = 3\ncam =", "test.toml, speed: not a key here; expected one of"),
        ("flex = 40 }", "flex = 40 }\n[[pose]]\nlabel = 'x'\nmirror_of = 5", "pose 3, mirror_of"),
        ("flex = 40 }", "flex = 40 }\norder = ['leg_l']", "pose 2, order: expected each of"),
        ("cam = [", "cam = ", "test.toml: this is not TOML"),
    ],
)
def test_a_wrong_file_says_where_and_what(old, new, said):
    assert old in GOOD
    with pytest.raises(FigureError) as refusal:
        parse_figure(GOOD.replace(old, new, 1), "test.toml")
    assert said in str(refusal.value)


def test_a_pose_takes_over_what_it_does_not_say():
    first, second = parse_figure(GOOD, "test.toml").poses
    assert second.root == first.root
    assert second.leg_l == first.leg_l
    assert second.leg_r != first.leg_r


def test_every_drill_has_a_figure_with_the_drills_name():
    drills = FOLDER.parent / "drills"
    names = {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8"))["name"]
        for file in drills.glob("*.toml")
    }
    assert {slug: figure(slug).title for slug in SLUGS} == names
    assert len(FILES) >= 30


@pytest.mark.parametrize("slug", SLUGS)
def test_every_panel_has_words_of_its_own(slug):
    shown = figure(slug)
    labels = [shown.poses[i].label for i in shown.panels]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert label[0].isupper()
        assert label.endswith(".")
        # The same words stand beside the picture of the other side.
        assert " right " not in label
        assert " left " not in label


def test_one_drill_turns_knees_and_another_lifts_them():
    """The two drills on hands and knees are two figures."""
    one, two = figure("fire-hydrant"), figure("quadruped-hip-external-rotation")
    assert one.poses[-1] != two.poses[-1]


def test_the_changed_helper_changes():
    assert changed("clamshell", "cam = [-20, 22]", "cam = [13, 24]").camera == (13, 24)
