"""The files: small, well-formed, the same every time, and nothing in them but drawing."""

import gzip
import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from drills.figures.animate import loop, loop_frames
from drills.figures.moment import moment, seconds
from drills.figures.palette import MONO
from drills.figures.scene import still
from drills.figures.svg import SIDES, THEMES
from tests.figures.shared import FOLDER, SLUGS, figure, moving

SVG = "{http://www.w3.org/2000/svg}"
STILL, LOOP = 6 * 1024, 12 * 1024
FORBIDDEN = re.compile(r"<style|style=|<script|\son\w+=|href|\sid=|class=|<foreignObject|url\(")
COMMANDS = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?")


def weight(svg: str) -> int:
    return len(gzip.compress(svg.encode(), 9, mtime=0))


def skeleton(path: str) -> str:
    """The commands of a path without its numbers."""
    return "".join(word if word.isalpha() else "0" for word in COMMANDS.findall(path))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_still_is_light_and_clean(slug):
    shown = figure(slug)
    svg = still(shown)
    assert weight(svg) <= STILL
    assert not FORBIDDEN.search(svg)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == shown.title
    assert root.find(f"{SVG}desc").text == shown.description
    numbers = [text.text for text in root.iter(f"{SVG}text")]
    assert numbers == [str(n) for n in range(1, len(shown.panels) + 1)]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_loop_is_light_and_clean(slug):
    svg = moving(slug)
    assert weight(svg) <= LOOP
    assert not FORBIDDEN.search(svg)
    assert 1.5 <= seconds(svg) <= 7
    root = ET.fromstring(svg)
    assert root.find(f"{SVG}title").text == figure(slug).title
    assert root.find(f"{SVG}desc").text == figure(slug).description


@pytest.mark.parametrize("slug", SLUGS)
def test_every_key_of_a_track_can_be_mixed_with_the_next(slug):
    tracks = list(ET.fromstring(moving(slug)).iter(f"{SVG}animate"))
    assert tracks
    for track in tracks:
        times = [float(time) for time in track.get("keyTimes").split(";")]
        values = track.get("values").split(";")
        assert len(times) == len(values)
        assert times[0] == 0
        assert times == sorted(set(times))
        if track.get("attributeName") == "d":
            assert times[-1] == 1
            assert len({skeleton(value) for value in values}) == 1


def test_the_guards_bite():
    assert FORBIDDEN.search('<path style="fill:red"/>')
    assert FORBIDDEN.search('<g onclick="x"/>')
    assert skeleton("M0 0l1-2 3 4z") != skeleton("M0 0l1-2z")


def test_the_heaviest_figures_are_light_in_every_theme_and_on_both_sides():
    heaviest = sorted(SLUGS, key=lambda slug: weight(moving(slug)))[-3:]
    for slug in (*heaviest, "hip-circle"):
        for theme in THEMES:
            for side in SIDES:
                assert weight(still(figure(slug), theme, side)) <= STILL
                assert weight(loop(figure(slug), theme, side)) <= LOOP


DIGEST = """
import hashlib
from drills.figures.animate import loop
from drills.figures.read import FOLDER, read_figure
from drills.figures.palette import MONO
from drills.figures.scene import still, thumbnail
all = hashlib.sha256()
for file in sorted(FOLDER.glob("*.toml")):
    figure = read_figure(file)
    for draw in (still, loop, thumbnail):
        all.update(draw(figure).encode())
print(all.hexdigest())
"""


def test_the_bytes_are_the_same_in_every_process():
    """Names are kept in sets; nothing of their order may reach a file."""
    found = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=FOLDER.parents[2],
            check=True,
            capture_output=True,
            text=True,
        )
        found.add(run.stdout.strip())
    assert len(found) == 1
    assert len(found.pop()) == 64


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("side", SIDES)
def test_every_theme_and_side_is_drawn_and_the_same_twice(theme, side):
    shown = figure("clamshell")
    assert still(shown, theme, side) == still(shown, theme, side)
    assert loop(shown, theme, side) == loop(shown, theme, side)
    ET.fromstring(still(shown, theme, side))


def grey(colour: str) -> float:
    """How light a colour is without its hue, 0 to 255 (ITU-R BT.601, as printers do it)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize(
    ("role", "beside", "least"),
    [
        ("muscle", "accent_near", 100),
        ("muscle", "accent_far", 45),
        ("muscle", "leg_near", 60),
        ("muscle", "pelvis", 50),
        ("arrow", "card", 150),
        ("accent_near", "leg_near", 45),
        ("accent_near", "skin_near", 80),
        ("ghost", "card", 25),
    ],
)
def test_a_print_without_colours_still_tells_the_parts_apart(role, beside, least):
    assert abs(grey(MONO[role]) - grey(MONO[beside])) > least


def test_themes_and_sides_differ():
    shown = figure("clamshell")
    files = {still(shown, theme, side) for theme in THEMES for side in SIDES}
    assert len(files) == len(THEMES) * len(SIDES)


def test_the_left_side_is_flipped_panel_by_panel_and_its_numbers_are_not():
    """The second step stands after the first on both sides."""
    shown = figure("lateral-lunge")
    root = ET.fromstring(still(shown, side="left"))
    panels = [group for group in root if group.get("transform")]
    assert len(panels) == 2
    for panel in panels:
        assert panel.get("transform").endswith("scale(-1 1)")
        assert not list(panel.iter(f"{SVG}text"))
    for side in SIDES:
        numbers = list(ET.fromstring(still(shown, side=side)).iter(f"{SVG}text"))
        places = [float(number.get("x")) for number in numbers]
        assert [number.text for number in numbers] == ["1", "2"]
        assert places == sorted(places)
    assert root.find(f"{SVG}title").text == "Lateral lunge, left side"


def test_the_left_loop_is_the_right_one_mirrored():
    root = ET.fromstring(loop(figure("clamshell"), side="left"))
    (flip,) = [group for group in root if group.get("transform")]
    width = ET.fromstring(moving("clamshell")).get("viewBox").split()[2]
    assert flip.get("transform") == f"translate({width} 0) scale(-1 1)"


@pytest.mark.parametrize(("theme", "side"), [("warm", "right"), ("light", "both")])
def test_no_figure_for_other_words(theme, side):
    with pytest.raises(ValueError, match="No figure"):
        still(figure("clamshell"), theme, side)


def test_a_moment_of_a_loop_is_its_pose():
    """At the very start, and half way through a track."""
    svg = moving("clamshell")
    assert "<animate" not in moment(svg, 0.0)
    assert moment(svg, 0.0) != moment(svg, 0.5)
    toy = (
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0l4-4z"><animate attributeName="d"'
        ' dur="2s" keyTimes="0;1" values="M0 0l4-4z;M10 0l4-8z"/></path></svg>'
    )
    assert 'd="M 5.00  0l 4 -6.00z"' in moment(toy, 0.5)


def test_a_group_is_shown_in_its_stretches_only():
    """Exactly one order is on the screen at any moment."""
    several = [slug for slug in SLUGS if len(loop_frames(figure(slug)).layers) > 1]
    assert several
    for slug in several:
        for part in (0.0, 0.13, 0.37, 0.5, 0.77, 0.99):
            root = ET.fromstring(moment(moving(slug), part))
            groups = [g for g in root if g.tag == f"{SVG}g" and g.get("display") is not None]
            assert [g.get("display") for g in groups].count("inline") == 1, (slug, part)
