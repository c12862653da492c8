"""Small web fonts, cut from the full fonts that their packages install.

A full font has every script and weighs 55 KB; a page needs Latin letters and gets 10 KB of woff2.
The cut is made on first use, kept in a git-ignored folder named after its sources and recipe,
and made again only when one of these changes.
"""

import hashlib
import logging
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_atkinson_hyperlegible
import fontpkg_barlow_semi_condensed
import fontTools
from django.conf import settings
from fontTools.subset import Options, Subsetter, load_font

LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(ord(mark) for mark in "–—‘’“”„†•…‹›€™−≠≤≥"),
)
DIGITS = tuple(ord(mark) for mark in "0123456789%+,-./:×–−")

logging.getLogger("fontTools.subset").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Cut:
    """One font file that the stylesheet asks for: where it comes from and which signs it keeps."""

    name: str
    source: Path
    signs: tuple[int, ...]

    def key(self) -> str:
        """Change whenever the result would: the source, the signs or the tool."""
        recipe = f"{fontTools.version} {self.signs}".encode()
        return hashlib.sha256(recipe + self.source.read_bytes()).hexdigest()[:16]

    def build(self, target: Path) -> None:
        """Write the cut font; another process doing the same at the same time is harmless."""
        options = Options(
            flavor="woff2",
            hinting=False,
            layout_features=["kern", "liga", "ccmp", "locl", "tnum"],
            notdef_outline=True,
        )
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=self.signs)
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            load_font(str(self.source), options) as font,
            tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unfinished,
        ):
            font.recalcTimestamp = False
            font.flavor = "woff2"
            subsetter.subset(font)
            font.save(unfinished)
        Path(unfinished.name).chmod(0o644)
        Path(unfinished.name).replace(target)


_TEXT = fontpkg_atkinson_hyperlegible.ROOT / "files"
_BIB = fontpkg_barlow_semi_condensed.ROOT / "files"

CUTS = (
    Cut("fonts/atkinson-400.woff2", _TEXT / "AtkinsonHyperlegible-Regular.ttf", LATIN),
    Cut("fonts/atkinson-700.woff2", _TEXT / "AtkinsonHyperlegible-Bold.ttf", LATIN),
    Cut("fonts/atkinson-400-italic.woff2", _TEXT / "AtkinsonHyperlegible-Italic.ttf", LATIN),
    Cut("fonts/digits-700.woff2", _BIB / "BarlowSemiCondensed-Bold.ttf", DIGITS),
)


@cache
def built() -> Path:
    """Return the folder that holds every cut, making those that are missing."""
    keys = "".join(cut.key() for cut in CUTS)
    folder = settings.BASE_DIR / ".local" / "look" / hashlib.sha256(keys.encode()).hexdigest()[:16]
    for cut in CUTS:
        target = folder / cut.name
        if not target.exists():
            cut.build(target)
    return folder
