"""A draft as a table whose cells are inputs: one form for each part, checked together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from clinic.look.fields import Text
from drills.models import Drill
from programs.actions.plans import DraftChanges, last_day
from programs.forms.plans import (
    TITLE_LENGTH,
    FirstDayField,
    WeekdaysField,
    WeeksField,
    check_not_past,
)
from programs.forms.prescriptions import RowForm, as_typed, in_words
from programs.models import Plan, PlannedSession, Prescription, Program

STAMP = "%Y-%m-%dT%H:%M:%S.%f%z"


class DetailsForm(forms.Form):
    """What stands above the table."""

    seen = forms.DateTimeField(
        widget=forms.HiddenInput,
        input_formats=[STAMP],
        error_messages=dict.fromkeys(
            ["required", "invalid"], "This page is too old to be saved. Open the draft again."
        ),
    )
    title = Text(max_length=TITLE_LENGTH, error_messages={"required": "Enter a title."})
    note = Text(
        label="Note to the runner",
        required=False,
        max_length=Program._meta.get_field("note").max_length,
        widget=forms.Textarea({"rows": 3}),
    )
    starts_on = FirstDayField()
    weeks = WeeksField()


class SessionForm(forms.Form):
    """The days of one session."""

    weekdays = WeekdaysField()


class AddForm(forms.Form):
    """A drill that joins a session."""

    drill = forms.ModelChoiceField(
        label="Add a drill",
        queryset=Drill.objects.prescribable(),
        empty_label="Choose a drill",
        error_messages={"required": "Choose a drill to add."},
    )


@dataclass(frozen=True)
class Row:
    """A prescription and its form."""

    prescription: Prescription
    form: RowForm


@dataclass(frozen=True)
class SessionPart:
    """A session, its days, its rows, and the select that adds a drill."""

    session: PlannedSession
    form: SessionForm
    rows: list[Row]
    add: AddForm


class Draft:
    """Every form of the page. `doing` is the button: save, send, remove:<id> or add:<id>."""

    def __init__(
        self, program: Program, plan: Plan, *, today: date, typed: Mapping[str, Any] | None = None
    ) -> None:
        """`plan` comes with all that stands in it at hand."""
        self.program = program
        self.plan = plan
        self.today = today
        action, _, about = str((typed or {}).get("do", "save")).partition(":")
        self.action, self.about = action, about
        self.details = DetailsForm(typed, initial=details_of(program, plan))
        self.parts = [
            self._part(session, typed)
            for phase in plan.phases.all()
            for session in phase.sessions.all()
        ]

    def _part(self, session: PlannedSession, typed: Mapping[str, Any] | None) -> SessionPart:
        adding = typed if self.action == "add" and self.about == str(session.pk) else None
        picked = (typed or {}).get(f"add-{session.pk}-drill")
        return SessionPart(
            session=session,
            form=SessionForm(
                typed, prefix=f"s-{session.pk}", initial={"weekdays": session.weekdays}
            ),
            rows=[
                Row(item, RowForm(typed, prefix=f"p-{item.pk}", prescription=item))
                for item in session.prescriptions.all()
            ],
            add=AddForm(adding, prefix=f"add-{session.pk}", initial={"drill": picked}),
        )

    def checked(self) -> Iterator[tuple[str, forms.Form]]:
        """The forms that count for this button, each with what it is about, in page order."""
        yield "", self.details
        for part in self.parts:
            yield (part.session.name if len(self.parts) > 1 else ""), part.form
            for row in part.rows:
                if not self._removes(row):
                    yield row.prescription.drill.name, row.form
            if part.add.is_bound:
                yield "", part.add

    def _removes(self, row: Row) -> bool:
        return self.action == "remove" and self.about == str(row.prescription.pk)

    def is_stale(self) -> bool:
        """Whether somebody saved after this page was opened; its rows may not be the draft's."""
        self.details.is_valid()
        seen = self.details.cleaned_data.get("seen")
        return seen is not None and seen != self.plan.updated_at

    def is_valid(self) -> bool:
        """Check every part, so that all mistakes are shown at once."""
        wrong = [form for _, form in self.checked() if not form.is_valid()]
        first_day = self.details.cleaned_data.get("starts_on")
        if self.action == "send" and first_day:
            try:
                check_not_past(first_day, self.today)
            except forms.ValidationError as refusal:
                self.details.add_error("starts_on", refusal)
                return False
        return not wrong

    def errors(self) -> list[tuple[str, str]]:
        """Every mistake as (id of its input, sentence); an empty id is the whole page."""
        return [
            (
                input_id(form, name),
                f"{about}: {sentence}" if about else str(sentence),
            )
            for about, form in self.checked()
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]

    def changes(self) -> DraftChanges:
        """What to save; only after `is_valid`."""
        details = self.details.cleaned_data
        rows = [row for part in self.parts for row in part.rows]
        gone = [row.prescription.pk for row in rows if self._removes(row)]
        return DraftChanges(
            seen=details["seen"],
            title=details["title"],
            note=details["note"],
            starts_on=details["starts_on"],
            ends_on=last_day(details["starts_on"], details["weeks"]),
            weekdays={part.session.pk: part.form.cleaned_data["weekdays"] for part in self.parts},
            doses={row.prescription.pk: row.form.dose() for row in rows if not self._removes(row)},
            removed=gone,
            added=next(
                (
                    (part.session.pk, part.add.cleaned_data["drill"])
                    for part in self.parts
                    if part.add.is_bound
                ),
                None,
            ),
        )


def over(typed: QueryDict, plan: Plan) -> QueryDict:
    """What was typed, ready to be saved over what is stored now.

    A row that the typed page did not have takes its stored values.
    """
    kept = typed.copy()
    kept["seen"] = stamp(plan.updated_at)
    for item in rows_of(plan):
        if f"p-{item.pk}-sets" not in typed:
            for name, value in as_typed(item).items():
                kept[f"p-{item.pk}-{name}"] = "" if value is None else str(value)
    return kept


def lost(typed: QueryDict, plan: Plan) -> list[str]:
    """A sentence for each row that was typed into and is not in the draft any more."""
    ours = {f"p-{item.pk}" for item in rows_of(plan)}
    theirs = [name.removesuffix("-drill") for name in typed if name.endswith("-drill")]
    return [
        f"You had typed for {typed[f'{row}-drill']}, which was taken out: {in_words(typed, row)}."
        for row in theirs
        if row.startswith("p-") and row not in ours and typed.get("do") != f"remove:{row[2:]}"
    ]


def rows_of(plan: Plan) -> list[Prescription]:
    """The prescriptions of a plan that comes with all that stands in it at hand."""
    return [
        item
        for phase in plan.phases.all()
        for session in phase.sessions.all()
        for item in session.prescriptions.all()
    ]


def input_id(form: forms.Form, name: str) -> str:
    """The id that a link can lead to; nothing for what cannot be seen."""
    if name not in form.fields or form[name].is_hidden:
        return ""
    return form[name].id_for_label or f"{form[name].auto_id}_0"


def details_of(program: Program, plan: Plan) -> dict[str, Any]:
    """The plan's own fields the way the page shows them."""
    length = (plan.ends_on - program.starts_on).days + 1 if plan.ends_on else None
    return {
        "seen": stamp(plan.updated_at),
        "title": plan.title,
        "note": plan.note,
        "starts_on": program.starts_on,
        "weeks": -(-length // 7) if length else None,
    }


def stamp(moment: datetime) -> str:
    """A moment that survives a hidden input to the microsecond."""
    return moment.strftime(STAMP)
