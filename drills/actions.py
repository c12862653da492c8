"""What changes the library: loading the shipped files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from drills.library import FOLDER, DrillFile, LibraryError, RoutineFile, read_library
from drills.models import Dose, Drill, Routine, RoutineDrill


@dataclass(frozen=True)
class LoadReport:
    """How many drills and routines a load made, changed and left alone.

    `missing` are slugs that came with an earlier load and are in the files no longer. They stay,
    because a programme may prescribe them; unpublish them to hide them.
    """

    created: int
    updated: int
    unchanged: int
    missing: tuple[str, ...]


@transaction.atomic
def load_library(*, now: datetime, folder: Path = FOLDER) -> LoadReport:
    """Make the shipped drills and routines equal to the files of `folder`; repeat it freely.

    Drills that the clinic added, and whether a drill is published, are left alone. Raises
    LibraryError, with nothing loaded, when a file is wrong or the clinic's own drill or routine
    already has the slug of a shipped one.
    """
    library = read_library(folder)
    drills = _drills_for(library.drills)
    routines = _routines_for(library.routines)
    _refuse_taken([*drills.values(), *routines.values()])

    outcomes: Counter[str] = Counter()
    for file in library.drills:
        ladder = {
            "easier_id": drills[file.easier].pk if file.easier else None,
            "harder_id": drills[file.harder].pk if file.harder else None,
        }
        outcomes[_write(drills[file.slug], file.fields | ladder, now=now)] += 1
    for routine_file in library.routines:
        outcome = _write_routine(routines[routine_file.slug], routine_file, drills, now=now)
        outcomes[outcome] += 1

    left = [
        *Drill.objects.filter(is_shipped=True).exclude(slug__in=drills),
        *Routine.objects.filter(is_shipped=True).exclude(slug__in=routines),
    ]
    return LoadReport(
        created=outcomes["created"],
        updated=outcomes["updated"],
        unchanged=outcomes["unchanged"],
        missing=tuple(row.slug for row in left),
    )


def _drills_for(files: Iterable[DrillFile]) -> dict[str, Drill]:
    slugs = [file.slug for file in files]
    known = Drill.objects.select_for_update().in_bulk(slugs, field_name="slug")
    return {slug: known.get(slug) or Drill(slug=slug, is_shipped=True) for slug in slugs}


def _routines_for(files: Iterable[RoutineFile]) -> dict[str, Routine]:
    slugs = [file.slug for file in files]
    known = Routine.objects.select_for_update().in_bulk(slugs, field_name="slug")
    return {slug: known.get(slug) or Routine(slug=slug, is_shipped=True) for slug in slugs}


def _refuse_taken(rows: Iterable[Drill | Routine]) -> None:
    problems = [
        f"{row.slug}: the clinic has its own {row._meta.verbose_name} with this slug; rename one"
        for row in rows
        if not row.is_shipped
    ]
    if problems:
        raise LibraryError(problems)


def _write(row: Drill | Routine, wanted: dict[str, Any], *, now: datetime) -> str:
    """Save the row where it differs from `wanted`; says what happened."""
    outcome = "created" if row._state.adding else "updated"
    if outcome == "updated" and all(getattr(row, key) == wanted[key] for key in wanted):
        return "unchanged"
    for key, value in wanted.items():
        setattr(row, key, value)
    row.updated_at = now
    row.save()
    return outcome


def _write_routine(
    routine: Routine, file: RoutineFile, drills: dict[str, Drill], *, now: datetime
) -> str:
    wanted = [(drills[slug].pk, dose) for slug, dose in file.items]
    stored = [(item.drill_id, _dose_of(item)) for item in routine.items.all()]
    outcome = _write(routine, file.fields, now=now)
    if stored == wanted:
        return outcome
    routine.items.all().delete()
    RoutineDrill.objects.bulk_create(
        RoutineDrill(routine=routine, drill_id=drill_id, order=order, **dose)
        for order, (drill_id, dose) in enumerate(wanted, start=1)
    )
    if outcome == "unchanged":
        routine.updated_at = now
        routine.save(update_fields=["updated_at"])
        return "updated"
    return outcome


def _dose_of(item: RoutineDrill) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in Dose._meta.fields}
