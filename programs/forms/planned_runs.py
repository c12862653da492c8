"""A planned run as inputs: how far, or how long, or how often running and walking take turns."""

from typing import Any

from drills.forms.doses import one_of, whole_number
from programs.forms.runs import LEAST, Distance
from programs.forms.sessions import SessionForm
from programs.models import PlannedSession
from programs.wording.runs import distance_in_numbers

DISTANCE, MINUTES, TURNS = "distance", "minutes", "turns"
COUNTED = [(DISTANCE, "Kilometres"), (MINUTES, "Minutes"), (TURNS, "Run and walk in turns")]
# The inputs of each way to count a run, and the field that each of them fills.
FIELDS = {
    DISTANCE: {"km": "run_distance_m"},
    MINUTES: {"minutes": "run_minutes"},
    TURNS: {"repeats": "run_repeats", "run": "run_seconds", "walk": "walk_seconds"},
}
FURTHEST = 100_000  # metres
KM = "Enter the kilometres as a number from 0.1 to 100, such as 5 or 5,2."


class PlannedRunForm(SessionForm):
    """The days of a run, and the run itself. What counts is what was chosen in `counted`."""

    counted = one_of("The run counts", COUNTED)
    minutes = whole_number("Minutes", lowest=1, highest=600, required=False)
    repeats = whole_number("Turns", lowest=1, highest=60, required=False)
    run = whole_number("Run for so many seconds", lowest=10, highest=3600, required=False)
    walk = whole_number("Walk for so many seconds", lowest=0, highest=3600, required=False)

    def __init__(self, *args: Any, session: PlannedSession, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        self.fields["km"] = kilometres()
        self.initial = {**self.initial, **run_as_typed(session)}

    def clean(self) -> dict[str, Any]:
        """The inputs of the way that was chosen must be filled in; the others do not count."""
        typed = super().clean() or {}
        for name in FIELDS.get(typed.get("counted", ""), {}):
            if name in typed and typed[name] is None:
                self.add_error(name, self.fields[name].error_messages["invalid"])
        return typed

    def cells(self) -> dict[str, Any]:
        """What was typed, as the fields of a session that is a run."""
        typed = self.cleaned_data
        run: dict[str, Any] = dict.fromkeys(
            field for fields in FIELDS.values() for field in fields.values()
        )
        for name, field in FIELDS[typed["counted"]].items():
            run[field] = int(typed[name]) if name == "km" else typed[name]
        return super().cells() | run


def kilometres() -> Distance:
    """A cell for a distance, or nothing."""
    field = Distance(
        label="Kilometres",
        min_value=LEAST,
        max_value=FURTHEST,
        required=False,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], KM),
    )
    field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "input w-4"}
    return field


def run_as_typed(session: PlannedSession) -> dict[str, Any]:
    """A run the way its inputs show it."""
    metres, minutes = session.run_distance_m, session.run_minutes
    return {
        "counted": DISTANCE if metres else MINUTES if minutes else TURNS,
        "km": distance_in_numbers(metres) if metres else None,
        "minutes": minutes,
        "repeats": session.run_repeats,
        "run": session.run_seconds,
        "walk": session.walk_seconds,
    }


def form_of(session: PlannedSession, *args: Any, **kwargs: Any) -> SessionForm:
    """The inputs of a session, whichever kind it is of."""
    is_run = session.kind == PlannedSession.Kind.RUN
    return (PlannedRunForm if is_run else SessionForm)(*args, session=session, **kwargs)
