"""The question about warning signs, the same wherever somebody first reaches us."""

from typing import Any

from django import forms

from bookings.models.signs import TO_TICK


class WarningSigns(forms.Form):
    """Signs with which nobody should wait for us. Ticking none says nothing about their health."""

    red_flags = forms.MultipleChoiceField(
        label="Is any of this true now?",
        help_text="Tick what is true. Leave it empty if nothing is.",
        choices=TO_TICK,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only signs from the list"},
    )

    def clean_red_flags(self) -> list[str]:
        """In the order of the list, each once."""
        ticked: Any = self.cleaned_data["red_flags"]
        return [flag for flag, _ in TO_TICK if flag in ticked]
