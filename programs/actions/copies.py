"""Copying a plan: a new version, a programme from a template, a template from a programme."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from clinic.db import save_checked
from clinic.people.models import Principal
from drills.models import Dose
from programs.models import PainRule, Phase, Plan, PlannedSession, Prescription

DOSE_FIELDS = tuple(field.name for field in Dose._meta.get_fields())
PAIN_FIELDS = tuple(field.name for field in PainRule._meta.get_fields())
PLAN_FIELDS = ("template_version", "title", "note", "ends_on", *PAIN_FIELDS)
# What stands in a row, apart from its id and the row that it belongs to.
OWN = {
    model: tuple(
        field.name
        for field in model._meta.concrete_fields
        if field.name not in {"id", "plan", "phase", "session"}
    )
    for model in (Phase, PlannedSession, Prescription)
}


def copy_plan(*, source: Plan, by: Principal | None, now: datetime, **fields: Any) -> Plan:
    """An open plan with everything that stands in `source`, line for line; `fields` go over it.

    Name in `fields` whose it is (`program` or `template`) and its `number`.
    Raises ValidationError when somebody else has opened one meanwhile.
    """
    copied = {name: getattr(source, name) for name in PLAN_FIELDS}
    plan = save_checked(
        Plan(
            **copied
            | {"copied_from": source, "made_by": by, "made_at": now, "updated_at": now}
            | fields
        )
    )
    for phase in source.phases.all():
        copy_phase(phase, plan=plan)
    return plan


def copy_phase(source: Phase, *, plan: Plan, **fields: Any) -> Phase:
    """The phase with its sessions, in another plan."""
    phase = Phase.objects.create(plan=plan, **_own(source) | fields)
    for session in source.sessions.all():
        copy_session(session, phase=phase)
    return phase


def copy_session(source: PlannedSession, *, phase: Phase, **fields: Any) -> PlannedSession:
    """The session with its prescriptions, in another phase.

    With a `line` of its own among `fields` it is another session, and so are its rows others.
    """
    session = PlannedSession.objects.create(phase=phase, **_own(source) | fields)
    is_another = session.line != source.line
    Prescription.objects.bulk_create(
        Prescription(
            session=session,
            drill_id=item.drill_id,
            **_own(item, leave="drill") | ({"line": uuid4()} if is_another else {}),
        )
        for item in source.prescriptions.all()
    )
    return session


def copy_row(source: Prescription, *, session: PlannedSession, **fields: Any) -> Prescription:
    """The prescription, in another session."""
    own = _own(source, leave="drill") | fields
    return Prescription.objects.create(session=session, drill_id=source.drill_id, **own)


def dose_of(source: Dose) -> dict[str, Any]:
    """The dose's fields, ready to be copied."""
    return {name: getattr(source, name) for name in DOSE_FIELDS}


def _own(row: Phase | PlannedSession | Prescription, leave: str = "") -> dict[str, Any]:
    return {name: getattr(row, name) for name in OWN[type(row)] if name != leave}
