"""Drawings in templates: `{% load drawings %}`, then `{% drill_thumb drill %}` and its like."""

import re
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from drills.models import Dose, Drill, Figure, Picture, ShownSide, Theme

register = template.Library()

OPENING = re.compile(r'^<svg xmlns="[^"]*" role="img"')
WORDS = re.compile(r"<title>.*</title><desc>.*</desc>", re.DOTALL)


@register.filter
def sides(dose: Dose) -> list[str]:
    """The sides that a dose is shown for: `["right", "left"]` where each side has its turn."""
    if dose.side in (Dose.Side.EACH, Dose.Side.ALTERNATING):
        return [ShownSide.RIGHT, ShownSide.LEFT]
    return [facing(dose.side)]


@register.inclusion_tag("drills/_thumb.html")
def drill_thumb(drill: Drill, side: str = ShownSide.RIGHT, look: str = "thumb") -> dict[str, Any]:
    """One pose, inside of the page, beside words that name the drill; `side` may be a dose's.

    Read the drill `with_figures(thumbs=True)`. `look` is a class: `thumb`, or `picture` for the
    top of a card.
    """
    figure = drill.figure
    drawn = figure.thumb(facing(side)) if figure else None
    return {"svg": inline(drawn.file.content) if drawn else "", "look": look}


@register.inclusion_tag("drills/_small.html", takes_context=True)
def drill_small(context: Context, drill: Drill, side: str = ShownSide.RIGHT) -> dict[str, Any]:
    """The same pose as a file, for a closed part of a page: fetched only when it is opened.

    Read the drill `with_figures()`.
    """
    return pictures(context, drill.figure, Picture.THUMB, facing(side))


@register.inclusion_tag("drills/_still.html", takes_context=True)
def drill_still(
    context: Context,
    drill: Drill,
    side: str = ShownSide.RIGHT,
    caption: str = "",
    *,
    lazy: bool = True,
) -> dict[str, Any]:
    """The numbered steps of a drill. Read the drill `with_figures()`."""
    drawn = pictures(context, drill.figure, Picture.STILL, facing(side))
    return drawn | {"caption": caption, "lazy": lazy}


@register.inclusion_tag("drills/_loop.html", takes_context=True)
def drill_loop(context: Context, drill: Drill, side: str = ShownSide.RIGHT) -> dict[str, Any]:
    """The movement of a drill. It stands behind a button: nothing moves before somebody asks."""
    return pictures(context, drill.figure, Picture.LOOP, facing(side))


def facing(side: str) -> str:
    """The side that a picture shows for a dose's side: only "left" is mirrored."""
    return ShownSide.LEFT if side == Dose.Side.LEFT else ShownSide.RIGHT


def pictures(context: Context, figure: Figure | None, kind: str, side: str) -> dict[str, Any]:
    """What to show first, what by night, the one for paper, and its words; empty without one.

    Who chose light or dark in the settings gets that one picture, whatever the phone says.
    """
    light = figure.picture(kind, Theme.LIGHT, side) if figure else None
    if figure is None or light is None:
        return {}
    dark = figure.picture(kind, Theme.DARK, side)
    reader = getattr(getattr(context, "request", None), "user", None)
    chosen = getattr(reader, "theme", "")
    return {
        "shown": dark if chosen == Theme.DARK else light,
        "dark": None if chosen else dark,
        "mono": figure.picture(Picture.STILL, Theme.MONO, side),
        "words": figure.description,
    }


def inline(svg: str) -> SafeString:
    """The drawing to stand in a page: without its words, which would be a tooltip there.

    The engine writes every other byte of it, so it is safe as it stands.
    """
    opened = OPENING.sub('<svg aria-hidden="true" focusable="false"', svg)
    return SafeString(WORDS.sub("", opened))
