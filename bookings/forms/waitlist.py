"""What somebody waits for."""

from typing import Any

from django import forms

from bookings.forms.places import INVALID_DAY, INVALID_TIME, plain_helper
from bookings.forms.selfbooking import DetailsForm
from bookings.models import AppointmentType, WorkingHours
from clinic.people.models import Practitioner
from clinic.places.models import Site

TIME = forms.TimeInput({"type": "time", "step": "300", "class": "w-10"}, format="%H:%M")


class TimesForm(forms.Form):
    """On which days and at which times somebody could come. What is left empty may be anything."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=WorkingHours.Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: any day.",
    )
    opens = forms.TimeField(
        label="Not before", required=False, widget=TIME, error_messages={"invalid": INVALID_TIME}
    )
    closes = forms.TimeField(
        label="Over by", required=False, widget=TIME, error_messages={"invalid": INVALID_TIME}
    )
    ends_on = forms.DateField(
        label="Until",
        required=False,
        help_text="The last day that is of use.",
        error_messages={"invalid": INVALID_DAY},
        widget=forms.DateInput({"type": "date", "class": "w-10"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class WaitForm(TimesForm):
    """A wish for the wait list. What is left empty may be anything."""

    type = forms.ModelChoiceField(
        label="Visit type",
        queryset=AppointmentType.objects.all(),
        empty_label="Choose one",
        error_messages={"required": "Choose a visit type"},
    )
    practitioner = forms.ModelChoiceField(
        label="Practitioner",
        queryset=Practitioner.objects.filter(is_active=True),
        required=False,
        empty_label="Anybody",
    )
    site = forms.ModelChoiceField(
        label="Site", queryset=Site.objects.all(), required=False, empty_label="Anywhere"
    )

    field_order = ["type", "practitioner", "site"]


class JoinForm(DetailsForm, TimesForm):
    """A visitor's own wish: when it would suit, and who they are. Offers go to the e-mail."""

    field_order = ["weekdays", "opens", "closes", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "We write there when a time comes free."
        self.fields["phone"].help_text = ""

    def times(self) -> dict[str, Any]:
        """When it would suit, as the list keeps it."""
        names = ("weekdays", "opens", "closes", "ends_on")
        return {name: self.cleaned_data[name] for name in names}
