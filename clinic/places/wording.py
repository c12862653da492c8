"""Opening hours: as people write them, and as search engines read them."""

import re
from dataclasses import dataclass

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)|(noon)"
LINE = re.compile(
    rf"(?P<first>\w+)(?:\s+(?:to|and)\s+(?P<last>\w+))?\s*[,:]\s*"
    rf"(?:(?P<closed>closed)|(?P<from>{CLOCK})\s*(?:to|-|\u2013)\s*(?P<to>{CLOCK}))\.?",
    re.IGNORECASE,
)
EXAMPLE = "Monday to Friday, 8 am to 6 pm"


@dataclass(frozen=True)
class Hours:
    """One line of opening hours; `machine` is schema.org's form of it, such as Mo-Fr 08:00-18:00.

    It is empty for a day on which the site is closed, and for a line that makes no sense.
    """

    words: str
    machine: str
    is_clear: bool


def read_hours(text: str) -> list[Hours]:
    """The lines of a site's opening hours."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def _read(line: str) -> Hours:
    found = LINE.fullmatch(line)
    days = [_day(found[name]) for name in ("first", "last") if found[name]] if found else []
    if not found or None in days:
        return Hours(line, "", is_clear=False)
    if found["closed"]:
        return Hours(line, "", is_clear=True)
    opens, closes = _clock(found["from"]), _clock(found["to"])
    is_clear = bool(opens and closes and opens < closes)
    joint = "," if re.search(r"\band\b", line, re.IGNORECASE) else "-"
    short = joint.join(day[:2].capitalize() for day in days if day)
    return Hours(line, f"{short} {opens}-{closes}" if is_clear else "", is_clear=is_clear)


def _day(word: str) -> str | None:
    """The whole name of a day from its first three letters or more."""
    known = (day for day in DAYS if len(word) > 2 and day.startswith(word.lower()))
    return next(known, None)


def _clock(words: str) -> str:
    """A time such as 8:30 am as 08:30; nothing when no clock shows it."""
    hour, minute, half, noon = re.fullmatch(CLOCK, words, re.IGNORECASE).groups()  # type: ignore[union-attr]
    if noon:
        return "12:00"
    if not 1 <= int(hour) <= 12 or int(minute or 0) > 59:
        return ""
    return f"{int(hour) % 12 + (12 if half.lower() == 'pm' else 0):02}:{minute or '00'}"
