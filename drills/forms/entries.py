"""One input of a figure's page: where its value stands in the figure's table, both ways.

What nobody changes is never written back, so that a figure keeps every digit and every key that
the page does not show.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms

from clinic.look.fields import Text
from drills.figures.authoring.convert import azel, tenth
from drills.figures.authoring.document import UNSAID, Document
from drills.figures.vectors import aim

Path = tuple[str | int, ...]
# No place of a figure and no angle is further out than this.
FURTHEST = 400.0
ENTER_NUMBER = "Enter a number, such as 12 or -4.5."


def look_up(document: Document, path: Path) -> Any:
    """The value at a path, or None."""
    here: Any = document
    for step in path:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return None
    return here


def put(document: Document, path: Path, value: Any) -> None:
    """Write a value at a path; None takes it away. A block that was not said starts as it holds."""
    here: Any = document
    for n, step in enumerate(path[:-1]):
        if isinstance(here, dict):
            following: Any = [] if isinstance(path[n + 1], int) else {}
            here = here.setdefault(step, deepcopy(UNSAID.get(str(step), following)))
        else:
            here = here[step]
    last = path[-1]
    if isinstance(here, list):
        assert isinstance(last, int)  # noqa: S101 - a list is counted
        here.extend([0] * (last + 1 - len(here)))
        here[last] = value
    elif value is None:
        here.pop(last, None)
    else:
        here[last] = value


def whole(number: float) -> float:
    """A number as a person writes it: 12, not 12.0."""
    return int(number) if number == int(number) else number


@dataclass(frozen=True)
class Entry:
    """An input: its name and label, its field, and how it is read and written."""

    name: str
    label: str
    path: Path
    default: Any = None
    hint: str = ""

    def read(self, document: Document) -> Any:
        """What the input shows."""
        value = look_up(document, self.path)
        return self.default if value is None else value

    def write(self, document: Document, value: Any) -> None:
        """Put a changed value into the table."""
        put(document, self.path, value)

    def field(self) -> forms.Field:
        """The form field."""
        raise NotImplementedError

    def made(self, make: Callable[..., forms.Field], **arguments: Any) -> forms.Field:
        """A field with the entry's label and hint."""
        return make(label=self.label, help_text=self.hint, **arguments)


@dataclass(frozen=True)
class Number(Entry):
    """A number with a unit; the slider goes from `low` to `high`, typing may go further."""

    unit: str = ""
    low: float = -100
    high: float = 100
    least: float = -FURTHEST
    optional: bool = False
    scale: float = 1

    def read(self, document: Document) -> Any:
        """The number in the unit of the page."""
        value = super().read(document)
        return None if value is None else whole(round(value * self.scale, 6))

    def write(self, document: Document, value: Any) -> None:
        """The number in the unit of the table."""
        put(document, self.path, None if value is None else whole(value / self.scale))

    def field(self) -> forms.Field:
        """A number that says its unit, with the ends of its slider."""
        ends = {"data-low": f"{self.low:g}", "data-high": f"{self.high:g}"}
        return forms.FloatField(
            label=f"{self.label} ({self.unit})",
            help_text=self.hint,
            required=not self.optional,
            min_value=self.least,
            max_value=FURTHEST,
            widget=forms.NumberInput({"class": "input w-4", "step": "any", **ends}),
            error_messages={
                "required": ENTER_NUMBER,
                "invalid": ENTER_NUMBER,
                "min_value": f"Enter a number from {self.least:g} to {FURTHEST:g}.",
                "max_value": f"Enter a number from {self.least:g} to {FURTHEST:g}.",
            },
        )


@dataclass(frozen=True)
class Pointing(Number):
    """One of the two angles of a direction: 0 how far it is turned, 1 how high it points."""

    part: int = 0
    rest: tuple[float, float] | None = None

    def read(self, document: Document) -> Any:
        """The angle, or that of the direction that holds if none is given."""
        angles = self._angles(document)
        return angles[self.part] if angles else None

    def write(self, document: Document, value: Any) -> None:
        """Three numbers stay three numbers, because a hand's are the chest's."""
        given = look_up(document, self.path)
        if value is None:
            put(document, self.path, None)
            return
        angles = self._angles(document) or [0.0, 0.0]
        angles[self.part] = whole(value)
        if given and len(given) == 3:
            angles = [round(n, 4) for n in aim(angles[0], angles[1])]
        put(document, self.path, angles)

    def _angles(self, document: Document) -> list[float] | None:
        given = look_up(document, self.path)
        if given is None:
            return list(self.rest) if self.rest else None
        if len(given) == 3:
            return [tenth(n) for n in azel((given[0], given[1], given[2]))]
        return [whole(n) for n in given]


@dataclass(frozen=True)
class Choice(Entry):
    """One of some words; an empty one takes the key away."""

    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True

    def read(self, document: Document) -> Any:
        """The word, or the empty one."""
        return super().read(document) or ""

    def write(self, document: Document, value: Any) -> None:
        """The word; the empty one is none."""
        put(document, self.path, value or None)

    def field(self) -> forms.Field:
        """A list to choose from."""
        return self.made(
            forms.ChoiceField,
            choices=self.choices,
            required=self.required,
            widget=forms.Select({"class": "select"}),
            error_messages={"required": f"Choose: {self.label.lower()}."},
        )


@dataclass(frozen=True)
class Some(Entry):
    """Any of some words."""

    choices: tuple[tuple[str, str], ...] = ()

    def read(self, document: Document) -> Any:
        """The words, in the order of the choices; a figure may hold them in another."""
        chosen = super().read(document) or []
        return [name for name, _ in self.choices if name in chosen]

    def write(self, document: Document, value: Any) -> None:
        """The words; none is no key."""
        put(document, self.path, list(value) or None)

    def field(self) -> forms.Field:
        """A list of boxes to tick."""
        return self.made(
            forms.MultipleChoiceField,
            choices=self.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


@dataclass(frozen=True)
class Flag(Entry):
    """Yes or no; what is so anyway is not written."""

    default: bool = False

    def write(self, document: Document, value: Any) -> None:
        """Only what differs from the default."""
        put(document, self.path, None if value == self.default else value)

    def field(self) -> forms.Field:
        """A box to tick."""
        return self.made(forms.BooleanField, required=False)


@dataclass(frozen=True)
class Words(Entry):
    """Words for people."""

    longest: int = 200

    def field(self) -> forms.Field:
        """Some lines to write in. That a picture needs words is asked when it is saved."""
        rows = {"class": "input", "rows": 2}
        return self.made(
            Text,
            required=False,
            max_length=self.longest,
            widget=forms.Textarea(rows),
        )

    def read(self, document: Document) -> Any:
        """The words, or none."""
        return super().read(document) or ""

    def write(self, document: Document, value: Any) -> None:
        """The words as they were typed."""
        put(document, self.path, value)
