"""Drawings inside of pages wear the engine's colours, by day and by night."""

import re
from pathlib import Path

from drills.figures.palette import DARK, LIGHT

CSS = Path(__file__).parents[2] / "static" / "css" / "pages" / "drawings.css"


def test_every_colour_of_the_engine_has_its_rule():
    rules = re.findall(
        r'\[fill="(#\w{6})"\] \{ fill: light-dark\((#\w{6}), (#\w{6})\)', CSS.read_text()
    )

    assert all(day == seen for day, seen, _ in rules)
    by_night = {day: night for day, _, night in rules}
    assert by_night == {LIGHT[role]: DARK[role] for role in LIGHT if role != "card"}


def test_roles_that_share_a_colour_by_day_share_it_by_night():
    assert len({(LIGHT[role], DARK[role]) for role in LIGHT}) == len(set(LIGHT.values()))
