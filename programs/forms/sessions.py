"""A phase and a session of a plan as inputs."""

from typing import Any

from django import forms

from clinic.look.fields import Text
from drills.forms.doses import one_of, whole_number
from drills.models import Drill, Moment
from programs.forms.cells import cell
from programs.forms.plans import WeekdaysField
from programs.models import Phase, PlannedSession

Cadence = PlannedSession.Cadence
PHASE_FIELDS = (
    "name",
    "goal",
    "exit_weeks",
    "exit_pain_max",
    "exit_mornings_settled",
    "exit_completion",
    "exit_test",
)
DAYS_OF = {
    Cadence.WEEKDAYS: "weekdays",
    Cadence.EVERY_DAYS: "every_days",
    Cadence.PER_WEEK: "per_week",
}

LINE = forms.TextInput({"class": "input", "autocomplete": "off"})


class PhaseForm(forms.Form):
    """What a phase is for, and what a physio looks at before the next one."""

    name = Text(
        label="Name of the phase",
        max_length=80,
        widget=LINE,
        error_messages={"required": "Name the phase."},
    )
    goal = Text(label="Goal", required=False, max_length=200, widget=LINE)
    exit_weeks = whole_number("Weeks at least", lowest=1, highest=52, required=False)
    exit_pain_max = whole_number("Worst pain of a week", lowest=0, highest=10, required=False)
    exit_completion = whole_number("Percent of sessions", lowest=1, highest=100, required=False)
    exit_mornings_settled = forms.BooleanField(
        label="No worse next morning for a week", required=False
    )
    exit_test = Text(label="What the runner can do", required=False, max_length=200, widget=LINE)

    def __init__(self, *args: Any, phase: Phase, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(phase, name) for name in PHASE_FIELDS}
        super().__init__(*args, **kwargs)

    def cells(self) -> dict[str, Any]:
        """What was typed, as the fields of a phase."""
        return {name: self.cleaned_data[name] for name in PHASE_FIELDS}


class SessionForm(forms.Form):
    """The name of a session and its days."""

    name = Text(
        label="Name of the session",
        max_length=80,
        widget=LINE,
        error_messages={"required": "Name the session."},
    )
    moment = one_of("When", Moment.choices)
    cadence = one_of("How often", Cadence.choices)
    weekdays = WeekdaysField(required=False)
    every_days = whole_number("Every so many days", lowest=1, highest=28, required=False)
    per_week = whole_number("Times a week", lowest=1, highest=7, required=False)
    times = whole_number("Times a day", lowest=1, highest=6)

    def __init__(self, *args: Any, session: PlannedSession, **kwargs: Any) -> None:
        names = ("name", "moment", "cadence", "weekdays", "every_days", "per_week")
        initial = {name: getattr(session, name) for name in names}
        kwargs["initial"] = initial | {"times": session.times_per_day}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The days of the cadence that was chosen count; what else was filled in does not."""
        typed = super().clean() or {}
        wanted = DAYS_OF.get(typed.get("cadence", ""))
        if wanted and wanted in typed and not typed[wanted]:
            self.add_error(wanted, MISSING_DAYS[wanted])
        return typed

    def cells(self) -> dict[str, Any]:
        """What was typed, as the fields of a session."""
        typed = self.cleaned_data
        wanted = DAYS_OF[typed["cadence"]]
        days: dict[str, Any] = {"weekdays": [], "every_days": None, "per_week": None}
        days[wanted] = sorted(set(typed[wanted])) if wanted == "weekdays" else typed[wanted]
        plain = {name: typed[name] for name in ("name", "moment", "cadence")}
        return plain | days | {"times_per_day": typed["times"]}


MISSING_DAYS = {
    "weekdays": "Choose at least one day of the week.",
    "every_days": "Enter a whole number from 1 to 28 for “Every so many days”.",
    "per_week": "Enter a whole number from 1 to 7 for “Times a week”.",
}


class AddForm(forms.Form):
    """A drill that joins a session, by its name."""

    drill = cell("Add a drill", required=False, list="drills", placeholder="Add a drill")

    def __init__(self, *args: Any, names: dict[str, Drill], about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["drill"].widget.attrs["aria-label"] = f"Add a drill to {about}"

    def clean_drill(self) -> Drill:
        """The drill of that name."""
        name = self.cleaned_data["drill"].strip()
        if not name:
            raise forms.ValidationError("Choose a drill to add.", "required")
        if name.casefold() not in self.names:
            raise forms.ValidationError(
                f"Choose a drill of the list: none is called “{name}”.", "unknown"
            )
        return self.names[name.casefold()]
