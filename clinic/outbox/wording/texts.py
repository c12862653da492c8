"""Text messages as the networks count them.

The alphabet is that of 3GPP TS 23.038, the parts are those of 23.040.
"""

import unicodedata
from dataclasses import dataclass
from math import ceil

from gsm0338 import Codec

GSM = Codec()
# Signs that one part holds alone, and as one of several: seven bits a sign, else sixteen.
SEVEN_BITS, SIXTEEN_BITS = (160, 153), (70, 67)
# What is typed for what is set.
TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


@dataclass(frozen=True)
class Length:
    """How long a text is: signs as they are paid for, and the parts that it travels in."""

    signs: int
    parts: int
    is_plain: bool


def plain(text: str) -> str:
    """One line, with signs of the short alphabet wherever there is one that reads the same.

    A letter that the alphabet has only without its mark loses it: one such letter would otherwise
    make the whole text more than twice as long. Other scripts stay as they are.
    """
    line = " ".join(text.translate(TYPED).split())
    return "".join(sign if fits(sign) else _without_mark(sign) for sign in line)


def length_of(text: str) -> Length:
    """Its length in signs and parts; a sign of the extension, such as €, counts twice."""
    is_plain = fits(text)
    signs = len(GSM.encode(text)[0]) if is_plain else len(text.encode("utf-16-be")) // 2
    alone, of_several = SEVEN_BITS if is_plain else SIXTEEN_BITS
    return Length(signs, 1 if signs <= alone else ceil(signs / of_several), is_plain)


def fits(text: str) -> bool:
    """Whether every sign stands in the short alphabet."""
    try:
        GSM.encode(text)
    except UnicodeEncodeError:
        return False
    return True


def _without_mark(sign: str) -> str:
    bare = unicodedata.normalize("NFKD", sign)[0]
    return bare if fits(bare) else sign
