"""A kind of visit, as the manager describes it."""

from decimal import Decimal
from typing import Any

from django import forms

from bookings.models import AppointmentType
from clinic.look.fields import Text
from clinic.people.models import Practitioner
from clinic.places.forms import FactsForm

MINUTES_WRONG = "Enter whole minutes from 5 to 240"
GAP_WRONG = "Enter whole minutes from 0 to 60"
HOURS_WRONG = "Enter whole hours from 0 to 336"
DAYS_WRONG = "Enter whole days from 1 to 365"
FEE_WRONG = "Enter the fee in dollars, like 120 or 92.50"
CENTS = 100
NUMBER = {"inputmode": "numeric", "class": "w-4", "autocomplete": "off"}


def in_minutes(
    label: str, *, least: int, most: int, wrong: str, **kwargs: Any
) -> forms.IntegerField:
    """A field for a few minutes."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(NUMBER),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], wrong),
        **kwargs,
    )


class KindForm(FactsForm):
    """Name, length, fee and what happens."""

    name = Text(label="Name", max_length=80, error_messages={"required": "Enter the name"})
    description = Text(
        label="What happens in it",
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="For visitors. One or two short sentences.",
    )
    minutes = in_minutes("Minutes", least=5, most=240, wrong=MINUTES_WRONG)
    buffer_before = in_minutes("Minutes kept free before it", least=0, most=60, wrong=GAP_WRONG)
    buffer_after = in_minutes("Minutes kept free after it", least=0, most=60, wrong=GAP_WRONG)
    fee = forms.DecimalField(
        label="Fee in dollars",
        required=False,
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "w-4", "autocomplete": "off"}),
        help_text="Empty: the site says to ask.",
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value", "max_decimal_places", "max_digits"], FEE_WRONG
        ),
    )

    is_online = forms.BooleanField(
        label="Anybody may book it on the site",
        required=False,
        help_text="With those who have hours on the roster.",
    )
    for_whom = forms.ChoiceField(
        label="Who is it for?",
        choices=AppointmentType.ForWhom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is for"},
    )
    practitioners = forms.ModelMultipleChoiceField(
        label="Who offers it?",
        queryset=Practitioner.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nobody ticked: everybody.",
        error_messages={"invalid_pk_value": "Choose people from the list"},
    )
    notice_hours = in_minutes(
        "Online: booked at least so many hours ahead", least=0, most=336, wrong=HOURS_WRONG
    )
    horizon_days = in_minutes(
        "Online: booked at most so many days ahead", least=1, most=365, wrong=DAYS_WRONG
    )
    change_hours = in_minutes(
        "Online: moved or cancelled so many hours ahead", least=0, most=336, wrong=HOURS_WRONG
    )

    def facts(self) -> dict[str, Any]:
        """What was typed, as the fields of the row: the fee in cents."""
        typed = dict(self.cleaned_data)
        fee: Decimal | None = typed.pop("fee")
        return typed | {"fee_cents": None if fee is None else int(fee * CENTS)}


def facts_of(kind: AppointmentType) -> dict[str, Any]:
    """A kind of visit the way its form shows it."""
    names = [name for name in KindForm.base_fields if name not in {"fee", "practitioners"}]
    fee = None if kind.fee_cents is None else Decimal(kind.fee_cents) / CENTS
    offered_by = list(kind.practitioners.all())
    return {name: getattr(kind, name) for name in names} | {"fee": fee, "practitioners": offered_by}
