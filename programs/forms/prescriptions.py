"""One prescription as a row of inputs."""

from collections.abc import Mapping
from typing import Any

from django import forms

from clinic.look.fields import Text
from drills.forms.doses import UNITS, DoseForm, dose_as_typed
from drills.models import Dose
from programs.models import Prescription

NOTE_LENGTH = Prescription._meta.get_field("note").max_length


class RowForm(DoseForm):
    """One prescription: a row of the table. `drill` names the row once it is taken out."""

    drill = forms.CharField(required=False, widget=forms.HiddenInput)
    note = Text(
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        error_messages={"max_length": f"A note has at most {NOTE_LENGTH} characters."},
    )

    def __init__(self, *args: Any, prescription: Prescription, **kwargs: Any) -> None:
        kwargs["initial"] = as_typed(prescription)
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            words = CELL_NAMES.get(name, field.label or name.capitalize())
            field.widget.attrs["aria-label"] = f"{words}, {prescription.drill.name}"

    def dose(self) -> dict[str, Any]:
        """What was typed, as the fields of a prescription."""
        return super().dose() | {"note": self.cleaned_data["note"]}


WORDS = {key: text for key, (text, _, _) in UNITS.items()} | dict(Dose.Side.choices)
CELL_NAMES = {
    "amount": "Amount of a set",
    "to": "Up to how many reps",
    "unit": "Counted in",
    "rest": "Rest between sets in seconds",
    "note": "Note",
}


def in_words(typed: Mapping[str, Any], prefix: str) -> str:
    """The cells of a row as they were typed: "Sets 3, Amount 10, Counted in reps"."""
    cells = {name: typed.get(f"{prefix}-{name}") for name in RowForm.base_fields}
    return ", ".join(
        f"{RowForm.base_fields[name].label or name.capitalize()} {WORDS.get(text, text)}"
        for name, text in cells.items()
        if text and name != "drill"
    )


def as_typed(prescription: Prescription) -> dict[str, Any]:
    """A prescription the way its row shows it."""
    return dose_as_typed(prescription) | {
        "drill": prescription.drill.name,
        "note": prescription.note,
    }
