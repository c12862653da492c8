"""A new programme, as a physio asks for it."""

from datetime import date
from typing import Any, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from clinic.look.fields import Text
from clinic.look.widgets import KnownDate
from clinic.people.models import Principal, Runner
from programs.models import Program, ProgramTemplate

WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]
TITLE_LENGTH = Program._meta.get_field("title").max_length


class FirstDayField(forms.DateField):
    """The first day of a programme."""

    widget = KnownDate

    def __init__(self) -> None:
        super().__init__(
            label="First day",
            help_text="For example, 24 11 2026.",
            error_messages={
                "required": "Enter the first day.",
                "invalid": "Enter a date that exists, like 24 11 2026.",
            },
        )


class WeeksField(forms.IntegerField):
    """How many weeks a programme lasts; empty is until further notice."""

    def __init__(self) -> None:
        super().__init__(
            label="Weeks",
            required=False,
            min_value=1,
            max_value=52,
            help_text="Leave it empty to go on until further notice.",
            widget=forms.TextInput({"inputmode": "numeric", "class": "w-4", "autocomplete": "off"}),
            error_messages={
                "invalid": "Enter the weeks as a whole number, or leave them empty.",
                "min_value": "Enter at least 1 week.",
                "max_value": "Enter at most 52 weeks, or leave it empty for no end.",
            },
        )


class WeekdaysField(forms.TypedMultipleChoiceField):
    """ISO weekdays, 1 = Monday."""

    def __init__(self, *, label: str = "Days", required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            coerce=int,
            choices=WEEKDAYS,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one day of the week."},
        )


class NewProgramForm(forms.Form):
    """A runner of the caseload, a template to start from, and when.

    `ref` is the id of the programme to come: a double click writes it once.
    """

    ref = forms.UUIDField(required=False, widget=forms.HiddenInput)

    runner = forms.ModelChoiceField(
        queryset=Runner.objects.none(),
        empty_label="Choose a runner",
        error_messages={
            "required": "Choose a runner.",
            "invalid_choice": "Choose a runner of your caseload.",
        },
    )
    template = forms.ModelChoiceField(
        queryset=ProgramTemplate.objects.none(),
        to_field_name="slug",
        empty_label="Choose a template",
        help_text="Its phases, drills and doses are copied. You can change them before you send.",
        error_messages={
            "required": "Choose a template.",
            "invalid_choice": "Choose a template that is not withdrawn.",
        },
    )
    title = Text(
        label="Title",
        required=False,
        max_length=TITLE_LENGTH,
        help_text="What the runner reads. Leave it empty to use the template's name.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    starts_on = FirstDayField()
    weeks = WeeksField()
    weekdays = WeekdaysField(
        required=False, help_text="Leave them all empty to use the template's own days."
    )

    def __init__(self, *args: Any, user: Principal, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ref", uuid4())
        self.today = today
        runners = cast(forms.ModelChoiceField, self.fields["runner"])
        runners.queryset = Runner.objects.treated_by(user)
        templates = cast(forms.ModelChoiceField, self.fields["template"])
        templates.queryset = ProgramTemplate.objects.visible_to(user).usable()
        self.helper = FormHelper()
        self.helper.form_tag = True
        self.helper.form_id = "new-program"
        self.helper.layout = Layout(
            "ref",
            "runner",
            "template",
            "title",
            "starts_on",
            "weeks",
            Field("weekdays", wrapper_class="weekdays"),
        )
        self.helper.add_input(Submit("write", "Write the draft", **{"data-primary": ""}))

    def clean_starts_on(self) -> date:
        """A programme cannot begin in the past: its days would count as missed."""
        return check_not_past(self.cleaned_data["starts_on"], self.today)


def check_not_past(day: date, today: date) -> date:
    """The day, unless it is over. Raises ValidationError."""
    if day < today:
        raise forms.ValidationError("Choose today or a later day: that first day is over.", "past")
    return day
