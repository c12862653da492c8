"""A TOML table that is read key by key; whatever is wrong is said with its place."""

import re
from math import isfinite
from typing import Any

from drills.figures.vectors import Vec


class FigureError(ValueError):
    """A figure's file is wrong; the message names file, pose, key and what was expected."""


MISSING: Any = object()
# What XML 1.0 (section 2.2) does not let into a document: one of them spoils the whole picture.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Table:
    """One table of a file. Every key is asked for once; `finish` refuses those that nobody knew."""

    def __init__(self, values: Any, place: str) -> None:
        self.place = place
        if not isinstance(values, dict):
            raise FigureError(f"{place}: expected a table, found {values!r}")
        self.values = values
        self.asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def wrong(self, key: str, expected: str) -> FigureError:
        """What to raise when the value of a key is not what it should be."""
        if key not in self.values:
            return FigureError(f"{self.place}, {key}: missing; expected {expected}")
        return FigureError(f"{self.place}, {key}: expected {expected}, found {self.values[key]!r}")

    def get(self, key: str) -> Any:
        """The raw value, or None."""
        self.asked.add(key)
        return self.values.get(key)

    def number(self, key: str, default: float = MISSING) -> float:
        """One number."""
        value = self.get(key)
        if value is None and default is not MISSING:
            return default
        if not _is_number(value):
            raise self.wrong(key, "a number")
        return float(value)

    def numbers(self, key: str, counts: tuple[int, ...]) -> tuple[float, ...]:
        """A list of numbers of one of the given lengths (none given: any length)."""
        value = self.get(key)
        fits = isinstance(value, list) and all(_is_number(n) for n in value)
        if not fits or (counts and len(value) not in counts):
            size = " or ".join(str(count) for count in counts)
            raise self.wrong(key, f"a list of {size} numbers".replace("  ", " "))
        return tuple(float(n) for n in value)

    def point(self, key: str, default: Vec = MISSING) -> Vec:
        """Three numbers."""
        if key not in self and default is not MISSING:
            self.asked.add(key)
            return default
        x, y, z = self.numbers(key, (3,))
        return (x, y, z)

    def word(self, key: str, choices: Any, default: str = MISSING) -> str:
        """One of the words in `choices`."""
        value = self.get(key)
        if value is None and default is not MISSING:
            return default
        if not isinstance(value, str) or value not in choices:
            raise self.wrong(key, "one of " + ", ".join(sorted(choices)))
        return value

    def words(self, key: str, choices: Any) -> tuple[str, ...]:
        """A list of words of `choices`; missing means none."""
        value = self.get(key)
        if value is None:
            return ()
        fits = isinstance(value, list) and all(isinstance(word, str) for word in value)
        if not fits or not set(value) <= set(choices):
            raise self.wrong(key, "a list of " + ", ".join(sorted(choices)))
        if len(set(value)) < len(value):
            raise self.wrong(key, "each word once")
        return tuple(value)

    def text(self, key: str) -> str:
        """Some words for people, not empty."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "some words")
        if NO_XML.search(value):
            raise self.wrong(key, "words without hidden characters")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def table(self, key: str) -> "Table":
        """A table inside this one; missing means an empty one."""
        value = self.get(key)
        return Table({} if value is None else value, f"{self.place}, {key}")

    def tables(self, key: str) -> list["Table"]:
        """A list of tables; missing means none."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(key, "a list of tables")
        return [Table(one, f"{self.place}, {key} {n}") for n, one in enumerate(value, 1)]

    def finish(self, known: str = "") -> None:
        """Refuse keys that were never asked for."""
        for key in self.values:
            if key not in self.asked:
                names = known or ", ".join(sorted(self.asked))
                raise FigureError(f"{self.place}, {key}: not a key here; expected one of {names}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
