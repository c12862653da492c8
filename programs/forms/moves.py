"""To which day a session moves: one of those that are left for it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from clinic.look.templatetags.steady import day as day_in_words


class MoveForm(forms.Form):
    """One choice, and no more of them than can be had."""

    to = forms.TypedChoiceField(
        label="To which day?",
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a day.",
            "invalid_choice": "Choose one of the days in the list.",
        },
    )

    def __init__(self, *args: Any, days: Iterable[date], planned_on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), f"{day_in_words(day)}{', as planned' if day == planned_on else ''}")
            for day in days
        ]
