"""Asking for ratings, and giving them."""

from collections.abc import Iterator
from typing import Any

from django import forms

from clinic.look.fields import Text
from clinic.look.widgets import Scale
from programs.models import OutcomeMeasure
from programs.models.outcomes import MOST_ITEMS

Kind = OutcomeMeasure.Kind
ENDS = {
    Kind.PSFS: "0 is not able to do it, 10 is as well as before it hurt.",
    Kind.RATING: "0 is no pain, 10 is the worst pain you can imagine.",
}
WEEKS = "Enter the weeks as a whole number from 1 to 52, or leave it empty."


class AskForm(forms.Form):
    """What a physio wants to know again and again."""

    kind = forms.ChoiceField(
        label="What shall the runner rate?",
        choices=[(kind, kind.label) for kind in (Kind.PSFS, Kind.RATING)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the runner shall rate."},
    )
    every_weeks = forms.IntegerField(
        label="Ask again every so many weeks",
        help_text="Empty: ask once.",
        required=False,
        min_value=1,
        max_value=52,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-2", "autocomplete": "off"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WEEKS),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_ITEMS + 1):
            self.fields[f"item_{place}"] = Text(
                label=f"Activity {place}" if place > 1 else "Activity 1, or where it hurts",
                help_text="In the runner’s own words." if place == 1 else "",
                max_length=120,
                required=place == 1,
                widget=forms.TextInput({"autocomplete": "off"}),
                error_messages={"required": "Name an activity, or where it hurts."},
            )

    def items(self) -> list[str]:
        """What was named."""
        named = [self.cleaned_data[f"item_{place}"] for place in range(1, MOST_ITEMS + 1)]
        return [one for one in named if one]

    def clean(self) -> dict[str, Any]:
        """One place of pain is one measure, so that each has a line of its own."""
        told = super().clean() or {}
        is_rating = told.get("kind") == Kind.RATING
        if is_rating and any(told.get(f"item_{place}") for place in range(2, MOST_ITEMS + 1)):
            self.add_error("item_2", "Rate one place of pain here, and ask for another one apart.")
        return told


class AnswerOutcomeForm(forms.Form):
    """A rating for each item. Nothing is chosen beforehand: that would answer for the runner."""

    def __init__(self, *args: Any, measure: OutcomeMeasure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, item in enumerate(measure.items):
            self.fields[f"rating_{place}"] = forms.IntegerField(
                label=item,
                help_text=ENDS[Kind(measure.kind)],
                min_value=0,
                max_value=10,
                widget=Scale,
                error_messages={"required": f"Choose a number for “{item}”."},
            )

    def rating_fields(self) -> Iterator[forms.BoundField]:
        """The items, in their order."""
        return iter(self)

    def ratings(self) -> list[int]:
        """In the order of the items."""
        return [self.cleaned_data[name] for name in self.fields]
