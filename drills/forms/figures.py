"""A figure's page as one form: the whole figure, and one of its pictures at a time.

The figure itself travels in a hidden input, so that nothing is lost between two pictures and
nothing is saved before somebody presses Save. Only what was changed is written into it.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from drills.figures.authoring.convert import limb_as, way_of
from drills.figures.authoring.document import UNSAID, Document, blocks_of, taken_over
from drills.figures.authoring.words import sentence
from drills.figures.lint import Finding
from drills.figures.placing import order_for
from drills.figures.solve import solve
from drills.figures.table import FigureError
from drills.forms.entries import Entry
from drills.forms.figure_entries import (
    allow_entries,
    arrow_entries,
    hold_entry,
    mark_entries,
    prop_entries,
    whole_entries,
)
from drills.forms.figure_reading import STALE, figure_in, in_plain_words, read_table
from drills.forms.pose_entries import (
    ARM_WAYS,
    LEG_WAYS,
    SAME,
    bend_entries,
    limb_entries,
    pose_entries,
    root_entries,
)

LIMBS = {
    "leg_r": "Right leg",
    "leg_l": "Left leg",
    "arm_r": "Right arm",
    "arm_l": "Left arm",
}
TRUNK = {"root": "Body", "spine": "Back", "neck": "Neck"}
OWN = "own"


@dataclass
class Part:
    """A group of inputs; `how` chooses between the ways in which they can be given."""

    name: str
    title: str
    entries: list[Entry] = field(default_factory=list)
    how: str = ""
    is_open: bool = False
    fields: list[BoundField] = field(default_factory=list)

    @property
    def has_error(self) -> bool:
        """Whether one of its inputs is wrong."""
        return any(one.errors for one in self.fields)


class FigureForm(forms.Form):
    """The inputs of a figure and of the picture `shown` (counted from 0)."""

    def __init__(
        self,
        table: Document,
        *,
        shown: int,
        warned: list[Finding] | None = None,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.table, self.shown, self.warned = table, shown, warned or []
        self.fields["table"] = forms.CharField(widget=forms.HiddenInput)
        self.fields["shown"] = forms.IntegerField(widget=forms.HiddenInput)
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial.update(table=json.dumps(table), shown=shown)
        self.entries: dict[str, Entry] = {}
        self.about = self._part(
            "about", "Words and time", [*pose_entries(table, shown), hold_entry(shown)]
        )
        self.body = [self._block(name, title) for name, title in (TRUNK | LIMBS).items()]
        self.view = self._part("view", "Camera and movement", whole_entries(table))
        self.marks = self._part("marks", "What is marked", mark_entries())
        self.arrows = [
            self._part(f"arrow-{n}", f"Arrow {n + 1}", arrow_entries(table, n))
            for n in range(len(table.get("arrow", ())))
        ]
        self.props = [
            self._part(f"prop-{n}", prop["kind"], prop_entries(table, n))
            for n, prop in enumerate(table.get("props", ()))
        ]
        self.allowed = [
            self._part(f"allow-{n}", one["finding"], allow_entries(n))
            for n, one in enumerate(table.get("allow", ()))
        ]
        self.accepted = [self._accept(n, found) for n, found in enumerate(self.warned)]

    def _part(self, name: str, title: str, entries: Any) -> Part:
        part = Part(name, title, list(entries))
        for entry in part.entries:
            self.entries[entry.name] = entry
            self.fields[entry.name] = entry.field()
            self.initial[entry.name] = entry.read(self.table)
            part.fields.append(self[entry.name])
        return part

    def _block(self, name: str, title: str) -> Part:
        """A block of the picture; one that is taken over shows nothing but that."""
        said = self.table["pose"][self.shown]
        is_own = name in said or not self.shown
        part = self._part(name, title, self._entries(name) if is_own else ())
        ways = LEG_WAYS if name.startswith("leg") else ARM_WAYS if name in LIMBS else None
        choices: list[tuple[str, str]] = list(ways or [(OWN, "Its own")])
        if self.shown:
            choices.insert(0, (SAME, f"As in {self._from()}"))
        if len(choices) > 1:
            part.how = f"{name}-how"
            self.fields[part.how] = forms.ChoiceField(
                label=f"{title} is given",
                choices=choices,
                widget=forms.Select({"class": "select", "data-how": ""}),
            )
            self.initial[part.how] = self._how(name) if is_own else SAME
        return part

    def _entries(self, name: str) -> Iterator[Entry]:
        if name == "root":
            return root_entries(self.shown)
        if name in TRUNK:
            return bend_entries(self.shown, name)
        return limb_entries(self.table, self.shown, name)

    def _how(self, name: str) -> str:
        if name not in LIMBS:
            return OWN
        return way_of(self.table["pose"][self.shown].get(name, UNSAID[name]))

    def _from(self) -> str:
        mirror = self.table["pose"][self.shown].get("mirror_of")
        return f"picture {self.shown}" if mirror is None else f"picture {mirror + 1}, mirrored"

    def _accept(self, n: int, found: Finding) -> BoundField:
        """A warning that nothing accepts yet: a reason takes it into the figure."""
        name = f"accept-{n}"
        self.fields[name] = forms.CharField(
            label=sentence(found),
            help_text="To accept it, write why it is right.",
            required=False,
            max_length=200,
            widget=forms.TextInput({"class": "input"}),
        )
        return self[name]

    def clean(self) -> dict[str, Any]:
        """The figure with the changes; `self.changed` holds it when nothing is wrong."""
        if self.errors:
            return self.cleaned_data
        try:
            self.changed = self._changed()
        except FigureError as problem:
            self.add_error(None, in_plain_words(problem))
        return self.cleaned_data

    def _changed(self) -> Document:
        """Raises FigureError when the engine cannot read the result."""
        table = deepcopy(self.table)
        ways = {part.name: part.how for part in self.body if part.how}
        turned = {block for block, how in ways.items() if how in self.changed_data}
        gone = tuple(f"{block}-" for block in turned)
        for name, entry in self.entries.items():
            if name in self.changed_data and not (gone and name.startswith(gone)):
                entry.write(table, self.cleaned_data[name])
        for block in turned:
            self._turn(table, block, self.cleaned_data[ways[block]])
        self._set_order(table)
        for n, found in enumerate(self.warned):
            if because := self.cleaned_data[f"accept-{n}"].strip():
                allowed = {
                    "finding": found.name,
                    "up_to": ceil(found.size * 10) / 10,
                    "because": because,
                }
                table["allow"] = [
                    one for one in table.get("allow", []) if one["finding"] != found.name
                ] + [allowed]
        figure_in(table)
        return table

    def _turn(self, table: Document, block: str, how: str) -> None:
        """Give a block in another way; the body stays where it is."""
        said = table["pose"][self.shown]
        if how == SAME:
            said.pop(block, None)
            return
        whole = {**UNSAID, **taken_over(table, self.shown), **blocks_of(table, self.shown)}
        if block in LIMBS:
            body = solve(figure_in(table).poses[self.shown])
            said[block] = limb_as(how, block, whole, body)
        else:
            said[block] = deepcopy(whole[block])

    def _set_order(self, table: Document) -> None:
        """A limb that rests on another is placed after it. Raises FigureError if none can be."""
        for n, said in enumerate(table["pose"]):
            blocks = {**UNSAID, **blocks_of(table, n)}
            order = order_for(blocks)
            if order is None:
                raise FigureError(f"pose {n + 1}: two limbs rest on each other; free one of them")
            if order != blocks["order"]:
                said["order"] = order

    def problems(self) -> list[tuple[str, str]]:
        """Every mistake as (id of its input, sentence); an empty id is the whole page."""
        return [
            (
                "" if name == "__all__" or self[name].is_hidden else self[name].auto_id,
                str(text) if name == "__all__" else f"{self._place(name)}: {text}",
            )
            for name, texts in self.errors.items()
            for text in texts
        ]

    def _place(self, name: str) -> str:
        label = self.fields[name].label or name
        block = name.split("-", maxsplit=1)[0]
        ours = block in (*TRUNK, *LIMBS) or name in ("label", "via", "hold")
        return f"Picture {self.shown + 1}, {label}" if ours else str(label)


def sent_figure(data: Any) -> tuple[Document, int]:
    """The figure of a page that was sent, and which of its pictures was shown.

    Costs next to nothing. Raises ValidationError for what no page has sent.
    """
    table = read_table(data.get("table", ""))
    try:
        shown = int(data.get("shown", ""))
    except ValueError:
        raise forms.ValidationError(STALE) from None
    if not 0 <= shown < len(table["pose"]):
        raise forms.ValidationError(STALE)
    return table, shown
