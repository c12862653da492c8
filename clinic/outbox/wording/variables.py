"""The words of a message with {names} in them: a closed list, and no language of templates.

There is no name for anything clinical: what is not on this list cannot be said.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format

from clinic.look.templatetags.steady import clock, day_clock

NAME = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Variable:
    """What a name stands for, in words, and where its value is found."""

    means: str
    value: Callable[[Mapping[str, Any]], str]


VARIABLES: dict[str, Variable] = {
    "clinic": Variable("the clinic's name", lambda known: known["clinic"]["name"]),
    "phone": Variable("the clinic's phone", lambda known: known["clinic"]["phone"]),
    "website": Variable("the address of this site", lambda known: known["base_url"]),
    "runner": Variable("the runner's name", lambda known: known["runner"]),
    "physio": Variable("the physio's name", lambda known: known["physio"]),
    "when": Variable(
        "day and time of the visit", lambda known: day_clock(known["appointment"].local_start)
    ),
    "day": Variable(
        "the day, short", lambda known: date_format(known["appointment"].local_start, "D j M")
    ),
    "time": Variable("the time", lambda known: clock(known["appointment"].local_start)),
    "site": Variable("the suburb", lambda known: known["appointment"].site_name),
    "address": Variable("street and suburb", lambda known: known["appointment"].address),
    "practitioner": Variable(
        "who the visit is with", lambda known: known["appointment"].practitioner_name
    ),
    "until": Variable(
        "until when a time is kept", lambda known: clock(known["appointment"].local_held_until)
    ),
    "link": Variable("their own link", lambda known: known["link"]),
    "choices": Variable("the link to what we send", lambda known: known["choices_link"]),
    "stop": Variable("the link that stops reminders", lambda known: known["stop_link"]),
}


class Values(dict[str, str]):
    """The values of names in one message; each is worked out when first asked for, once."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        super().__init__()
        self.known = known

    def __missing__(self, name: str) -> str:
        """The value for a name; KeyError for one that is not on the list."""
        value = self[name] = VARIABLES[name].value(self.known)
        return value


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with a value for each name; what is put in is never read for names again."""
    parts = _parts(text)
    return "".join(values[part] if is_name else part for part, is_name in parts)


@lru_cache(maxsize=256)
def _parts(text: str) -> list[tuple[str, bool]]:
    """The text cut at its names: each part, and whether it is a name."""
    return [(part, bool(n % 2)) for n, part in enumerate(NAME.split(text))]


def what_is_wrong_in_braces(text: str, *, may: Collection[str], must: Collection[str]) -> str:
    """A sentence that says what to change about the names in a text, or nothing."""
    listed = ", ".join(f"{{{name}}}" for name in may)
    rest = NAME.sub("", text)
    if "{" in rest or "}" in rest:
        return f"Braces are for names alone, each in one pair. You can use: {listed}."
    for name in NAME.findall(text):
        if name not in may:
            return f"“{{{name}}}” is not known here. You can use: {listed}."
    for name in must:
        if f"{{{name}}}" not in text:
            return f"Keep {{{name}}} in it: {VARIABLES[name].means}."
    return ""
