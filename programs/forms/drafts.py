"""A plan as a table whose cells are inputs: one form for each part, checked together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from drills.models import Dose, Drill
from programs.actions.plans import last_day
from programs.actions.saving import PlanChanges
from programs.actions.steps import Step
from programs.forms.details import SeenForm, WhyForm, details_form, stamp
from programs.forms.merging import Part, digests, filled, merged, part_of
from programs.forms.planned_runs import form_of
from programs.forms.plans import check_not_past
from programs.forms.prescriptions import RowForm, in_words
from programs.forms.sessions import AddForm, PhaseForm, SessionForm
from programs.models import Phase, Plan, PlannedSession, Prescription, Program
from programs.progress.restrictions import Clash
from programs.progress.runs import PlannedRun


@dataclass(frozen=True)
class Known:
    """What the page needs beside the plan.

    The drills by name; by row, the dose before and the restrictions that speak against it; and by
    session, what is to be said about a run.
    """

    names: dict[str, Drill]
    bases: Mapping[UUID, Dose]
    clashes: Mapping[UUID, list[Clash]]
    runs: Mapping[UUID, PlannedRun]


@dataclass(frozen=True)
class Row:
    """A prescription and its form."""

    prescription: Prescription
    form: RowForm
    part: Part
    clashes: list[Clash]
    easier: Drill | None
    harder: Drill | None


@dataclass(frozen=True)
class SessionPart:
    """A session, its days, its rows, and the input that adds a drill."""

    session: PlannedSession
    form: SessionForm
    part: Part
    rows: list[Row]
    add: AddForm
    run: PlannedRun | None


class Draft:
    """Every form of the page: the details, and one phase with all that stands in it.

    `do` is the pressed button: save, autosave, send, search, show:<phase>, or a step.
    """

    def __init__(
        self,
        program: Program | None,
        plan: Plan,
        *,
        phase: Phase,
        known: Known,
        today: date,
        typed: QueryDict | None = None,
        step: Step | None = None,
    ) -> None:
        """`plan` comes with all that stands in it at hand; `program` is None for a template's."""
        self.program, self.plan, self.phase = program, plan, phase
        self.known, self.today, self.step = known, today, step
        self.action, _, self.about = str(typed.get("do", "save") if typed else "save").partition(
            ":"
        )
        self.is_version = program is None or program.status != Program.Status.DRAFT
        self.ladder: dict[UUID | None, Drill] = {drill.pk: drill for drill in known.names.values()}
        self.both: list[Part] = []
        self._bind(typed)

    def _bind(self, typed: QueryDict | None) -> None:
        whole = typed
        if typed is not None:
            self._build(None)
            whole = filled(typed, self.stored())
        self._build(whole)

    def _build(self, typed: QueryDict | None) -> None:
        self.seen = SeenForm(typed, initial={"seen": stamp(self.plan.updated_at)})
        self.why = WhyForm(typed, initial={"why": self.plan.why})
        self.details = details_form(self.program, self.plan, typed)
        self.phase_form = PhaseForm(typed, prefix=f"f-{self.phase.pk}", phase=self.phase)
        self.parts = [self._part(session, typed) for session in self.phase.sessions.all()]

    def _part(self, session: PlannedSession, typed: QueryDict | None) -> SessionPart:
        form = form_of(session, typed, prefix=f"s-{session.pk}")
        unbound = form_of(session, prefix=f"s-{session.pk}")
        adds = self.step and self.step.verb == "session-put" and self.step.thing is None
        adding = typed if adds and self.step and self.step.target == session.pk else None
        written = typed.get(f"add-{session.pk}-drill", "") if typed else ""
        return SessionPart(
            session=session,
            form=form,
            part=part_of(f"s-{session.pk}", session.name, unbound),
            rows=[self._row(item, typed) for item in session.prescriptions.all()],
            add=AddForm(
                adding,
                prefix=f"add-{session.pk}",
                initial={"drill": written},
                names=self.known.names,
                about=session.name,
            ),
            run=self.known.runs.get(session.pk),
        )

    def _row(self, item: Prescription, typed: QueryDict | None) -> Row:
        key = f"p-{item.pk}"
        rest: dict[str, Any] = {"prescription": item, "names": self.known.names, "prefix": key}
        unbound = RowForm(**rest)
        form = RowForm(typed, **rest, base=self.known.bases.get(item.pk))
        against = self.known.clashes.get(item.pk, [])
        easier, harder = (
            self.ladder.get(pk) for pk in (item.drill.easier_id, item.drill.harder_id)
        )
        part = part_of(key, item.drill.name, unbound)
        return Row(item, form, part, against, easier, harder)

    def drill_parts(self) -> list[SessionPart]:
        """The sessions into which a drill can go: a run has none."""
        drills = PlannedSession.Kind.DRILLS
        return [part for part in self.parts if part.session.kind == drills]

    def stored(self) -> list[Part]:
        """Every form as it is stored, in page order."""
        unbound = details_form(self.program, self.plan)
        phase = PhaseForm(prefix=f"f-{self.phase.pk}", phase=self.phase)
        return [
            part_of("details", "Title, note and days", unbound),
            part_of(f"f-{self.phase.pk}", self.phase.name, phase),
            *(
                part
                for session in self.parts
                for part in (session.part, *(row.part for row in session.rows))
            ),
        ]

    def digests(self) -> str:
        """What every form says now; it is sent along with the page."""
        return digests(self.stored())

    def merge(self, typed: QueryDict) -> None:
        """Lay what was typed over what somebody else has saved meanwhile; `both` says where."""
        whole, self.both = merged(typed, self.stored())
        whole["seen"] = stamp(self.plan.updated_at)
        self._build(whole)

    def checked(self) -> Iterator[tuple[str, forms.Form]]:
        """The forms that count for this button, each with what it is about, in page order."""
        yield "", self.seen
        yield "", self.details
        yield "", self.why
        yield self.phase.name, self.phase_form
        for part in self.parts:
            if self._removes(part.session.pk):
                continue
            yield (part.session.name if len(self.parts) > 1 else ""), part.form
            for row in part.rows:
                if not self._removes(row.prescription.pk):
                    yield row.prescription.drill.name, row.form
            if part.add.is_bound:
                yield "", part.add

    def _removes(self, pk: UUID) -> bool:
        step = self.step
        return bool(step and step.verb.endswith("-remove") and step.target == pk)

    def is_stale(self) -> bool:
        """Whether somebody saved after this page was opened; its rows may not be the plan's."""
        self.seen.is_valid()
        seen = self.seen.cleaned_data.get("seen")
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
            (input_id(form, name), f"{about}: {sentence}" if about else str(sentence))
            for about, form in self.checked()
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]

    def changes(self) -> PlanChanges:
        """What to save; only after `is_valid`."""
        details = self.details.cleaned_data
        starts_on = details.get("starts_on", self.program and self.program.starts_on)
        kept = [part for part in self.parts if not self._removes(part.session.pk)]
        rows = [row for part in kept for row in part.rows]
        return PlanChanges(
            seen=self.seen.cleaned_data["seen"],
            title=details.get("title", self.plan.title),
            note=details["note"],
            starts_on=starts_on,
            ends_on=last_day(starts_on, details["weeks"]) if starts_on else None,
            phases={self.phase.pk: self.phase_form.cells()},
            sessions={part.session.pk: part.form.cells() for part in kept},
            rows={
                row.prescription.pk: row.form.cells()
                for row in rows
                if not self._removes(row.prescription.pk)
            },
            step=self._whole_step(),
        )

    def _whole_step(self) -> Step | None:
        """The step, with the drill that was typed for it."""
        bound = next((part.add for part in self.parts if part.add.is_bound), None)
        if self.step and bound:
            return Step(self.step.verb, self.step.target, bound.cleaned_data["drill"])
        return self.step

    def lost(self, typed: QueryDict) -> list[str]:
        """A sentence for each row that was typed into and is not in the phase any more."""
        ours = {part.key for part in self.stored()}
        theirs = [name.removesuffix("-drill") for name in typed if name.endswith("-drill")]
        return [
            f"You had typed for {typed[f'{row}-drill']}, which was taken out: "
            f"{in_words(typed, row)}."
            for row in theirs
            if row.startswith("p-") and row not in ours and f"-remove:{row[2:]}" not in typed["do"]
        ]

    def clashes(self) -> list[tuple[str, str]]:
        """What both changed, with what the other person saved in words."""
        found = []
        for part in self.both:
            is_row = part.key.startswith("p-")
            flat = {name: texts[0] if texts else "" for name, texts in part.posted.items()}
            said = in_words(flat, part.key) if is_row else ", ".join(filter(None, flat.values()))
            target = f"id_{part.key}-sets" if is_row else ""
            found.append((target, f"{part.about}: somebody else saved {said}."))
        return found


def input_id(form: forms.Form, name: str) -> str:
    """The id that a link can lead to; nothing for what cannot be seen."""
    if name not in form.fields or form[name].is_hidden:
        return ""
    return form[name].id_for_label or f"{form[name].auto_id}_0"
