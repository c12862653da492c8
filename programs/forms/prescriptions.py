"""One prescription as a row of inputs."""

from collections.abc import Mapping
from typing import Any

from django import forms

from clinic.look.fields import Text
from drills.models import Dose
from programs.models import Prescription

# What one set counts: the choice on the screen, the field, and the highest amount.
UNITS = {
    "reps": ("reps", "reps_min", 200),
    "hold": ("seconds hold", "hold_seconds", 600),
    "time": ("seconds", "duration_seconds", 7200),
    "distance": ("metres", "distance_m", 10_000),
}
NOTE_LENGTH = Prescription._meta.get_field("note").max_length


def whole_number(
    label: str, *, lowest: int, highest: int, required: bool = True
) -> forms.IntegerField:
    """A cell for a whole number, which keeps what was typed when it is none."""
    sentence = f"{label} must be a whole number from {lowest} to {highest}."
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=lowest,
        max_value=highest,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "input w-2"}
        ),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], sentence),
    )


def one_of(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """A cell for one of a few words."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.Select({"class": "select"}),
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], f"{label}: choose one of the list."
        ),
    )


class RowForm(forms.Form):
    """One prescription: a row of the table. `drill` names the row once it is taken out."""

    drill = forms.CharField(required=False, widget=forms.HiddenInput)
    sets = whole_number("Sets", lowest=1, highest=20)
    amount = whole_number("Amount", lowest=1, highest=10_000)
    to = whole_number("To", lowest=1, highest=200, required=False)
    unit = one_of("Counted in", [(key, text) for key, (text, _, _) in UNITS.items()])
    side = one_of("Side", Dose.Side.choices)
    rest = whole_number("Rest", lowest=0, highest=3600)
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

    def clean(self) -> dict[str, Any]:
        """The four ways to count a set become one choice, so that a dose counts one thing."""
        typed = super().clean() or {}
        amount, to, unit = typed.get("amount"), typed.get("to"), typed.get("unit")
        if amount is None or unit is None or "to" not in typed:
            return typed
        text, _, highest = UNITS[unit]
        if amount > highest:
            self.add_error("amount", f"Amount must be at most {highest} {text}.")
        elif to is not None and unit != "reps":
            self.add_error("to", "Only reps can be a range. Leave To empty.")
        elif to is not None and to < amount:
            self.add_error("to", f"To must be {amount} or more.")
        return typed

    def dose(self) -> dict[str, Any]:
        """What was typed, as the fields of a prescription."""
        typed = self.cleaned_data
        counted = {field: None for _, field, _ in UNITS.values()} | {"reps_max": None}
        counted[UNITS[typed["unit"]][1]] = typed["amount"]
        if typed["unit"] == "reps":
            counted["reps_max"] = typed["to"] or typed["amount"]
        return counted | {
            "sets": typed["sets"],
            "side": typed["side"],
            "rest_seconds": typed["rest"],
            "note": typed["note"],
        }


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
    counts = {key: getattr(prescription, field) for key, (_, field, _) in UNITS.items()}
    unit = next((key for key, amount in counts.items() if amount is not None), "reps")
    is_range = prescription.reps_max != prescription.reps_min
    return {
        "drill": prescription.drill.name,
        "sets": prescription.sets,
        "amount": counts[unit],
        "to": prescription.reps_max if is_range else None,
        "unit": unit,
        "side": prescription.side,
        "rest": prescription.rest_seconds,
        "note": prescription.note,
    }
