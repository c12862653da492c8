"""The steps of booking a visit on the site: what for, with whom, and who is coming."""

from typing import Any
from uuid import UUID

from crispy_forms.layout import HTML, Layout
from django import forms
from django.db.models import Q
from phonenumber_field.formfields import PhoneNumberField

from bookings.forms.enquiries import (
    CONSENT_MISSING,
    EMAIL_TOO_LONG,
    EMAIL_WRONG,
    NAME_TOO_LONG,
    PHONE_WRONG,
    ReachFields,
)
from bookings.forms.places import plain_helper
from bookings.forms.signs import WarningSigns
from bookings.models import Appointment, AppointmentType
from clinic.look.fields import Text
from clinic.people.models import Practitioner
from clinic.places.models import Site

ANYBODY = "Anybody, the first who is free"


class FlagsForm(forms.Form):
    """The question before any booking: whether somebody needs help sooner than we can give it."""

    flags = forms.ChoiceField(
        label="Is any of this so for you?",
        choices=[("no", "No, none of it"), ("yes", "Yes, at least one")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether any of this is so for you"},
    )
    kind = forms.ModelChoiceField(
        label="What would you like to book?",
        queryset=AppointmentType.objects.online(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose what you would like to book"},
    )

    def __init__(self, *args: Any, first_free: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.helper.layout = Layout(
            HTML('{% include "bookings/_red_flags.html" only %}'), "flags", "kind"
        )
        field: Any = self.fields["kind"]
        field.label_from_instance = lambda kind: (
            f"{kind.name}, {kind.minutes} minutes. {first_free.get(kind.pk, '')}".strip()
        )


class HelpForm(ReachFields, WarningSigns):
    """For whoever said yes: a way to ring them, and which sign it is. A name is welcome."""

    consent = forms.BooleanField(
        label="You may keep these details so that you can ring me.",
        error_messages={"required": CONSENT_MISSING},
    )

    # One of the two is needed.
    sometimes_needed = ("phone", "email")
    field_order = ["red_flags", "name", "phone", "email", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["red_flags"].label = "Which of these is true now?"
        self.fields["red_flags"].help_text = "Tick what is true, if you like."
        self.helper = plain_helper()


class WhoForm(forms.Form):
    """With whom, and where. Nobody and nowhere in particular comes first."""

    practitioner = forms.ModelChoiceField(
        label="Who would you like to see?",
        queryset=Practitioner.objects.none(),
        required=False,
        blank=True,
        widget=forms.RadioSelect,
        empty_label=ANYBODY,
        error_messages={"invalid_choice": "Choose somebody from the list, or anybody"},
    )
    site = forms.ModelChoiceField(
        label="Where?",
        queryset=Site.objects.none(),
        required=False,
        blank=True,
        widget=forms.RadioSelect,
        empty_label="Anywhere",
        error_messages={"invalid_choice": "Choose a site from the list, or anywhere"},
    )

    def __init__(self, *args: Any, kind: AppointmentType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.helper.form_method = "get"
        people: Any = self.fields["practitioner"]
        sites: Any = self.fields["site"]
        working = Q(is_active=True, working_hours__isnull=False)
        offered = kind.practitioners.all() if kind.practitioners.exists() else None
        rostered = Practitioner.objects.filter(working).distinct()
        people.queryset = rostered.filter(pk__in=offered) if offered is not None else rostered
        sites.queryset = Site.objects.filter(working_hours__isnull=False).distinct()


class DetailsForm(forms.Form):
    """Who comes. The confirmation goes to the e-mail address."""

    name = Text(
        label="Your name",
        max_length=120,
        error_messages={"required": "Enter your name", "max_length": NAME_TOO_LONG},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We send the confirmation there, with a link to move or cancel the visit.",
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": EMAIL_WRONG,
            "max_length": EMAIL_TOO_LONG,
        },
        widget=forms.EmailInput({"inputmode": "email", "autocomplete": "email"}),
    )
    phone = PhoneNumberField(
        label="Mobile or phone number",
        required=False,
        help_text="So that we can ring you if something changes.",
        error_messages={"invalid": PHONE_WRONG},
        widget=forms.TextInput(
            {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "w-20"}
        ),
    )
    consent = forms.BooleanField(
        label="You may keep these details for my visit.",
        error_messages={"required": "Tick the box so that we may keep your details"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

    def details(self) -> dict[str, str]:
        """What the next page shows and the action takes."""
        return {name: str(self.cleaned_data[name]) for name in ("name", "email", "phone")}


class WhyForm(forms.Form):
    """Why somebody cancels their own visit."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why do you cancel?",
        choices=[
            choice
            for choice in Appointment.CancelReason.choices
            if choice[0] != Appointment.CancelReason.CLINIC
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you cancel"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
