"""The form of a series: one visit, how often it repeats, and which of them are left out."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from bookings.forms.places import INVALID_DAY, INVALID_TIME, KindFields, PlaceFields
from clinic.look.templatetags.steady import day_clock

WEEKS = "Choose 1 to 8 weeks"
NOT_LISTED = "Tick only visits from the list"
VISITS = "Choose 2 to 26 visits"


class SeriesForm(KindFields, PlaceFields):
    """Visits at the same time by the clock, every so many weeks.

    Once a series was refused, `leave_out` shows every visit of it, those that cannot be ticked.
    """

    first_on = forms.DateField(
        label="First day",
        error_messages={"required": "Choose a day", "invalid": INVALID_DAY},
        widget=forms.DateInput({"type": "date", "class": "w-10"}, format="%Y-%m-%d"),
    )
    clock = forms.TimeField(
        label="Start time",
        help_text="The time at the site of the room. It stays the same when the clocks change.",
        error_messages={"required": "Choose a start time", "invalid": INVALID_TIME},
        widget=forms.TimeInput({"type": "time", "step": "300", "class": "w-10"}, format="%H:%M"),
    )
    every_weeks = forms.IntegerField(
        label="Every how many weeks?",
        initial=1,
        min_value=1,
        max_value=8,
        error_messages={
            "required": WEEKS, "invalid": WEEKS, "min_value": WEEKS, "max_value": WEEKS,
        },
        widget=forms.NumberInput({"class": "w-10", "inputmode": "numeric"}),
    )  # fmt: skip
    count = forms.IntegerField(
        label="How many visits?",
        initial=6,
        min_value=2,
        max_value=26,
        error_messages={
            "required": VISITS, "invalid": VISITS, "min_value": VISITS, "max_value": VISITS,
        },
        widget=forms.NumberInput({"class": "w-10", "inputmode": "numeric"}),
    )  # fmt: skip
    leave_out = forms.MultipleChoiceField(
        label="Leave these out",
        help_text="What is ticked is not booked.",
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": NOT_LISTED, "invalid_list": NOT_LISTED},
    )

    sometimes_needed = ("leave_out",)
    field_order = ["key", "kind", "practitioner", "room"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("leave_out") if self.is_bound else []  # type: ignore[attr-defined]
        self.choices().choices = [(one, one) for one in sent]

    def choices(self) -> forms.MultipleChoiceField:
        """The field of what is left out."""
        return cast("forms.MultipleChoiceField", self.fields["leave_out"])

    def clean_leave_out(self) -> list[datetime]:
        """As moments; what is none was never offered."""
        try:
            return [datetime.fromisoformat(one) for one in self.cleaned_data["leave_out"]]
        except ValueError as nonsense:
            raise ValidationError(NOT_LISTED) from nonsense

    def offer(self, starts: Collection[datetime], clashes: dict[datetime, str]) -> None:
        """Show every visit of the series; those that clash say why, and are ticked."""
        field = self.choices()
        field.choices = [
            (start.isoformat(), f"{day_clock(start)}. {self.first(clashes.get(start, 'Free.'))}")
            for start in starts
        ]
        field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        ticked = [*self.data.getlist("leave_out"), *(one.isoformat() for one in clashes)]  # type: ignore[attr-defined]
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data.setlist("leave_out", ticked)  # type: ignore[attr-defined]
        self.add_error(
            "leave_out",
            "Leave out the visits that cannot be, or choose another day or time above.",
        )

    @staticmethod
    def first(why: str) -> str:
        """The first sentence of a refusal: what else can be done stands above the list."""
        return f"{why.partition('. ')[0].rstrip('.')}."

    def wish(self) -> dict[str, Any]:
        """The facts of the wish, as the action takes them."""
        names = ("kind", "practitioner", "room", "first_on", "clock", "every_weeks", "count")
        return {name: self.cleaned_data[name] for name in names}
