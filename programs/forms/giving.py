"""To whom else a programme is given."""

from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms

from clinic.people.models import Principal, Runner
from programs.forms.plans import FirstDayField, check_not_past
from programs.models import Program


class GiveForm(forms.Form):
    """Runners of the caseload, and the day on which it starts for them."""

    ref = forms.UUIDField(widget=forms.HiddenInput)
    starts_on = FirstDayField()
    runners = forms.ModelMultipleChoiceField(
        queryset=Runner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one runner.",
            "invalid_choice": "Choose runners of your caseload.",
            "invalid_pk_value": "Choose runners of your caseload.",
        },
    )

    def __init__(
        self, *args: Any, program: Program, user: Principal, today: date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"ref": uuid4(), "starts_on": max(today, program.starts_on)}
        super().__init__(*args, **kwargs)
        self.today = today
        runners = cast(forms.ModelMultipleChoiceField, self.fields["runners"])
        others = Runner.objects.treated_by(user).exclude(pk=program.runner_id)
        runners.queryset = others.order_by("name")

    def clean_starts_on(self) -> date:
        """A programme cannot begin in the past."""
        return check_not_past(self.cleaned_data["starts_on"], self.today)
