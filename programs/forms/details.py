"""What stands above the table of the builder."""

from datetime import datetime
from typing import Any

from django import forms

from clinic.look.fields import Text
from programs.forms.plans import TITLE_LENGTH, FirstDayField, WeeksField
from programs.models import Plan, Program

STAMP = "%Y-%m-%dT%H:%M:%S.%f%z"
NOTE_LENGTH = Program._meta.get_field("note").max_length
WHY_LENGTH = Plan._meta.get_field("why").max_length


class DetailsForm(forms.Form):
    """The title, the note, and from when to when."""

    title = Text(
        label="Title",
        max_length=TITLE_LENGTH,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        error_messages={"required": "Enter a title."},
    )
    note = Text(
        label="Note to the runner",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2, "class": "input"}),
    )
    starts_on = FirstDayField()
    weeks = WeeksField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weeks"].widget.attrs["class"] = "input w-4"


class SeenForm(forms.Form):
    """The moment at which the plan stood as the page showed it."""

    seen = forms.DateTimeField(
        widget=forms.HiddenInput,
        input_formats=[STAMP],
        error_messages=dict.fromkeys(
            ["required", "invalid"], "Open the programme again: this page is too old to be saved."
        ),
    )


class WhyForm(forms.Form):
    """Why a new version is sent."""

    why = Text(
        label="Why this change?",
        required=False,
        max_length=WHY_LENGTH,
        help_text="For the history. The runner does not see it.",
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )


def details_form(program: Program | None, plan: Plan, typed: Any = None) -> DetailsForm:
    """The inputs above the table; of a template only the note: its words stand on its page."""
    if program is None:
        form = DetailsForm(typed, initial={"note": plan.note})
        del form.fields["title"], form.fields["starts_on"], form.fields["weeks"]
        return form
    form = DetailsForm(typed, initial=details_of(program, plan))
    if program.status != Program.Status.DRAFT:
        del form.fields["starts_on"]
    return form


def details_of(program: Program, plan: Plan) -> dict[str, Any]:
    """The plan's own fields the way the page shows them."""
    length = (plan.ends_on - program.starts_on).days + 1 if plan.ends_on else None
    return {
        "title": plan.title,
        "note": plan.note,
        "starts_on": program.starts_on,
        "weeks": -(-length // 7) if length else None,
    }


def stamp(moment: datetime) -> str:
    """A moment that survives a hidden input to the microsecond."""
    return moment.strftime(STAMP)
