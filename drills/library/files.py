"""The shipped library as files: reads TOML, checks all of it, and names every problem at once."""

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from drills import models
from drills.library.tables import Fields, Table
from drills.library.toml import tables_in

FOLDER = Path(__file__).parent.parent / "data"

DOSE_FIELDS = tuple(field.name for field in models.Dose._meta.fields)


class LibraryError(Exception):
    """The files cannot be loaded; `problems` has one line for each thing to mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class DrillFile:
    """One drill as its file says it; `fields` are the model's, without the ladder."""

    fields: Fields
    easier: str | None
    harder: str | None

    @property
    def slug(self) -> str:
        """The file's name."""
        return str(self.fields["slug"])


@dataclass(frozen=True)
class RoutineFile:
    """One routine as its file says it; `items` are drill slugs with the dose they have here."""

    fields: Fields
    items: tuple[tuple[str, Fields], ...]

    @property
    def slug(self) -> str:
        """The file's name."""
        return str(self.fields["slug"])


@dataclass(frozen=True)
class Library:
    """Everything in the folder, checked."""

    drills: tuple[DrillFile, ...]
    routines: tuple[RoutineFile, ...]


def read_library(folder: Path = FOLDER) -> Library:
    """All drills and routines of a folder. Raises LibraryError with every problem of every file."""
    folder = as_seen_from_here(folder)
    problems: list[str] = []
    drills = [_drill(table) for table in tables_in(folder / "drills", problems, models.RESERVED)]
    routines = [
        _routine(table) for table in tables_in(folder / "routines", problems, models.RESERVED)
    ]
    _check_together(folder, drills, routines, problems)
    if problems:
        raise LibraryError(problems)
    doses = {drill.slug: {key: drill.fields[key] for key in DOSE_FIELDS} for drill in drills}
    with_doses = tuple(
        RoutineFile(
            routine.fields,
            tuple((slug, dose or doses[slug]) for slug, dose in routine.items),
        )
        for routine in routines
    )
    return Library(tuple(drills), with_doses)


def _drill(table: Table) -> DrillFile:
    fields = {
        "slug": Path(table.where).stem,
        "name": table.text("name", 80),
        "number": table.number("number", 1, 9999),
        "kind": table.choice("kind", models.Kind),
        "position": table.choice("position", models.Position),
        "moments": table.choices("moments", models.Moment, least=1),
        "muscles": table.choices("muscles", models.Muscle, least=1),
        "equipment": table.choices("equipment", models.Equipment),
        "restrictions": table.choices("restrictions", models.Restriction),
        "conditions": table.choices("conditions", models.Condition),
        "is_advanced": table.flag("is_advanced") if table.has("is_advanced") else False,
        "summary": table.text("summary", 200),
        "steps": table.lines("steps", 3, 5, 200),
        "cues": table.lines("cues", 2, 4, 60),
        "feel": table.text("feel", 200, start="You should feel "),
        "stop_if": table.text("stop_if", 200, start="Stop if "),
        "dose_basis": table.choice("dose_basis", models.Drill.DoseBasis),
        "source": table.text("source", 200),
        **read_dose(table),
    }
    easier = table.text("easier", 60) if table.has("easier") else None
    harder = table.text("harder", 60) if table.has("harder") else None
    table.close()
    return DrillFile(fields, easier, harder)


def _routine(table: Table) -> RoutineFile:
    timed = table.has("minutes_min") or table.has("minutes_max")
    fields = {
        "slug": Path(table.where).stem,
        "name": table.text("name", 80),
        "number": table.number("number", 1, 9999),
        "moment": table.choice("moment", models.Moment),
        "summary": table.text("summary", 240),
        "when": table.text("when", 120),
        "minutes_min": table.number("minutes_min", 1, 240) if timed else None,
        "minutes_max": table.number("minutes_max", 1, 240) if timed else None,
        "weekdays": table.take("weekdays", "ISO weekdays in order (1 = Monday)", are_weekdays),
        "cues": table.lines("cues", 1, 8, 120) if table.has("cues") else [],
        "source": table.text("source", 200),
    }
    table.in_order("minutes_min", "minutes_max")
    rows = table.take("drills", "a list of tables", are_tables) if table.has("drills") else []
    items = [_item(table, place, row) for place, row in enumerate(rows or [], start=1)]
    if not items and not fields["cues"]:
        table.wrong("drills", "at least one drill, or cues", "neither")
    table.close()
    return RoutineFile(fields, tuple(items))


def _item(table: Table, place: int, row: Fields) -> tuple[str, Fields]:
    item = Table(f"{table.where}: drills {place}", row, table.problems)
    slug = item.text("drill", 60)
    dose = read_dose(item) if item.has("dose") else {}
    item.close()
    return slug, dose


def read_dose(table: Table) -> Fields:
    """All fields of `[dose]`. It is always given whole: half a dose would mix two amounts."""
    content = table.take("dose", "a table", lambda value: isinstance(value, dict))
    if content is None:
        return {}
    dose = Table(f"{table.where}: dose", content, table.problems)
    amounts = {
        "reps_min": dose.has("reps_min") or dose.has("reps_max"),
        "hold_seconds": dose.has("hold_seconds"),
        "duration_seconds": dose.has("duration_seconds"),
        "distance_m": dose.has("distance_m"),
    }
    given = [key for key, is_given in amounts.items() if is_given]
    if len(given) != 1:
        table.wrong("dose", f"exactly one of {', '.join(amounts)}", " and ".join(given) or "none")

    def amount(key: str, most: int, of: str) -> int | None:
        return dose.number(key, 1, most) if amounts[of] else None

    fields = {
        "sets": dose.number("sets", 1, 20),
        "reps_min": amount("reps_min", 200, of="reps_min"),
        "reps_max": amount("reps_max", 200, of="reps_min"),
        "hold_seconds": amount("hold_seconds", 600, of="hold_seconds"),
        "duration_seconds": amount("duration_seconds", 7200, of="duration_seconds"),
        "distance_m": amount("distance_m", 10_000, of="distance_m"),
        "side": dose.choice("side", models.Dose.Side),
        "rest_seconds": dose.number("rest_seconds", 0, 600) if dose.has("rest_seconds") else 0,
    }
    dose.in_order("reps_min", "reps_max")
    dose.close()
    return fields


def _check_together(
    folder: Path, drills: list[DrillFile], routines: list[RoutineFile], problems: list[str]
) -> None:
    """What no file can tell alone: slugs that exist, numbers given once, a ladder that climbs."""
    # A file that could not be read is still there to be named: one fault, one line.
    slugs = {path.stem for path in (folder / "drills").glob("*.toml")}
    harder_than: dict[str, set[str]] = {}
    for drill in drills:
        where = folder / "drills" / f"{drill.slug}.toml"
        for key, other in (("easier", drill.easier), ("harder", drill.harder)):
            if other and other not in slugs:
                problems.append(f"{where}: {key}: there is no drill {other!r} in the folder")
        if drill.easier:
            harder_than.setdefault(drill.slug, set()).add(drill.easier)
        if drill.harder:
            harder_than.setdefault(drill.harder, set()).add(drill.slug)
    try:
        TopologicalSorter(harder_than).prepare()
    except CycleError as circle:
        chain = " > ".join(circle.args[1])
        problems.append(f"{folder / 'drills'}: easier and harder run in a circle: {chain}")
    for routine in routines:
        where = folder / "routines" / f"{routine.slug}.toml"
        problems += [
            f"{where}: drills {place}: there is no drill {slug!r} in the folder"
            for place, (slug, _) in enumerate(routine.items, start=1)
            if slug and slug not in slugs
        ]
    _check_numbers(folder / "drills", drills, problems)
    _check_numbers(folder / "routines", routines, problems)


def _check_numbers(
    folder: Path, files: list[DrillFile] | list[RoutineFile], problems: list[str]
) -> None:
    holders: dict[int, str] = {}
    for file in files:
        number = file.fields["number"]
        if number and number in holders:
            where = folder / f"{file.slug}.toml"
            problems.append(f"{where}: number: {number} is taken by {holders[number]}.toml")
        holders[number] = file.slug


def as_seen_from_here(folder: Path) -> Path:
    """The folder, shorter where it lies below the one that we are in."""
    here, there = Path.cwd(), folder.resolve()
    return there.relative_to(here) if there.is_relative_to(here) else folder


def are_tables(value: object) -> bool:
    """Whether it is a list of TOML tables."""
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def are_weekdays(value: object) -> bool:
    """Whether it is a list of ISO weekdays in order, each once."""
    return (
        isinstance(value, list)
        and value != []
        and all(type(day) is int and 1 <= day <= 7 for day in value)
        and value == sorted(set(value))
    )
