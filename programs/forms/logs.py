"""Logging a session: two taps and Save, and everything else is optional."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clinic.look.fields import Text
from clinic.look.widgets import Scale
from drills.wording import dose_in_words
from programs.actions.logs import DrillEntry, SessionEntry, local_time
from programs.models import DrillLog, Prescription, SessionLog
from programs.progress.logs import Loggable

EARLIEST_YEAR = 2000
START_AGAIN = "Open the session again from Today: the day that this page was for is missing."
AS_PRESCRIBED = [
    (DrillLog.State.DONE, "Done as prescribed"),
    (DrillLog.State.PARTIAL, "Partly done"),
    (DrillLog.State.SKIPPED, "Left out"),
]


class SessionLogForm(forms.Form):
    """How a session went. Pain and effort start empty: a default would answer for the runner.

    The hidden fields make a double click one log: the id, and the moment at which the page was
    opened. `stored` is the log that is being corrected: its id and its moment stay.
    """

    sometimes_needed = ("skip_reason",)

    log_id = forms.UUIDField(widget=forms.HiddenInput)
    occurred_at = forms.CharField(widget=forms.HiddenInput)
    based_on = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="How did it go?",
        choices=SessionLog.State.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose done, partly done or skipped."},
    )
    skip_reason = forms.ChoiceField(
        label="If you skipped it, or some of it, why?",
        choices=[("", "Choose a reason"), *SessionLog.SkipReason.choices],
        required=False,
    )
    pain_during = forms.IntegerField(
        label="Worst pain during the session",
        help_text="0 is no pain, 10 is the worst pain you can imagine.",
        min_value=0,
        max_value=10,
        required=False,
        widget=Scale,
    )
    effort = forms.IntegerField(
        label="How hard was it?",
        help_text="0 is no effort, 10 is as hard as you can.",
        min_value=0,
        max_value=10,
        required=False,
        widget=Scale,
    )
    minutes = forms.IntegerField(
        label="Minutes it took",
        min_value=0,
        max_value=1440,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
        error_messages={
            "invalid": "Enter the minutes as a number, such as 15.",
            "min_value": "Enter 0 minutes or more.",
            "max_value": "Enter 1440 minutes, a whole day, or less.",
        },
    )
    note = Text(
        label="Anything your physio should know?",
        help_text="Your physio reads this before your next visit, not at once.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Keep your note to 2000 characters or fewer."},
    )

    def __init__(
        self, *args: Any, found: Loggable, stored: SessionLog | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.stored = stored
        self.stored_drills: dict[UUID, DrillLog] = {}
        if stored:
            self.stored_drills = {one.prescription_id: one for one in stored.drills.all()}
            del self.fields["log_id"], self.fields["occurred_at"]
        for prescription in found.prescriptions:
            self.fields[drill_field(prescription)] = self._drill_choice(prescription)

    def _drill_choice(self, prescription: Prescription) -> forms.ChoiceField:
        """As prescribed, unless the stored log says otherwise or nothing about this drill."""
        known = self.stored_drills.get(prescription.pk)
        silent = self.stored is not None and known is None
        return forms.ChoiceField(
            label=prescription.drill.name,
            help_text=dose_in_words(prescription),
            choices=[("", "Nothing noted"), *AS_PRESCRIBED] if silent else AS_PRESCRIBED,
            required=not silent,
            initial=known.state if known else "" if silent else DrillLog.State.DONE,
        )

    def drill_fields(self) -> list[BoundField]:
        """The drills' own fields, in the order of the session."""
        return [self[drill_field(prescription)] for prescription in self.found.prescriptions]

    def drills_asked(self) -> list[tuple[Prescription, BoundField]]:
        """Each drill as it was given, and its field."""
        return list(zip(self.found.prescriptions, self.drill_fields(), strict=True))

    def is_drill_changed(self) -> bool:
        """Whether any drill is not as prescribed, so that the page opens that part."""
        return any(str(field.value()) != DrillLog.State.DONE for field in self.drill_fields())

    def clean_occurred_at(self) -> datetime:
        """The moment in the runner's own zone. Raises for text that this page never made."""
        runner = self.found.runner
        try:
            moment = datetime.fromisoformat(self.cleaned_data["occurred_at"])
            local = moment.astimezone(runner.zone)
        except (ValueError, OverflowError):
            raise ValidationError(START_AGAIN) from None
        if moment.tzinfo is None or local.year < EARLIEST_YEAR:
            raise ValidationError(START_AGAIN)
        return local

    def clean(self) -> dict[str, Any]:
        """A reason belongs to what was skipped, in whole or in part, and only to that."""
        told = super().clean() or {}
        state, reason = told.get("state"), told.get("skip_reason")
        if state == SessionLog.State.SKIPPED and not reason:
            self.add_error("skip_reason", "Choose why you skipped the session.")
        if state == SessionLog.State.PARTIAL and not reason and not self._came_without_reason():
            self.add_error("skip_reason", "Choose why you did not do all of it.")
        if state == SessionLog.State.DONE and reason:
            self.add_error(
                "skip_reason", "Choose Partly done or Skipped above, or take the reason out."
            )
        return told

    def _came_without_reason(self) -> bool:
        """Whether the log that is put right was done in part, by a client that gave no reason."""
        if self.stored is None or self.stored.skip_reason:
            return False
        return self.stored.state == SessionLog.State.PARTIAL

    def entry(self) -> SessionEntry:
        """What was told. What this page does not ask for stays as it was stored."""
        told = self.cleaned_data
        moment = local_time(self.stored) if self.stored else told["occurred_at"]
        offset = moment.utcoffset() or timedelta()
        return SessionEntry(
            program=self.found.program,
            session=self.found.session,
            occurred_at=moment,
            utc_offset_minutes=int(offset.total_seconds()) // 60,
            state=told["state"],
            skip_reason=told["skip_reason"],
            pain_during=told["pain_during"],
            pain_after=self.stored.pain_after if self.stored else None,
            effort=told["effort"],
            minutes=told["minutes"],
            note=told["note"],
            drills=() if told["state"] == SessionLog.State.SKIPPED else tuple(self._drills()),
        )

    def _drills(self) -> Iterator[DrillEntry]:
        for prescription in self.found.prescriptions:
            state = self.cleaned_data[drill_field(prescription)]
            known = self.stored_drills.get(prescription.pk)
            if state:
                sets = tuple(known.sets) if known and known.state == state else ()
                yield DrillEntry(prescription, state, sets)


def drill_field(prescription: Prescription) -> str:
    """The name of a drill's field."""
    return f"drill_{prescription.pk.hex}"


def moment_on(day: date, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Now for today; noon for a day before, of which nobody remembers the minute."""
    local = now.astimezone(zone)
    return local if day == local.date() else datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def initial_of(log: SessionLog) -> dict[str, Any]:
    """What a correction starts from."""
    return {
        "based_on": log.revision,
        "state": log.state,
        "skip_reason": log.skip_reason,
        "pain_during": log.pain_during,
        "effort": log.effort,
        "minutes": log.minutes,
        "note": log.note,
    }
