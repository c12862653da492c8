"""The form of a new address."""

from typing import Any

from django import forms

from clinic.people.models import User
from clinic.webhooks.actions import events_for


class EndpointForm(forms.Form):
    """Where to post, and what of."""

    url = forms.URLField(
        label="Address",
        help_text="Of your own system, like https://example.com/hook. It must be open to all.",
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the address",
            "invalid": "Enter an address like https://example.com/hook",
        },
    )
    events = forms.MultipleChoiceField(
        label="Tell it when",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one event"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(event.value, event.label) for event in events_for(user)]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]
