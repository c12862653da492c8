"""Text that can be printed: every sign has a glyph.

A PDF for screen readers may not hold a sign that no font has, so each one is named or marked.
"""

import re
import unicodedata
from collections.abc import Callable

NO_GLYPH = "□"
# Signs that only change the look of the sign before, or the direction of what follows.
UNSEEN = {"Cf", "Cc", "Mn", "Me"}


def printable(text: str, has_glyphs: Callable[[str], bool]) -> str:
    """The text with words for the signs that no font has.

    `has_glyphs` says whether all of a word can be printed. An emoji becomes its name in brackets,
    because a cross or a tick may carry the meaning of a note; any other sign becomes a box.
    """
    words = re.split(r"(\s+)", unicodedata.normalize("NFC", text))
    return "".join(_named(word, has_glyphs) for word in words)


def _named(word: str, has_glyphs: Callable[[str], bool]) -> str:
    if not word or has_glyphs(word):
        return word
    return "".join(sign if has_glyphs(sign) else _name(sign) for sign in word)


def _name(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in UNSEEN or 0x1F3FB <= ord(sign) <= 0x1F3FF:
        return ""
    if kind.startswith("S") and (name := unicodedata.name(sign, "")):
        return f"({name.lower()})"
    return NO_GLYPH
