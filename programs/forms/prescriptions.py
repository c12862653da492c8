"""One prescription as a row of inputs."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from clinic.look.fields import Text
from drills.forms.doses import DoseForm, dose_as_typed, one_of, whole_number
from drills.models import Dose, Drill
from programs.forms.cells import cell, decimal_number, is_filled, option_words, optional_one_of
from programs.models import Prescription

Side, LoadUnit, EffortKind = Prescription.Side, Prescription.LoadUnit, Prescription.EffortKind
COUNTED_LOADS = {LoadUnit.KG, LoadUnit.LB, LoadUnit.PERCENT}
TEMPO = re.compile(r"[0-9]{1,2}(-[0-9]{1,2}){3}")
# A progression, a reason and a note are as long as each other.
WORDS_LENGTH = Prescription._meta.get_field("note").max_length
# Cells that go by another name than the field that they fill.
PLAIN = {
    "load": "load_value",
    "load_unit": "load_unit",
    "rest": "rest_seconds",
    "pain": "pain_limit",
    "tempo": "tempo",
    "effort_kind": "effort_kind",
    "effort": "effort_value",
    "switch": "switch_rest_seconds",
    "rest_after": "rest_after_seconds",
    "block": "block",
    "progression": "progression",
    "why": "why",
    "note": "note",
    "override": "override_reason",
}
IN_ROW = ("sets", "amount", "to", "unit", "side", "load", "load_unit", "rest", "pain")
IN_DOSE = ("sets", "amount", "to", "unit", "side", "rest")
MORE = (
    "tempo",
    "effort_kind",
    "effort",
    "switch",
    "rest_after",
    "block",
    "progression",
    "why",
    "note",
)


def words(label: str) -> Text:
    """A cell for a sentence."""
    return Text(
        label=label,
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )


class RowForm(DoseForm):
    """One prescription: a row of the table, and what unfolds below it."""

    drill = forms.CharField(
        label="Drill",
        widget=forms.TextInput({"class": "input", "list": "drills", "autocomplete": "off"}),
        error_messages={"required": "Type the name of a drill, or take the row out."},
    )
    side = one_of("Side", Side.choices)
    load = decimal_number("Load", highest=500)
    load_unit = optional_one_of("Load in", LoadUnit.choices)
    pain = whole_number("Pain limit", lowest=0, highest=10, required=False)
    tempo = cell("Tempo", required=False)
    effort_kind = optional_one_of("Effort target", EffortKind.choices)
    effort = whole_number("Effort", lowest=0, highest=10, required=False)
    switch = whole_number("Rest between sides", lowest=0, highest=3600)
    rest_after = whole_number("Rest after", lowest=0, highest=3600)
    block = whole_number("Block", lowest=1, highest=99, required=False)
    progression = words("How to go on")
    why = words("Why this drill")
    note = words("Note")
    override = words("Why it may stand")

    def __init__(
        self,
        *args: Any,
        prescription: Prescription,
        names: Mapping[str, Drill],
        base: Dose | None = None,
        **kwargs: Any,
    ) -> None:
        """`names` are the drills that can be prescribed, by name in small letters.

        `base` is the dose that this one is told apart from.
        """
        kwargs["initial"] = as_typed(prescription)
        super().__init__(*args, **kwargs)
        self.prescription = prescription
        self.names = names
        self.base = as_typed(base) if base else {}
        if not isinstance(base, Prescription):
            self.base = {name: self.base[name] for name in IN_DOSE if name in self.base}
        for name, field in self.fields.items():
            text = CELL_NAMES.get(name, field.label)
            field.widget.attrs["aria-label"] = f"{text}, {prescription.drill.name}"

    def clean_drill(self) -> Drill:
        """The drill of that name. The row's own stays even if the library withdrew it."""
        name = self.cleaned_data["drill"].strip()
        if name.casefold() == self.prescription.drill.name.casefold():
            return self.prescription.drill
        if name.casefold() not in self.names:
            raise forms.ValidationError(
                f"Choose a drill of the list: none is called “{name}”.", "unknown"
            )
        return self.names[name.casefold()]

    def clean_tempo(self) -> str:
        """Four numbers of seconds."""
        tempo: str = self.cleaned_data["tempo"]
        if tempo and not TEMPO.fullmatch(tempo):
            raise forms.ValidationError("Write a tempo as four numbers, like 3-1-1-0.", "tempo")
        return tempo

    def clean(self) -> dict[str, Any]:
        """A number and what it is counted in go together: loads and efforts too."""
        typed = super().clean()
        if "load" in typed and "load_unit" in typed:
            needs_number = typed["load_unit"] in COUNTED_LOADS
            if typed["load"] is not None and not needs_number:
                self.add_error("load_unit", "Choose what the load is counted in, or empty Load.")
            elif needs_number and typed["load"] is None:
                self.add_error("load", "Enter a number from 0.25 to 500 for “Load”.")
        if "effort" in typed and "effort_kind" in typed:
            if typed["effort_kind"] and typed["effort"] is None:
                self.add_error("effort", "Enter a whole number from 0 to 10 for “Effort”.")
            elif typed["effort"] is not None and not typed["effort_kind"]:
                self.add_error("effort_kind", "Choose what the number means, or empty Effort.")
        return typed

    def cells(self) -> dict[str, Any]:
        """What was typed, as the fields of a prescription."""
        typed = self.cleaned_data
        return (
            self.dose()
            | {field: typed[name] for name, field in PLAIN.items()}
            | {"drill": typed["drill"]}
        )

    def was(self, name: str) -> str | None:
        """What this cell holds in the dose that it is told apart from; None without one."""
        value = self.base.get(name)
        return None if name not in self.base else "" if value is None else str(value)

    def is_more_open(self) -> bool:
        """Whether what unfolds must be seen: something in it is wrong."""
        return any(name in self.errors for name in MORE)

    def more_in_words(self) -> str:
        """What is filled in below the row, for its heading."""
        values = {name: self[name].value() for name in MORE}
        filled = [name for name in MORE if is_filled(values[name]) and name != "effort_kind"]
        return ", ".join(
            f"{self.fields[name].label} {values[name]}"
            if name in {"tempo", "effort", "block"}
            else str(self.fields[name].label).lower()
            for name in filled
        )


CELL_NAMES = {
    "drill": "Drill",
    "amount": "Amount of a set",
    "to": "Up to how many reps",
    "rest": "Rest between sets in seconds",
    "pain": "Pain limit, 0 to 10",
    "tempo": "Tempo: down, pause, up, pause",
    "switch": "Rest between sides in seconds",
    "rest_after": "Rest after the drill in seconds",
}


def shown(name: str, value: Any) -> str:
    """A cell's value as it reads on the screen."""
    return option_words(RowForm.base_fields[name], "" if value is None else str(value))


def in_words(typed: Mapping[str, Any], prefix: str) -> str:
    """The cells of a row as they were typed: "Sets 3, Amount 10, Counted in reps"."""
    said = {name: typed.get(f"{prefix}-{name}") for name in RowForm.base_fields if name != "drill"}
    return ", ".join(
        f"{RowForm.base_fields[name].label} {shown(name, text)}"
        for name, text in said.items()
        if is_filled(text)
    )


def as_typed(source: Dose) -> dict[str, Any]:
    """A prescription, or the dose of a drill or a routine, the way its row shows it."""
    plain = {name: getattr(source, field, EMPTY.get(field)) for name, field in PLAIN.items()}
    load = plain["load"]
    return (
        dose_as_typed(source)
        | plain
        | {
            "drill": source.drill.name if isinstance(source, Prescription) else "",
            "load": None if load is None else f"{load.normalize():f}",
        }
    )


EMPTY = {
    field.name: field.get_default()
    for field in Prescription._meta.concrete_fields
    if field.name in PLAIN.values()
}
