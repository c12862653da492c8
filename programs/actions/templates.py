"""Loading the shipped templates and cautions: repeatable, and never over the clinic's own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from drills.library import LibraryError
from drills.models import Drill, Origin, Routine
from programs.actions.copies import OWN, PAIN_FIELDS, dose_of
from programs.library import (
    CAUTIONS,
    TEMPLATES,
    DrillRow,
    PhaseFile,
    SessionFile,
    TemplateFile,
    read_cautions,
    read_templates,
)
from programs.models import (
    DrillCaution,
    Phase,
    Plan,
    PlannedSession,
    Prescription,
    ProgramTemplate,
)

# The namespace of shipped ids and lines. It never changes: programmes point at these rows.
SHIPPED = UUID("6f0d1c1e-4a0f-4f0a-9b56-0b2c3d9c7a11")
PLAN = ("title", "note", *PAIN_FIELDS)

type Rows = list[tuple[Phase, list[tuple[PlannedSession, list[Prescription]]]]]


@dataclass(frozen=True)
class TemplatesReport:
    """How many templates a load made, changed (by a new version or not) and left alone.

    `missing` are slugs of an earlier load that are gone from the files. They stay, because
    programmes may have been made from them; withdraw them to hide them.
    """

    created: int
    updated: int
    unchanged: int
    missing: tuple[str, ...]


@transaction.atomic
def load_templates(*, now: datetime, folder: Path = TEMPLATES) -> TemplatesReport:
    """Make the shipped templates equal to the library's routines and to the files of `folder`.

    What a template prescribes is never written over: a change is its next version. Whether a
    template is offered, and the clinic's own templates, are left alone. Raises LibraryError, with
    nothing loaded, when a file is wrong, names an unknown drill or has the slug of one of the
    clinic's own.
    """
    files = read_templates(folder)
    _check_drills((row.where, row.drill) for file in files for row in _drills_of(file))
    routines = Routine.objects.published().exclude(items=None).prefetch_related("items__drill")
    wanted = [*map(_from_routine, routines), *files]
    keys = {file.slug: template_id(file.slug) for file in wanted}
    if len(keys) < len(wanted):
        routine_slugs = {routine.slug for routine in routines}
        both = sorted(file.slug for file in files if file.slug in routine_slugs)
        raise LibraryError([f"{slug}: a routine has this slug; rename the file" for slug in both])
    taken = ProgramTemplate.objects.filter(slug__in=keys).exclude(pk__in=keys.values())
    if problems := [f"{row.slug}: the clinic has its own template with this slug" for row in taken]:
        raise LibraryError(problems)

    known = ProgramTemplate.objects.select_for_update().in_bulk(list(keys.values()))
    drills = {drill.slug: drill for drill in Drill.objects.all()}
    outcomes = Counter(_load(known.get(keys[file.slug]), file, drills, now) for file in wanted)
    shipped = ProgramTemplate.objects.filter(origin=ProgramTemplate.Origin.SHIPPED)
    gone = shipped.exclude(pk__in=keys.values()).values_list("slug", flat=True)
    return TemplatesReport(
        outcomes["created"], outcomes["updated"], outcomes["unchanged"], tuple(gone)
    )


@transaction.atomic
def load_cautions(*, path: Path = CAUTIONS) -> int:
    """Make the cautions of the shipped drills equal to the file; returns how many it changed.

    The clinic's own drills keep theirs. Raises LibraryError, with nothing loaded, when the file is
    wrong or names an unknown drill.
    """
    files = read_cautions(path)
    drills = _check_drills((one.where, one.drill) for one in files)
    wanted = {(drills[one.drill].pk, one.caution): one.source for one in files}
    there = DrillCaution.objects.filter(drill__origin=Origin.SHIPPED)
    stored = {(row.drill_id, row.caution): row for row in there.select_for_update(of=("self",))}
    changed = 0
    for key, row in stored.items():
        if key not in wanted:
            row.delete()
            changed += 1
        elif row.source != wanted[key]:
            row.source = wanted[key]
            row.save(update_fields=["source"])
            changed += 1
    fresh = [
        DrillCaution(drill_id=drill_id, caution=caution, source=source)
        for (drill_id, caution), source in wanted.items()
        if (drill_id, caution) not in stored
    ]
    DrillCaution.objects.bulk_create(fresh)
    return changed + len(fresh)


def template_id(slug: str) -> UUID:
    """The id of a shipped template: the same in every installation."""
    return uuid5(SHIPPED, slug)


def _check_drills(named: Iterable[tuple[str, str]]) -> dict[str, Drill]:
    """The shipped drills by slug. Raises LibraryError for a slug that is none of them."""
    drills = {drill.slug: drill for drill in Drill.objects.filter(origin=Origin.SHIPPED)}
    if problems := [
        f"{where}: drill: expected a drill of the library, got {slug!r}"
        for where, slug in named
        if slug not in drills
    ]:
        raise LibraryError(problems)
    return drills


def _drills_of(file: TemplateFile) -> list[DrillRow]:
    return [row for phase in file.phases for session in phase.sessions for row in session.drills]


def _from_routine(routine: Routine) -> TemplateFile:
    """A routine as a template of one phase with one session."""
    rows = tuple(
        DrillRow(routine.slug, item.drill.slug, dose_of(item)) for item in routine.items.all()
    )
    days = {"name": routine.name, "moment": routine.moment, "weekdays": routine.weekdays}
    phase = PhaseFile("all", {"name": "Phase 1"}, (SessionFile("all", days, rows),))
    names = ("name", "number", "summary", "source")
    fields = {name: getattr(routine, name) for name in names} | {"weeks": None}
    return TemplateFile(routine.slug, fields, {"title": routine.name}, (phase,))


def _load(
    template: ProgramTemplate | None, file: TemplateFile, drills: dict[str, Drill], now: datetime
) -> str:
    """Save what differs; says what happened."""
    outcome = "updated" if template else "created"
    template = template or ProgramTemplate(
        pk=template_id(file.slug),
        slug=file.slug,
        origin=ProgramTemplate.Origin.SHIPPED,
        version=0,
        created_at=now,
    )
    plan = Plan(template=template, **file.plan, made_at=now, updated_at=now)
    rows = _rows(template.pk, file, drills)
    is_new = outcome == "created" or _content(plan, rows) != _stored(template)
    if not is_new and all(getattr(template, name) == file.fields[name] for name in file.fields):
        return "unchanged"
    for name, value in file.fields.items():
        setattr(template, name, value)
    template.updated_at = now
    if is_new:
        newest = template.plans.aggregate(newest=Max("number"))["newest"] or 0
        template.version = plan.number = newest + 1
    template.save()
    if is_new:
        plan.save()
        _save(plan, rows)
        Plan.objects.filter(pk=plan.pk).update(sealed_at=now)
    return outcome


def _rows(template_id: UUID, file: TemplateFile, drills: dict[str, Drill]) -> Rows:
    """The file's phases, sessions and prescriptions, unsaved, each on its line."""
    rows: Rows = []
    for place, phase_file in enumerate(file.phases, start=1):
        line = uuid5(template_id, f"phase:{phase_file.key}")
        phase = Phase(line=line, order=place, **phase_file.fields)
        sessions = []
        for order, session_file in enumerate(phase_file.sessions, start=1):
            # The same session in the next phase keeps its line.
            line = uuid5(template_id, f"session:{session_file.key}")
            session = PlannedSession(line=line, order=order, **session_file.fields)
            sessions.append((session, _prescriptions(line, session_file, drills)))
        rows.append((phase, sessions))
    return rows


def _prescriptions(
    session_line: UUID, file: SessionFile, drills: dict[str, Drill]
) -> list[Prescription]:
    """Each drill on a line of its own: the first of that drill, the second, and so on."""
    seen: Counter[str] = Counter()
    found = []
    for order, row in enumerate(file.drills, start=1):
        seen[row.drill] += 1
        drill = drills[row.drill]
        dose = {} if "sets" in row.fields else dose_of(drill)
        line = uuid5(session_line, f"{row.drill}:{seen[row.drill]}")
        found.append(Prescription(drill=drill, line=line, order=order, **dose | row.fields))
    return found


def _content(plan: Plan, rows: Rows) -> Any:
    """Everything that a plan says, for telling whether two say the same."""
    return [getattr(plan, name) for name in PLAN], [
        (
            _cells(phase),
            [(_cells(session), [_cells(item) for item in items]) for session, items in sessions],
        )
        for phase, sessions in rows
    ]


def _stored(template: ProgramTemplate) -> Any:
    plan = template.plans.with_tree().get(number=template.version)
    rows = [
        (
            phase,
            [(session, list(session.prescriptions.all())) for session in phase.sessions.all()],
        )
        for phase in plan.phases.all()
    ]
    return _content(plan, rows)


def _cells(row: Phase | PlannedSession | Prescription) -> list[Any]:
    return [row.serializable_value(name) for name in OWN[type(row)]]


def _save(plan: Plan, rows: Rows) -> None:
    for phase, sessions in rows:
        phase.plan = plan
        phase.save()
        for session, items in sessions:
            session.phase = phase
            session.save()
            for item in items:
                item.session = session
            Prescription.objects.bulk_create(items)
