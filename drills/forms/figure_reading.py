"""A figure's table as it comes back from a page: checked, and its mistakes in plain words."""

import json
import re
from copy import deepcopy
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError

from clinic.words import what_is_wrong
from drills.figures.authoring.document import Document
from drills.figures.authoring.rearrange import MOST_POSES
from drills.figures.authoring.words import name_of
from drills.figures.pose import Figure
from drills.figures.read import figure_of
from drills.figures.table import FigureError
from drills.forms.entries import FURTHEST
from drills.forms.figure_entries import LONGEST_LOOP

STALE = "The figure on this page could not be read. Open the page again."
LONGEST = 60_000
MOST_PROPS, MOST_ARROWS, MOST_ALLOWED = 12, 8, 40
UNTITLED = "…"
TITLE = 0


def read_table(text: str) -> Document:
    """The table in a page's hidden input. Raises ValidationError for what no page has sent."""
    if len(text) > LONGEST:
        raise ValidationError(STALE)
    try:
        table = json.loads(text, parse_constant=_refused)
        figure_in(table)
    except (ValueError, OverflowError, RecursionError):
        raise ValidationError(STALE) from None
    return table


def _refused(word: str) -> None:
    raise ValueError(word)


def figure_in(table: Any) -> Figure:
    """The figure, even while a picture has no words yet. Raises FigureError.

    Sizes are limited, so that no page can ask for more drawing than a figure needs.
    """
    figure = figure_of(_with_words(table), "figure")
    for what, there, most in (
        ("pictures", len(figure.poses), MOST_POSES),
        ("steps in the loop", len(figure.cycle) - 1, max(LONGEST_LOOP, 2 * MOST_POSES)),
        ("things in the picture", len(figure.props), MOST_PROPS),
        ("arrows", len(figure.arrows), MOST_ARROWS),
        ("accepted warnings", len(figure.allow), MOST_ALLOWED),
    ):
        if there > most:
            raise FigureError(f"{there} {what}: expected at most {most}")
    if not all(isfinite(n) and abs(n) <= 10 * FURTHEST for n in _numbers(table)):
        raise FigureError(f"a number is out of reach: expected {FURTHEST:g} at most")
    return figure


def _with_words(table: Any) -> Any:
    """A copy in which every picture and the figure have some words."""
    if not isinstance(table, dict):
        return table
    found = deepcopy(table)
    found["title"] = found.get("title") or UNTITLED
    poses = found.get("pose")
    for pose in poses if isinstance(poses, list) else ():
        if isinstance(pose, dict) and not pose.get("via"):
            pose["label"] = pose.get("label") or UNTITLED
    return found


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def wrong_words(table: Document) -> dict[int, str]:
    """What says nothing yet, or what the clinic does not print: pictures from 1; 0 is the name."""
    found = {}
    title = str(table.get("title", "")).strip()
    if not title:
        found[TITLE] = "Write the name of the drill in the picture."
    elif wrong := what_is_wrong(title):
        found[TITLE] = f"Name of the drill in the picture: {wrong}"
    for n, pose in enumerate(table["pose"], 1):
        words = str(pose.get("label", "")).strip()
        if pose.get("via"):
            continue
        if not words:
            found[n] = f"Picture {n}: write what happens in it."
        elif wrong := what_is_wrong(words):
            found[n] = f"Picture {n}: {wrong}"
    return found


def kept_as_it_is(table: Document, pose: int) -> list[str]:
    """What the figure says that the page has no input for, in words; it is never changed."""
    said = table["pose"][pose]
    found = [words for key, words in KEPT.items() if key in said]
    if table.get("muscle_min", 0.1) < 0:
        found.append(f"how far a muscle may look away: {table['muscle_min']:g}")
    for name, block in said.items():
        if isinstance(block, dict) and "pole_in" in block:
            found.append(f"{name_of(name)}: its direction is the chest's")
    return found


KEPT = {
    "order": "the order in which the limbs are placed",
    "props": "where things are moved to in this picture",
    "mirror_of": "the picture that this one mirrors",
}
BLOCK = re.compile(r"\b(root|spine|neck|leg_l|leg_r|arm_l|arm_r)\b")
JOINT = re.compile(r"\b(\w+_[lr])\b")
NAMED = {"root": "body", "spine": "back"}


def in_plain_words(problem: FigureError) -> str:
    """What the engine says of a figure, with pictures and limbs called as on the page."""
    text = str(problem).removeprefix("figure, ").replace("pose ", "picture ")
    text = BLOCK.sub(lambda found: NAMED.get(found[0]) or name_of(found[0]), text)
    text = JOINT.sub(lambda found: _joint(found[0]), text)
    return f"{text[:1].upper()}{text[1:]}."


def _joint(name: str) -> str:
    try:
        return name_of(name)
    except KeyError:
        return name
