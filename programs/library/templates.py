"""The shipped templates as files: reads TOML, checks all of it, names every problem at once."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from drills.library import LibraryError
from drills.library.files import are_tables, are_weekdays, as_seen_from_here, read_dose
from drills.library.tables import Fields, Table
from drills.library.toml import tables_in
from drills.models import Moment
from programs.models import PainRule, PlannedSession, Prescription
from programs.wording.pain import preset_values

TEMPLATES = Path(__file__).parent.parent / "data" / "templates"
CADENCES = {"weekdays", "every_days", "per_week"}
RUNS = {"run_distance_m", "run_minutes", "run_repeats"}


@dataclass(frozen=True)
class DrillRow:
    """One drill of a session; without a dose among the fields it has the drill's own."""

    where: str
    drill: str
    fields: Fields


@dataclass(frozen=True)
class SessionFile:
    """One session; `key` names it for good, also where it goes on in the next phase."""

    key: str
    fields: Fields
    drills: tuple[DrillRow, ...]


@dataclass(frozen=True)
class PhaseFile:
    """One phase; `key` names it for good within its template."""

    key: str
    fields: Fields
    sessions: tuple[SessionFile, ...]


@dataclass(frozen=True)
class TemplateFile:
    """One template: `fields` are the template's own, `plan` those of its plan."""

    slug: str
    fields: Fields
    plan: Fields
    phases: tuple[PhaseFile, ...]


def read_templates(folder: Path = TEMPLATES) -> tuple[TemplateFile, ...]:
    """All templates of a folder. Raises LibraryError with every problem of every file.

    Whether a drill is there is for the loader to say.
    """
    problems: list[str] = []
    files = [_template(table) for table in tables_in(as_seen_from_here(folder), problems)]
    first = {file.fields["number"]: file.slug for file in reversed(files)}
    problems += [
        f"{file.slug}.toml: number: expected one of its own, got that of {holder}.toml"
        for file in files
        if (holder := first[file.fields["number"]]) != file.slug
    ]
    if problems:
        raise LibraryError(problems)
    return tuple(files)


def _template(table: Table) -> TemplateFile:
    name = table.text("name", 80)
    fields = {
        "name": name,
        "number": table.number("number", 20, 9999),
        "summary": table.text("summary", 240),
        "source": table.text("source", 200),
        "weeks": table.number("weeks", 1, 52) if table.has("weeks") else None,
    }
    preset = table.choice("pain_preset", PainRule.Preset)
    plan: dict[str, int | bool | str] = {
        "title": name,
        "note": table.text("note", 400) if table.has("note") else "",
    }
    plan |= preset_values(preset) if preset else {}
    phases = [_phase(row) for row in _rows(table, "phases")]
    _check_keys(table, "phases", [phase.key for phase in phases])
    table.close()
    return TemplateFile(Path(table.where).stem, fields, plan, tuple(phases))


def _phase(table: Table) -> PhaseFile:
    key = _key(table)
    fields = {
        "name": table.text("name", 80),
        "goal": table.text("goal", 200) if table.has("goal") else "",
        "exit_weeks": _maybe(table, "exit_weeks", 1, 52),
        "exit_pain_max": _maybe(table, "exit_pain_max", 0, 10),
        "exit_mornings_settled": (
            table.flag("exit_mornings_settled") if table.has("exit_mornings_settled") else False
        ),
        "exit_completion": _maybe(table, "exit_completion", 1, 100),
        "exit_test": table.text("exit_test", 200) if table.has("exit_test") else "",
    }
    sessions = [_session(row) for row in _rows(table, "sessions")]
    _check_keys(table, "sessions", [session.key for session in sessions])
    table.close()
    return PhaseFile(key, fields, tuple(sessions))


def _session(table: Table) -> SessionFile:
    key = _key(table)
    fields: Fields = {
        "name": table.text("name", 80),
        "moment": table.choice("moment", Moment),
        "times_per_day": _maybe(table, "times_per_day", 1, 6) or 1,
    }
    cadence = _one_of(table, CADENCES)
    fields["cadence"] = cadence
    match cadence:
        case "weekdays":
            expected = "ISO weekdays in order (1 = Monday)"
            fields["weekdays"] = table.take("weekdays", expected, are_weekdays)
        case "every_days":
            fields["every_days"] = table.number("every_days", 1, 28)
        case "per_week":
            fields["per_week"] = table.number("per_week", 1, 7)
    if any(table.has(name) for name in RUNS):
        fields |= {"kind": PlannedSession.Kind.RUN, **_run(table)}
        drills = []
    else:
        drills = [_drill(row) for row in _rows(table, "drills")]
    table.close()
    return SessionFile(key, fields, tuple(drills))


def _run(table: Table) -> Fields:
    match _one_of(table, RUNS):
        case "run_distance_m":
            return {"run_distance_m": table.number("run_distance_m", 100, 100_000)}
        case "run_minutes":
            return {"run_minutes": table.number("run_minutes", 1, 600)}
        case "run_repeats":
            return {
                "run_repeats": table.number("run_repeats", 1, 60),
                "run_seconds": table.number("run_seconds", 10, 3600),
                "walk_seconds": table.number("walk_seconds", 0, 3600),
            }
    return {}


def _drill(table: Table) -> DrillRow:
    slug = table.text("drill", 60)
    fields = read_dose(table) if table.has("dose") else {}
    for name in ("why", "progression", "note"):
        if table.has(name):
            fields[name] = table.text(name, 200)
    if table.has("effort"):
        fields |= {
            "effort_kind": Prescription.EffortKind.EFFORT,
            "effort_value": table.number("effort", 0, 10),
        }
    if table.has("load_unit"):
        fields["load_unit"] = table.choice("load_unit", Prescription.LoadUnit)
    table.close()
    return DrillRow(table.where, slug or "", fields)


def _rows(table: Table, key: str) -> list[Table]:
    """The tables of a list that must have at least one."""
    rows = table.take(key, "a list of at least one table", lambda v: are_tables(v) and v != [])
    return [
        Table(f"{table.where}: {key} {place}", row, table.problems)
        for place, row in enumerate(rows or [], start=1)
    ]


def _key(table: Table) -> str:
    expected = "a name of small letters, digits and hyphens that never changes"
    key: str | None = table.take("key", expected, lambda v: isinstance(v, str) and is_slug(v))
    return key or ""


def is_slug(text: str) -> bool:
    """Whether it consists of small letters, digits and hyphens."""
    return text != "" and text == slugify(text)


def _check_keys(table: Table, of: str, keys: list[str]) -> None:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        table.wrong(of, "a key of its own for each", f"{key!r} more than once")


def _maybe(table: Table, key: str, least: int, most: int) -> int | None:
    return table.number(key, least, most) if table.has(key) else None


def _one_of(table: Table, keys: set[str]) -> str:
    given = sorted(key for key in keys if table.has(key))
    if len(given) != 1:
        table.wrong("session", f"exactly one of {', '.join(sorted(keys))}", " and ".join(given))
        return ""
    return given[0]
