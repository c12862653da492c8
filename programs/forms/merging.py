"""What two people typed at the same time: nothing is lost without a word.

Every form of the page carries a digest of what it said when the page was opened. When somebody
else has saved meanwhile, that tells for each form who changed it: what only they changed is taken
over, what only we typed stays typed, and what both changed stays as we typed it, with theirs in
words beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from django import forms
from django.http import QueryDict

from clinic.look.widgets import KnownDate

AS_SEEN = "as-seen"  # the input that carries the digests: "key=digest key=digest …"

type Posted = dict[str, list[str]]


@dataclass(frozen=True)
class Part:
    """One form of the page as it is stored now: its key, its name for people, and its inputs.

    `boxes` are inputs that a browser leaves out when nothing is ticked.
    """

    key: str
    about: str
    posted: Posted
    boxes: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """What tells this content from another."""
        return digest_of(self.posted)


def as_post(form: forms.Form) -> Posted:
    """The inputs of an unbound form as a browser would send them untouched."""
    posted: Posted = {}
    for name, field in form.fields.items():
        value, html = form.get_initial_for_field(field, name), form.add_prefix(name)
        if isinstance(field.widget, KnownDate):
            for place, text in enumerate(field.widget.decompress(value)):
                posted[f"{html}_{place}"] = [text]
        elif isinstance(field.widget, forms.CheckboxSelectMultiple):
            posted[html] = [str(one) for one in value or []]
        elif isinstance(field.widget, forms.CheckboxInput):
            posted[html] = ["on"] if value else []
        else:
            posted[html] = ["" if value is None else str(value)]
    return posted


def part_of(key: str, about: str, form: forms.Form) -> Part:
    """An unbound form as it is stored now."""
    boxes = (forms.CheckboxSelectMultiple, forms.CheckboxInput)
    ticked = {name for name, field in form.fields.items() if isinstance(field.widget, boxes)}
    return Part(key, about, as_post(form), frozenset(form.add_prefix(name) for name in ticked))


def digest_of(posted: Posted) -> str:
    """The same for the same content, whatever spaces were typed around it."""
    plain = {name: sorted(text.strip() for text in texts) for name, texts in posted.items()}
    return sha256(dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def filled(typed: QueryDict, parts: Iterable[Part]) -> QueryDict:
    """What was typed; an input that the page did not send says what is stored."""
    whole, seen = typed.copy(), digests_in(typed)
    for part in parts:
        is_there = part.key in seen
        for name, texts in part.posted.items():
            if name not in typed and not (is_there and name in part.boxes):
                whole.setlist(name, texts)
    return whole


def merged(typed: QueryDict, parts: list[Part]) -> tuple[QueryDict, list[Part]]:
    """What was typed over what is stored now, and the parts that both changed."""
    whole = filled(typed, parts)
    was, both = digests_in(typed), []
    for part in parts:
        ours = {name: whole.getlist(name) for name in part.posted}
        seen = was.get(part.key)
        is_theirs = seen == digest_of(ours) or not any(name in typed for name in part.posted)
        if is_theirs:
            for name, texts in part.posted.items():
                whole.setlist(name, texts)
        elif seen and part.digest not in {seen, digest_of(ours)}:
            both.append(part)
    return whole, both


def digests(parts: Iterable[Part]) -> str:
    """What every form says now, to be sent along with the page."""
    return " ".join(f"{part.key}={part.digest}" for part in parts)


def digests_in(typed: QueryDict) -> dict[str, str]:
    """What every form said when the page was opened."""
    pairs = (word.partition("=") for word in typed.get(AS_SEEN, "").split())
    return {key: digest for key, _, digest in pairs}
