"""The forms of the roster: weekly hours, and times that cannot be booked."""

from typing import Any

from django import forms

from bookings.forms.places import INVALID_DAY, INVALID_TIME, plain_helper
from bookings.models import UnavailableBlock, WorkingHours
from clinic.look.fields import Text
from clinic.people.models import Practitioner
from clinic.places.models import Site

PEOPLE = Practitioner.objects.filter(is_active=True)


def clock(label: str, **kwargs: Any) -> forms.TimeField:
    """A time by the clock of the site."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput({"type": "time", "step": "300", "class": "w-10"}, format="%H:%M"),
        error_messages={"required": INVALID_TIME, "invalid": INVALID_TIME},
        **kwargs,
    )


def day(label: str, **kwargs: Any) -> forms.DateField:
    """A day by the calendar of the site."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date", "class": "w-10"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day", "invalid": INVALID_DAY},
        **kwargs,
    )


class Supply(forms.Form):
    """What both forms share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class HoursForm(Supply):
    """Every week on these days, from one time to another."""

    practitioner = forms.ModelChoiceField(
        label="Practitioner",
        queryset=PEOPLE,
        empty_label="Choose one",
        error_messages={"required": "Choose a practitioner"},
    )
    site = forms.ModelChoiceField(
        label="Site",
        queryset=Site.objects.all(),
        empty_label="Choose one",
        error_messages={"required": "Choose a site"},
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=WorkingHours.Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day"},
    )
    opens = clock("From")
    closes = clock("Until", help_text="By the clock of the site, summer and winter.")
    starts_on = day("First day", required=False, help_text="Empty: it has always been so.")
    ends_on = day("Last day", required=False, help_text="Empty: it goes on.")


class BlockForm(Supply):
    """Leave, a public holiday, or hours that cannot be booked."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=UnavailableBlock.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    practitioner = forms.ModelChoiceField(
        label="Whose time?", queryset=PEOPLE, required=False, empty_label="Everybody’s"
    )
    site = forms.ModelChoiceField(
        label="Where?", queryset=Site.objects.all(), required=False, empty_label="Everywhere"
    )
    starts_on = day("First day")
    ends_on = day("Last day")
    opens = clock("From", required=False, help_text="Empty: the whole day.")
    closes = clock("Until", required=False)
    note = Text(
        label="Note for the desk",
        required=False,
        max_length=120,
        help_text="Such as: team meeting. Visitors never see it.",
    )
