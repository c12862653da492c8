"""What changes the library: loading the shipped files."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from drills.actions.revisions import differs, keep_revision
from drills.library import FOLDER, LibraryError, RoutineFile, read_library
from drills.models import (
    Dose,
    Drill,
    Figure,
    Origin,
    Routine,
    RoutineDrill,
    State,
)

# The namespace of shipped ids. It never changes: programmes point at these rows.
SHIPPED = UUID("d75d5fdd-2ec8-4285-8d9c-7d5bd05f4859")


@dataclass(frozen=True)
class LoadReport:
    """How many drills and routines a load made, changed and left alone.

    `missing` are slugs that came with an earlier load and are in the files no longer. They stay,
    because a programme may prescribe them; withdraw them to hide them.
    """

    created: int
    updated: int
    unchanged: int
    missing: tuple[str, ...]


@transaction.atomic
def load_library(*, now: datetime, folder: Path = FOLDER) -> LoadReport:
    """Make the shipped drills and routines equal to the files of `folder`; repeat it freely.

    Drills that the clinic added, and whether a drill is published, are left alone. New words of a
    drill take its review away, because nobody here has read them; the old ones are kept. Raises
    LibraryError, with nothing loaded, when a file is wrong or the clinic's own drill or routine
    already has the slug of a shipped one.
    """
    library = read_library(folder)
    slugs: dict[type[Drill | Routine], list[str]] = {
        Drill: [file.slug for file in library.drills],
        Routine: [file.slug for file in library.routines],
    }
    if problems := [problem for model in slugs for problem in _taken(model, slugs[model])]:
        raise LibraryError(problems)

    drills = _rows(Drill, slugs[Drill])
    routines = _rows(Routine, slugs[Routine])
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
    return LoadReport(
        created=outcomes["created"],
        updated=outcomes["updated"],
        unchanged=outcomes["unchanged"],
        missing=tuple(slug for model in slugs for slug in _missing(model, slugs[model])),
    )


def shipped_id(model: type[Drill | Figure | Routine], slug: str) -> UUID:
    """The id of a shipped drill, figure or routine: the same in every installation.

    The clinic's own rows have random ids, so an id also tells who looks after a row.
    """
    return uuid5(SHIPPED, f"{model._meta.model_name}:{slug}")


def _rows[Row: (Drill, Routine)](model: type[Row], slugs: list[str]) -> dict[str, Row]:
    """The shipped rows by slug, new ones unsaved."""
    keys = {slug: shipped_id(model, slug) for slug in slugs}
    known = model.objects.select_for_update().in_bulk(list(keys.values()))
    fresh = {"origin": Origin.SHIPPED, "state": State.PUBLISHED} if model is Drill else {}
    return {slug: known.get(key) or model(pk=key, slug=slug, **fresh) for slug, key in keys.items()}


def _taken(model: type[Drill | Routine], slugs: list[str]) -> list[str]:
    taken = model.objects.filter(slug__in=slugs).values_list("slug", "pk")
    return [
        f"{slug}: the clinic has its own {model._meta.verbose_name} with this slug; rename one"
        for slug, key in taken
        if key != shipped_id(model, slug)
    ]


def _missing(model: type[Drill | Routine], slugs: list[str]) -> list[str]:
    others = model.objects.exclude(slug__in=slugs).values_list("slug", "pk")
    return [slug for slug, key in others if key == shipped_id(model, slug)]


def _write(row: Drill | Routine, wanted: dict[str, Any], *, now: datetime) -> str:
    """Save the row where it differs from `wanted`; says what happened."""
    outcome = "created" if row._state.adding else "updated"
    if outcome == "updated" and all(getattr(row, key) == wanted[key] for key in wanted):
        return "unchanged"
    if outcome == "updated" and isinstance(row, Drill) and differs(row, wanted):
        # The review was of the old words, and nobody here has read the new ones.
        keep_revision(drill=row, by=None, now=now)
        row.reviewed_by = row.reviewed_at = row.review_due_on = None
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
