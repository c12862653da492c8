"""What the forms of the diary share: what for, with whom and where."""

from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms

from bookings.models import AppointmentType
from clinic.people.models import Practitioner
from clinic.places.models import Room

INVALID_DAY = "Choose a day that exists"
INVALID_TIME = "Enter a time like 09:30"


def plain_helper() -> FormHelper:
    """The page writes the form tag and the buttons itself."""
    helper = FormHelper()
    helper.form_tag = False
    return helper


class PlaceFields(forms.Form):
    """With whom, and in which room."""

    practitioner = forms.ModelChoiceField(
        label="Practitioner",
        queryset=Practitioner.objects.filter(is_active=True),
        empty_label="Choose one",
        error_messages={"required": "Choose a practitioner"},
    )
    room = forms.ModelChoiceField(
        label="Room",
        queryset=Room.objects.select_related("site"),
        empty_label="Choose one",
        error_messages={"required": "Choose a room"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class KindFields(forms.Form):
    """What for. `key` makes a double click book once."""

    kind = forms.ModelChoiceField(
        label="Visit type",
        queryset=AppointmentType.objects.all(),
        empty_label="Choose one",
        error_messages={"required": "Choose a visit type"},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
