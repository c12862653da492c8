"""Templates of the clinic's own, as a physio describes and saves them."""

from typing import Any, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from clinic.look.fields import Text
from clinic.people.models import Principal
from clinic.words import what_is_wrong
from programs.forms.plans import WeeksField
from programs.models import ProgramTemplate

STAMP = "%Y-%m-%dT%H:%M:%S.%f%z"
NAME_LENGTH = ProgramTemplate._meta.get_field("name").max_length
SUMMARY_LENGTH = ProgramTemplate._meta.get_field("summary").max_length


def for_runners(text: str) -> None:
    """Runners read it: refuse what the clinic does not print. Raises ValidationError."""
    if wrong := what_is_wrong(text):
        raise forms.ValidationError(wrong)


class WordsForm(forms.Form):
    """What is said about a template."""

    name = Text(
        max_length=NAME_LENGTH,
        validators=[for_runners],
        help_text="Runners read it as the title of their programme.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Enter a name."},
    )
    summary = Text(
        max_length=SUMMARY_LENGTH,
        validators=[for_runners],
        help_text="For whom it is, and what it does.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter a sentence or two about it."},
    )
    weeks = WeeksField()

    def __init__(self, *args: Any, button: str = "Save", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("write", button, **{"data-primary": ""}))


class TemplateForm(WordsForm):
    """A template that is there. `seen` is its `updated_at` when the page was opened."""

    seen = forms.DateTimeField(
        widget=forms.HiddenInput,
        input_formats=[STAMP],
        error_messages=dict.fromkeys(
            ["required", "invalid"], "Open the page again: it is too old to be saved."
        ),
    )


class SaveAsTemplateForm(WordsForm):
    """A programme as a template: a new one, or the next version of one of the clinic's own.

    `ref` is the id of the template to come: a double click makes it once.
    """

    ref = forms.UUIDField(required=False, widget=forms.HiddenInput)
    template = forms.ModelChoiceField(
        label="Save as",
        required=False,
        queryset=ProgramTemplate.objects.none(),
        empty_label="A new template",
        help_text="Or the next version of one of the clinic's own. Programmes are not changed.",
        error_messages={"invalid_choice": "Choose one of the clinic's own templates."},
    )
    field_order = ["ref", "template", "name", "summary", "weeks"]

    def __init__(self, *args: Any, user: Principal, **kwargs: Any) -> None:
        super().__init__(*args, button="Save as template", **kwargs)
        self.initial.setdefault("ref", uuid4())
        own = cast(forms.ModelChoiceField, self.fields["template"])
        own.queryset = ProgramTemplate.objects.editable_by(user)
