"""The review of a figure: when it is to be looked at again."""

from datetime import date

from django import forms

from clinic.look.widgets import KnownDate

MONTHS = 12


class ReviewForm(forms.Form):
    """The day of the next review."""

    due_on = forms.DateField(
        label="Look at it again on",
        widget=KnownDate,
        error_messages={
            "required": "Enter the day of the next review.",
            "invalid": "Enter a real day, such as 31 3 2027.",
        },
    )


def in_a_year(today: date) -> date:
    """Twelve months on; 29 February becomes the 28th."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + MONTHS // 12, day=day)
