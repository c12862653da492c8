"""What the clinic says about itself in public: the form that all such forms are made from."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from clinic.look.fields import Text
from clinic.places.models import Site
from clinic.places.wording import EXAMPLE, read_hours
from clinic.words import what_is_wrong

STATES = ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")


class FactsForm(forms.Form):
    """Facts for the public site. What is left empty is not made up: the site says to ask."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        """Refuse words that a clinic may not advertise with."""
        facts = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, Text) and (wrong := what_is_wrong(facts.get(name) or "")):
                self.add_error(name, wrong)
        return facts


class SiteForm(FactsForm):
    """Where a site is, and when it is open."""

    name = Text(label="Suburb", max_length=80, error_messages={"required": "Enter the suburb"})
    street = Text(
        label="Street",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="Number and street. Empty: the site shows the suburb alone.",
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Not given"), *((it, it) for it in STATES)]
    )
    phone = Text(
        label="Phone",
        required=False,
        max_length=20,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-20"}),
        help_text="Empty: the site shows the clinic's own number.",
    )
    opening_hours = Text(
        label="Opening hours",
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=f"A line for each, such as: {EXAMPLE}. Or: Sunday, closed. "
        "Empty: the site says to ring.",
    )

    def clean_opening_hours(self) -> str:
        """Every line must make sense, so that search engines show the same."""
        lines = read_hours(self.cleaned_data["opening_hours"])
        for line in lines:
            if not line.is_clear:
                raise ValidationError(f"Write “{line.words}” like this: {EXAMPLE}")
        return "\n".join(line.words for line in lines)


def facts_of(site: Site) -> dict[str, Any]:
    """A site the way its form shows it."""
    return {name: getattr(site, name) for name in SiteForm.base_fields}
