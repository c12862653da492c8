"""Numbers and arrows stand where they can be read, and the working side is the right one."""

import tomllib
from math import hypot

import pytest

from drills.figures.camera import Camera
from drills.figures.pose import Figure
from drills.figures.read import parse_figure
from drills.figures.scene import BADGE_ROOM, PADDING, Panel, panels_of
from tests.figures.shared import FOLDER, SLUGS, figure


def panels(shown: Figure) -> list[Panel]:
    return panels_of(shown, shown.panels, Camera(*shown.camera))


def edge(panel: Panel, x: float, y: float) -> float:
    """Centimetres from a place on the screen to the nearest ball of the body."""
    return min(
        hypot(spot.x - x, spot.y - y) - max(spot.xx, spot.yy) ** 0.5
        for hulls in panel.frame.spots
        for hull in hulls
        for spot in hull
    )


# Hands and feet in all four corners.
STAR = parse_figure(
    """
title = "Star"
cam = [0, 0]
accent = ["arm_r"]
arrow = [{ joint = "wr_r" }]
[[pose]]
label = "Stretch."
root = { pos = [0, 0, 80] }
leg_l = { abd = 38 }
leg_r = { abd = 38 }
arm_l = { abd = 118, elbow = 0 }
arm_r = { abd = 118, elbow = 0 }
[[pose]]
label = "Stretch more."
arm_r = { abd = 124, elbow = 0 }
""",
    "star.toml",
)


@pytest.mark.parametrize("shown", [*map(figure, SLUGS), STAR], ids=lambda one: one.slug)
def test_no_number_lies_on_the_body(shown):
    drawn = panels(shown)
    corners = [
        [
            (x, y)
            for y in (panel.box.top + PADDING, panel.box.bottom - PADDING)
            for x in (panel.box.left + PADDING, panel.box.right - PADDING)
        ]
        for panel in drawn
    ]
    free = [
        corner
        for corner in range(4)
        if all(edge(p, *corners[i][corner]) > BADGE_ROOM for i, p in enumerate(drawn))
    ]
    assert free


@pytest.mark.parametrize("slug", SLUGS)
def test_every_arrow_has_room_in_its_own_panel(slug):
    for panel in panels(figure(slug)):
        for points in panel.arrows:
            for x, y in points:
                assert panel.box.left < x < panel.box.right
                assert panel.box.top < y < panel.box.bottom


@pytest.mark.parametrize("slug", SLUGS)
def test_a_drill_for_each_side_is_drawn_for_the_right_one(slug):
    """Left is the mirrored picture, so the muscle that works must be a right one."""
    drill = tomllib.loads((FOLDER.parent / "drills" / f"{slug}.toml").read_text(encoding="utf-8"))
    if drill["dose"].get("side") == "each":
        assert {muscle[-1] for muscle in figure(slug).muscles} <= {"r"}


def test_every_second_panel_shows_an_arrow():
    """At least one arrow tells the way; only a drill that is drawn from one pose has none."""
    for slug in SLUGS:
        assert all(panel.arrows for panel in panels(figure(slug))[1:]), slug
