"""The forms of looking into the diary: who is sought, and which day is shown."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.people.models import Practitioner


class FindForm(forms.Form):
    """Who is looked for."""

    q = forms.CharField(
        required=False,
        max_length=200,
        error_messages={
            "max_length": "Search for 200 characters or fewer.",
            "null_characters_not_allowed": "Search for letters and digits.",
        },
    )


class GapForm(forms.Form):
    """A free time of the diary: with whom, on which day, from when on."""

    practitioner = forms.ModelChoiceField(
        queryset=Practitioner.objects.filter(is_active=True),
        error_messages={"required": "Choose with whom"},
    )
    day = forms.DateField(input_formats=["%Y-%m-%d"], error_messages={"required": "Choose a day"})
    time = forms.TimeField(
        input_formats=["%H:%M"], error_messages={"required": "Choose a start time"}
    )


class DayForm(forms.Form):
    """Which day of the diary: up to two years back and ahead of `today`."""

    YEARS = timedelta(days=2 * 365)
    OUT_OF_REACH = "Choose a day up to two years back or ahead. This is today."

    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Choose a day that exists. This is today."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        """Today unless another day is asked for."""
        day: date = self.cleaned_data["day"] or self.today
        if abs(day - self.today) > self.YEARS:
            raise ValidationError(self.OUT_OF_REACH, code="out_of_reach")
        return day
