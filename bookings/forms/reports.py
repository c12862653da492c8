"""Which days a report is about."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bookings.progress.reports import Stretch

WEEKS = timedelta(days=27)
LONGEST = timedelta(days=366)


class StretchForm(forms.Form):
    """The last four weeks, unless other days are asked for; a year at most."""

    first = forms.DateField(
        label="From",
        required=False,
        error_messages={"invalid": "Choose a first day that exists"},
        widget=forms.DateInput({"type": "date", "class": "input w-10"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label="To",
        required=False,
        error_messages={"invalid": "Choose a last day that exists"},
        widget=forms.DateInput({"type": "date", "class": "input w-10"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = Stretch(today - WEEKS, today)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and a year has an end."""
        answers = super().clean() or self.cleaned_data
        first = answers.get("first") or self.default.first
        last = answers.get("last") or self.default.last
        if last < first:
            raise ValidationError(
                "Choose a last day that is not before the first.", code="backwards"
            )
        if last - first > LONGEST:
            raise ValidationError("Choose a year or less.", code="too_long")
        answers["days"] = Stretch(first, last)
        return answers

    def days(self) -> Stretch:
        """What was asked for, or the last four weeks when that is no stretch of days."""
        return self.cleaned_data["days"] if self.is_valid() else self.default
