"""How much, as somebody types it: one amount, and what it counts."""

from typing import Any

from django import forms

from drills.models import Dose

# What one set counts: the choice on the screen, the field, and the highest amount.
UNITS = {
    "reps": ("reps", "reps_min", 200),
    "hold": ("seconds hold", "hold_seconds", 600),
    "time": ("seconds", "duration_seconds", 7200),
    "distance": ("metres", "distance_m", 10_000),
}


def whole_number(
    label: str, *, lowest: int, highest: int, required: bool = True
) -> forms.IntegerField:
    """A cell for a whole number, which keeps what was typed when it is none."""
    sentence = f"Enter a whole number from {lowest} to {highest} for “{label}”."
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
            ["required", "invalid_choice"], f"Choose one of the list for “{label}”."
        ),
    )


class DoseForm(forms.Form):
    """One dose: sets of an amount, which counts one thing."""

    sets = whole_number("Sets", lowest=1, highest=20)
    amount = whole_number("Amount", lowest=1, highest=10_000)
    to = whole_number("To", lowest=1, highest=200, required=False)
    unit = one_of("Counted in", [(key, text) for key, (text, _, _) in UNITS.items()])
    side = one_of("Side", Dose.Side.choices)
    rest = whole_number("Rest", lowest=0, highest=3600)

    def clean(self) -> dict[str, Any]:
        """The four ways to count a set become one choice, so that a dose counts one thing."""
        typed = super().clean() or {}
        amount, to, unit = typed.get("amount"), typed.get("to"), typed.get("unit")
        if amount is None or unit is None or "to" not in typed:
            return typed
        text, _, highest = UNITS[unit]
        if amount > highest:
            self.add_error("amount", f"Enter at most {highest} {text} for “Amount”.")
        elif to is not None and unit != "reps":
            self.add_error("to", "Leave “To” empty: only reps can be a range.")
        elif to is not None and to < amount:
            self.add_error("to", f"Enter {amount} or more for “To”, or leave it empty.")
        return typed

    def dose(self) -> dict[str, Any]:
        """What was typed, as the fields of a dose."""
        typed = self.cleaned_data
        counted = {field: None for _, field, _ in UNITS.values()} | {"reps_max": None}
        counted[UNITS[typed["unit"]][1]] = typed["amount"]
        if typed["unit"] == "reps":
            counted["reps_max"] = typed["to"] or typed["amount"]
        return counted | {
            "sets": typed["sets"],
            "side": typed["side"],
            "rest_seconds": typed["rest"],
        }


def dose_as_typed(dose: Dose) -> dict[str, Any]:
    """A dose the way its form shows it."""
    counts = {key: getattr(dose, field) for key, (_, field, _) in UNITS.items()}
    unit = next((key for key, amount in counts.items() if amount is not None), "reps")
    is_range = dose.reps_max != dose.reps_min
    return {
        "sets": dose.sets,
        "amount": counts[unit],
        "to": dose.reps_max if is_range else None,
        "unit": unit,
        "side": dose.side,
        "rest": dose.rest_seconds,
    }
