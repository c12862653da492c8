"""Throwing a draft away, and taking that back."""

from datetime import datetime, timedelta
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import Collector

from clinic.people.models import Principal, Runner
from programs.actions.own_templates import locked_template
from programs.actions.periods import locked
from programs.models import Plan, Program, ProgramTemplate, ThrownDraft

Status = Program.Status
# *Undo* stands on the page for seconds; a page that was left open may be answered much later.
KEPT_FOR = timedelta(hours=1)


@transaction.atomic
def discard_version(*, program: Program, by: Principal, now: datetime) -> ThrownDraft:
    """Throw the open version away; the one in force stays. A draft programme goes as a whole.

    It can be brought back for an hour. Raises ValidationError `illegal_state` when nothing is open.
    """
    program = locked(program, by=by, among=list(Status))
    gone = program if program.status == Status.DRAFT else program.plans.open().first()
    if gone is None:
        raise ValidationError("No new version is open.", code="illegal_state")
    forget_thrown(now=now)
    thrown = ThrownDraft.objects.create(
        runner_id=program.runner_id, program_id=program.pk, rows=_rows_of(gone), thrown_at=now
    )
    gone.delete()
    return thrown


@transaction.atomic
def discard_template_version(*, template: ProgramTemplate, now: datetime) -> ThrownDraft:
    """Throw the open version of a template away; it can be brought back for an hour.

    Raises ValidationError `illegal_state` without one.
    """
    gone = locked_template(template).plans.open().first()
    if gone is None:
        raise ValidationError("No new version is open.", code="illegal_state")
    forget_thrown(now=now)
    thrown = ThrownDraft.objects.create(template=template, rows=_rows_of(gone), thrown_at=now)
    gone.delete()
    return thrown


@transaction.atomic
def bring_back(*, thrown: ThrownDraft, by: Principal, now: datetime) -> Program | ProgramTemplate:
    """The draft as it was, on the same address; returns the programme or template it is of.

    Raises ValidationError with the code `too_late` after an hour or a second time,
    `not_on_caseload`, `illegal_state` when the programme is over by now, `open` when a newer
    version was begun, and `gone` when something that the draft needs is no longer there.
    """
    if thrown.template is None:
        _check_on_caseload(thrown, by)
    there = ThrownDraft.objects.select_for_update().filter(pk=thrown.pk)
    if not there.filter(thrown_at__gte=now - KEPT_FOR).exists():
        raise ValidationError("It is too late to bring it back.", code="too_late")
    if thrown.template:
        _check_is_next(locked_template(thrown.template), thrown)
    elif program := Program.objects.filter(pk=str(thrown.program_id)).first():
        _check_is_next(locked(program, by=by, among=[Status.ACTIVE, Status.ON_HOLD]), thrown)
    try:
        with transaction.atomic():
            for row in serializers.deserialize("python", thrown.rows):
                row.save(force_insert=True)
            connection.check_constraints()
    except IntegrityError as refusal:
        raise ValidationError(
            "Something that this draft needs is no longer there, so it cannot be brought back.",
            code="gone",
        ) from refusal
    thrown.delete()
    if thrown.template:
        return thrown.template
    return Program.objects.get(pk=str(thrown.program_id))


def forget_thrown(*, now: datetime) -> None:
    """Drop what can no longer be brought back."""
    ThrownDraft.objects.filter(thrown_at__lt=now - KEPT_FOR).delete()


def _rows_of(gone: Program | Plan) -> list[dict[str, Any]]:
    """The row and everything that goes with it."""
    collector = Collector(using="default", origin=gone)
    collector.collect([gone])
    rows: list[models.Model] = [row for found in collector.data.values() for row in found]
    for found in collector.fast_deletes:
        rows += found
    return serializers.serialize("python", rows)


def _check_on_caseload(thrown: ThrownDraft, by: Principal) -> None:
    treated = Runner.objects.treated_by(by).select_for_update(of=("self",), no_key=True)
    if not treated.filter(pk=str(thrown.runner_id)).exists():
        raise ValidationError("This runner is not on your caseload.", code="not_on_caseload")


def _check_is_next(owner: Program | ProgramTemplate, thrown: ThrownDraft) -> None:
    """The version has still no successor."""
    numbers = [row["fields"]["number"] for row in thrown.rows if row["model"] == "programs.plan"]
    if owner.plans.filter(number__gte=min(numbers)).exists():
        raise ValidationError(
            "A newer version was begun since, so this one cannot be brought back.", code="open"
        )
