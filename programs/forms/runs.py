"""Logging a run: how far, how long, how it felt."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from programs.actions.logs import SessionEntry
from programs.forms import logs
from programs.models import SessionLog
from programs.progress.logs import Loggable

METRES = 1000


class Kilometres(forms.DecimalField):
    """Kilometres with a point or a comma, as people write them: 5.2, 5,2 or 5 km."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """The number of kilometres, or None."""
        if isinstance(value, str):
            value = value.strip().lower().removesuffix("km").strip().replace(",", ".")
        return super().to_python(value)


class RunLogForm(logs.SessionLogForm):
    """How a run went. One that nobody planned was done: it asks for no state."""

    distance = Kilometres(
        label="Kilometres",
        help_text="Such as 5 or 5.2. Leave it empty if you do not know.",
        min_value=Decimal("0.1"),
        max_value=500,
        decimal_places=3,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-4"}),
        error_messages={
            "invalid": "Enter the kilometres as a number, such as 5 or 5.2.",
            "min_value": "Enter 0.1 km or more.",
            "max_value": "Enter 500 km or less.",
            "max_decimal_places": "Enter the kilometres with 3 decimals or fewer.",
        },
    )

    def __init__(self, *args: Any, found: Loggable, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        if found.session is None:
            del self.fields["state"], self.fields["skip_reason"]

    def clean(self) -> dict[str, Any]:
        """A run on its own says at least how far or how long it was."""
        told = super().clean()
        asked = self.errors.keys() & {"distance", "minutes"}
        if self.found.session is None:
            told |= {"state": SessionLog.State.DONE, "skip_reason": ""}
            if not asked and told.get("distance") is None and told.get("minutes") is None:
                self.add_error("distance", "Enter the kilometres, or the minutes below.")
        return told

    def entry(self) -> SessionEntry:
        """What was told; a run that was skipped has no distance."""
        told = super().entry()
        distance = self.cleaned_data["distance"]
        if distance is None or told.state == SessionLog.State.SKIPPED:
            return replace(told, kind=SessionLog.Kind.RUN)
        metres = round(distance * METRES)
        return replace(told, kind=SessionLog.Kind.RUN, distance_m=metres)


def form_for(
    found: Loggable,
    typed: Mapping[str, Any] | None = None,
    *,
    initial: dict[str, Any] | None = None,
    stored: SessionLog | None = None,
) -> logs.SessionLogForm:
    """The form for what is logged: a run has a distance."""
    form = RunLogForm if found.is_run else logs.SessionLogForm
    return form(typed, initial=initial, found=found, stored=stored)


def initial_of(log: SessionLog) -> dict[str, Any]:
    """What a correction starts from; of a run, with its kilometres."""
    start = logs.initial_of(log)
    if log.distance_m is not None:
        start["distance"] = f"{(Decimal(log.distance_m) / METRES).normalize():f}"
    return start
