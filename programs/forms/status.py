"""What a physio decides about a running programme, with the reason."""

from typing import Any
from uuid import uuid4

from django import forms

from clinic.look.fields import Text

STEPS = ["hold", "resume", "stop", "complete", "take_back", "phase", "stay"]


class StatusForm(forms.Form):
    """One step; only stopping asks for its reason."""

    sometimes_needed = ("why",)

    do = forms.ChoiceField(
        choices=[(step, step) for step in STEPS],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose what to do."),
    )
    phase = forms.UUIDField(required=False)
    why = Text(
        label="Why",
        required=False,
        max_length=200,
        help_text="Stopping asks for it. It is kept in the history; the runner does not read it.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Stopping says why, and a phase is named."""
        found = super().clean() or {}
        if found.get("do") == "stop" and "why" in found and not found["why"]:
            self.add_error("why", "Say why you stop it.")
        if found.get("do") == "phase" and not found.get("phase"):
            self.add_error(None, "Choose a phase.")
        return found


class FunctionTestForm(forms.Form):
    """How the test of a phase went. `test_id` makes a double click one test."""

    test_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    result = forms.ChoiceField(
        label="How did it go?",
        choices=[("passed", "Passed"), ("not_passed", "Not passed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose passed or not passed."},
    )
    note = Text(
        label="What you saw",
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("test_id", uuid4())

    def answer(self) -> dict[str, Any]:
        """For `record_test`; call it on a valid form."""
        found = self.cleaned_data
        return {
            "is_passed": found["result"] == "passed",
            "note": found["note"],
            "test_id": found["test_id"] or uuid4(),
        }
