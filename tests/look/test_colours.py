"""Every pair of colours that meets on a page keeps its contrast, by day and by night."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "css" / "steady.css").read_text(encoding="utf-8")
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\)", CSS
    )
}

READING, TEXT, SHAPE = 7, 4.5, 3
PAIRS = {
    READING: """
        ink/paper ink/surface ink/sunken ink-2/paper ink-2/surface
        on-euc-tint/euc-tint on-track-tint/track-tint on-wattle-tint/wattle-tint
        on-dawn-tint/dawn-tint on-good-tint/good-tint on-stop-tint/stop-tint on-plum-tint/plum-tint
        ink/euc-tint ink/wattle-tint ink/plum-tint
    """,
    TEXT: """
        ink-2/sunken ink-3/paper ink-3/surface ink-3/sunken ink-3/euc-tint euc/paper euc/surface
        euc/sunken euc/euc-tint on-euc/euc on-euc/euc-hover on-euc/euc-active track/surface
        dawn/surface good/surface stop/surface stop/paper on-stop/stop on-stop/stop-hover
        chart-dawn/surface plum/surface ink/heat-0 ink/heat-1 on-h2/heat-2 on-euc/heat-4
    """,
    SHAPE: """
        edge/surface edge/paper edge/sunken heat-4/heat-0 heat-3/heat-0 track/paper
        chart-dawn/euc-tint chart-dawn/wattle-tint chart-dawn/plum-tint plum/wattle-tint
        plum/plum-tint chart-track/surface
        focus/paper focus/surface focus/sunken focus/focus-gap
    """,
}


def light(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([light(one), light(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("bar", "pair"), [(bar, pair) for bar, pairs in PAIRS.items() for pair in pairs.split()]
)
def test_a_pair_of_colours_keeps_its_contrast(mode, bar, pair):
    front, ground = (TOKENS[name][mode] for name in pair.split("/"))

    assert contrast(front, ground) >= bar


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#FFFFFF") == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54


def test_colours_are_written_only_as_tokens():
    outside = re.sub(r"@layer tokens \{.*?\n\}", "", CSS, flags=re.DOTALL)
    written = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", outside)) - {"#0000", "#0A100E8C"}

    assert written == set()
