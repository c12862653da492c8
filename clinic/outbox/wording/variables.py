"""The words of a message with {names} in them: a closed list, and no language of templates.

There is no name for anything clinical: what is not on this list cannot be said.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
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
    "site": Variable("the suburb", lambda known: known["appointment"].room.site.name),
    "practitioner": Variable(
        "who the visit is with", lambda known: known["appointment"].practitioner.name
    ),
    "until": Variable(
        "until when a time is kept", lambda known: clock(known["appointment"].local_held_until)
    ),
    "link": Variable("their own link", lambda known: known["link"]),
    "choices": Variable("the link to what we send", lambda known: known["choices_link"]),
    "stop": Variable("the link that stops reminders", lambda known: known["stop_link"]),
}


def filled(text: str, known: Mapping[str, Any]) -> str:
    """The text with a value for each name; what is put in is never read for names again."""
    return NAME.sub(lambda found: VARIABLES[found[1]].value(known), text)


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
