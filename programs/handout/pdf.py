"""The PDF of a handout: A4, for paper and for screen readers (PDF/UA-1).

What people wrote reaches the page as data (JSON beside the template), so none of it is ever read as
markup. Nothing is fetched: the templates import no package, and every font is installed.
"""

import json
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible
import fontpkg_barlow_semi_condensed
import segno
import typst

from programs.handout.content import Handout
from programs.handout.letters import printable

FOLDER = Path(__file__).parent
# Signs that every font has, so that ordinary words need no asking.
PLAIN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("–—‘’“”…•×½°éè\n")
# What is no text: the rest is made printable.
NOT_TEXT = {"svg", "address"}


def render(handout: Handout) -> bytes:
    """The PDF. The same handout gives the same bytes."""
    data = asdict(handout)
    written_at = data.pop("written_at")
    for session in (session for phase in data["phases"] for session in phase["sessions"]):
        if session["address"]:
            code = segno.make_qr(session["address"], error="m")
            session["code"] = {"svg": code.svg_inline(border=0, omitsize=True)}
    return _compiled("handout.typ", int(written_at.timestamp()), handout=_printable(data))


def _compiled(template: str, moment: int, **data: Any) -> bytes:
    """A template with its data as a PDF that says it was made at `moment` (POSIX time)."""
    return typst.compile(
        FOLDER / template,
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={name: json.dumps(value) for name, value in data.items()},
        pdf_standards="ua-1",
        timestamp=moment,
        format="pdf",
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts that packages bring, and none of the machine's own."""
    packages = (fontpkg_atkinson_hyperlegible, fontpkg_barlow_semi_condensed)
    return typst.Fonts(
        include_system_fonts=False, font_paths=[str(package.ROOT / "files") for package in packages]
    )


def _printable(value: Any) -> Any:
    """The same data with all its text printable."""
    if isinstance(value, str):
        return printable(value, _has_glyphs)
    if isinstance(value, dict):
        return {key: held if key in NOT_TEXT else _printable(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(held) for held in value]
    return value


def _has_glyphs(word: str) -> bool:
    return PLAIN.issuperset(word) or _can_print(word)


@lru_cache(maxsize=2000)
def _can_print(word: str) -> bool:
    """Whether the fonts have every sign of the word: asked of the printer itself, some 3 ms."""
    try:
        _compiled("probe.typ", 0, word=word)
    except typst.TypstError:
        return False
    return True
