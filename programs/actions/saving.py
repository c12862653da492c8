"""Saving what somebody wrote into an open plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction

from clinic.db import save_checked
from drills.models import Drill
from programs.actions.copies import DOSE_FIELDS, dose_of
from programs.actions.plans import refusal_of
from programs.actions.steps import Step, phases_of, rows_of, sessions_of, swap_drill, take_step
from programs.models import Plan, Prescription, Program

type Cells = Mapping[UUID, Mapping[str, Any]]


@dataclass(frozen=True)
class PlanChanges:
    """What was typed into an open plan; what is not named stays as it is.

    `seen` is the plan's `updated_at` when it was opened: if it has moved on, nothing is saved.
    `starts_on` counts for a draft programme only; a template has none. Phases, sessions and rows go
    by their ids, each with some of its fields. `step` is done afterwards, on what was just saved.
    """

    seen: datetime
    title: str
    note: str
    starts_on: date | None
    ends_on: date | None
    phases: Cells = field(default_factory=dict)
    sessions: Cells = field(default_factory=dict)
    rows: Cells = field(default_factory=dict)
    step: Step | None = None


@transaction.atomic
def save_plan(*, plan: Plan, changes: PlanChanges, now: datetime) -> UUID | None:
    """Put the changes into an open plan, all of them or none; then take the step.

    Answers with the id of what the step made or moved. Raises ValidationError with the code
    `illegal_state` when the plan is sealed, `changed` when somebody else saved it in between, and
    the rule's own sentence for an impossible dose.
    """
    program = plan.program
    if program:
        program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    claimed = Plan.objects.filter(pk=plan.pk, sealed_at=None, updated_at=changes.seen)
    if not claimed.update(updated_at=now):
        raise refusal_of(plan)
    plan.title, plan.note, plan.ends_on = changes.title, changes.note, changes.ends_on
    plan.updated_at = now
    save_checked(plan, update_fields=["title", "note", "ends_on"])
    if program and program.status == Program.Status.DRAFT and changes.starts_on:
        program.title, program.note = changes.title, changes.note
        program.starts_on, program.ends_on = changes.starts_on, changes.ends_on
        program.updated_at = now
        save_checked(program, update_fields=["title", "note", "starts_on", "ends_on", "updated_at"])
    _save(phases_of(plan), changes.phases)
    _save(sessions_of(plan), changes.sessions)
    _save_rows(plan, changes.rows)
    return take_step(plan, changes.step) if changes.step else None


def _save(rows: models.QuerySet[Any], cells: Cells) -> None:
    """Save those fields that really change; the constraints decide."""
    for row in rows.filter(pk__in=cells.keys()):
        _change(row, cells[row.pk], str(row))


def _save_rows(plan: Plan, cells: Cells) -> None:
    """As for all rows; one that gets another drill and no other dose takes the drill's own."""
    for row in rows_of(plan).filter(pk__in=cells.keys()):
        typed = dict(cells[row.pk])
        drill: Drill | None = typed.pop("drill", None)
        if drill and drill.pk != row.drill_id:
            if not any(_differs(row, typed, name) for name in DOSE_FIELDS):
                typed |= dose_of(drill)
            swap_drill(row, drill, with_dose=False)
        _change(row, typed, row.drill.name)


def _differs(row: Prescription, typed: Mapping[str, Any], name: str) -> bool:
    return name in typed and typed[name] != getattr(row, name)


def _change(row: models.Model, typed: Mapping[str, Any], name: str) -> None:
    changed = [key for key, value in typed.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, typed[key])
    if not changed:
        return
    try:
        save_checked(row, update_fields=changed)
    except ValidationError as refusal:
        raise ValidationError(
            f"{name}: {' '.join(refusal.messages)}", code=getattr(refusal, "code", None)
        ) from refusal
