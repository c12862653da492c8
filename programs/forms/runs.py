"""Logging a run: how far, how long, how it felt."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from clinic.units import Unit, unit
from programs.actions.logs import SessionEntry
from programs.forms import logs
from programs.models import SessionLog
from programs.progress.logs import Loggable
from programs.wording.runs import distance_in_numbers, distance_in_words


class Distance(forms.DecimalField):
    """Metres, from a number as people write it: 5.2, 5,2, 5 km or 3.1 miles.

    Without a unit it is in the one of whoever asks.
    """

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """The number of whole metres, or None."""
        told = unit()
        if isinstance(value, str):
            value = value.strip().lower().replace(",", ".")
            for name, one in UNITS.items():
                if value.endswith(name):
                    told, value = one, value.removesuffix(name).strip()
                    break
        number = super().to_python(value)
        if number is None or not number.is_finite():
            return number
        return Decimal(round(number * told.metres))


# The longest names first: "mi" ends none of them.
UNITS = {
    "kilometres": Unit.KILOMETRES,
    "miles": Unit.MILES,
    "mile": Unit.MILES,
    "km": Unit.KILOMETRES,
    "mi": Unit.MILES,
}
LEAST, MOST = 100, 500_000  # metres


class RunLogForm(logs.SessionLogForm):
    """How a run went. One that nobody planned was done: it asks for no state."""

    distance = Distance(
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-4"}),
        min_value=LEAST,
        max_value=MOST,
    )

    def __init__(self, *args: Any, found: Loggable, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        distance, name = self.fields["distance"], unit().label
        distance.label = name
        distance.help_text = "Such as 5 or 5.2. Leave it empty if you do not know."
        distance.error_messages |= {
            "invalid": f"Enter the {name.lower()} as a number, such as 5 or 5.2.",
            "min_value": f"Enter {distance_in_words(LEAST)} or more.",
            "max_value": f"Enter {distance_in_words(MOST)} or less.",
        }
        if found.session is None:
            del self.fields["state"], self.fields["skip_reason"]

    def clean(self) -> dict[str, Any]:
        """A run on its own says at least how far or how long it was."""
        told = super().clean()
        asked = self.errors.keys() & {"distance", "minutes"}
        if self.found.session is None:
            told |= {"state": SessionLog.State.DONE, "skip_reason": ""}
            if not asked and told.get("distance") is None and told.get("minutes") is None:
                self.add_error(
                    "distance", f"Enter the {unit().label.lower()}, or the minutes below."
                )
        return told

    def entry(self) -> SessionEntry:
        """What was told; a run that was skipped has no distance."""
        told = super().entry()
        metres = self.cleaned_data["distance"]
        if metres is None or told.state == SessionLog.State.SKIPPED:
            return replace(told, kind=SessionLog.Kind.RUN)
        was = self.stored.distance_m if self.stored else None
        # What was shown rounded and left alone stays to the metre.
        if was is not None and self.data.get("distance") == distance_in_numbers(was):
            metres = was
        return replace(told, kind=SessionLog.Kind.RUN, distance_m=int(metres))


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
    """What a correction starts from; of a run, with its distance."""
    start = logs.initial_of(log)
    if log.distance_m is not None:
        start["distance"] = distance_in_numbers(log.distance_m)
    return start
