"""A TOML table whose values are checked as they are taken; problems are noted, never raised."""

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices

type Fields = dict[str, Any]


class Table:
    """One TOML table: gives checked values, and notes a problem instead of stopping."""

    def __init__(self, where: str, content: Fields, problems: list[str]) -> None:
        self.where = where
        self.content = content
        self.problems = problems
        self.asked: set[str] = set()

    def wrong(self, key: str, expected: str, got: object) -> None:
        """Note one problem with a key."""
        self.problems.append(f"{self.where}: {key}: expected {expected}, got {got}")

    def has(self, key: str) -> bool:
        """Whether an optional key is there."""
        self.asked.add(key)
        return key in self.content

    def take(self, key: str, expected: str, fits: Callable[[Any], bool]) -> Any:
        """The value of a key that must be there and fit; None where it does not."""
        if not self.has(key):
            self.wrong(key, expected, "nothing")
            return None
        value = self.content[key]
        if not fits(value):
            self.wrong(key, expected, repr(value))
            return None
        return value

    def text(self, key: str, longest: int, start: str = "") -> str:
        """One line of text of at most `longest` characters that begins with `start`."""
        expected = f"one line of 1 to {longest} characters"
        if start:
            expected += f" that starts with {start!r}"
        value: str = self.take(
            key, expected, lambda v: _is_line(v, longest) and v.startswith(start)
        )
        return value

    def lines(self, key: str, least: int, most: int, longest: int) -> list[str]:
        """A list of `least` to `most` lines of text."""
        expected = f"{least} to {most} lines of text"
        value: list[str] | None = self.take(key, expected, lambda v: isinstance(v, list))
        if value is None:
            return []
        if not least <= len(value) <= most:
            self.wrong(key, expected, len(value))
        for place, line in enumerate(value, start=1):
            if not _is_line(line, longest):
                self.wrong(f"{key} {place}", f"one line of 1 to {longest} characters", repr(line))
        return value

    def number(self, key: str, least: int, most: int) -> int:
        """A whole number in a range."""
        value: int = self.take(
            key,
            f"a whole number from {least} to {most}",
            lambda v: isinstance(v, int) and not isinstance(v, bool) and least <= v <= most,
        )
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value: bool = self.take(key, "true or false", lambda v: isinstance(v, bool))
        return value

    def in_order(self, low: str, high: str) -> None:
        """Note a range that runs backwards."""
        least, most = self.content.get(low), self.content.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            self.wrong(high, f"at least {least}", most)

    def choice(self, key: str, choices: type[TextChoices]) -> str:
        """One of the values of `choices`."""
        value: str = self.take(
            key, f"one of {', '.join(choices.values)}", lambda v: v in choices.values
        )
        return value

    def choices(self, key: str, choices: type[TextChoices], *, least: int = 0) -> list[str]:
        """Some of the values of `choices`, each once."""
        value: list[str] = self.take(
            key,
            f"a list of {least} or more, each once, of {', '.join(choices.values)}",
            lambda v: (
                isinstance(v, list)
                and len(v) >= least
                and all(isinstance(one, str) and one in choices.values for one in v)
                and len(set(v)) == len(v)
            ),
        )
        return value

    def close(self) -> None:
        """Note every key that nobody asked for: a misspelt key would be lost in silence."""
        for key in sorted(set(self.content) - self.asked):
            self.problems.append(f"{self.where}: {key}: there is no such key; take it out")


def _is_line(value: object, longest: int) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= longest
        and value == value.strip()
        and "\n" not in value
    )
