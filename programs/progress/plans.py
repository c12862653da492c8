"""Reads of plans: a programme in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from drills.models import address_of_file
from programs.models import Plan, Program, ProgramTemplate

DOSE_FIELDS = (
    "sets",
    "reps_min",
    "reps_max",
    "hold_seconds",
    "duration_seconds",
    "distance_m",
    "side",
    "rest_seconds",
    "switch_rest_seconds",
    "rest_after_seconds",
    "tempo",
    "load_value",
    "load_unit",
    "effort_kind",
    "effort_value",
)
SAID = ("note", "why", "progression", "block", "pain_limit")
DAYS = ("cadence", "weekdays", "every_days", "per_week", "times_per_day")
WHEN = ("kind", *DAYS)
RUN = ("run_distance_m", "run_minutes", "run_repeats", "run_seconds", "walk_seconds")
EXIT = (
    "goal",
    "exit_weeks",
    "exit_pain_max",
    "exit_mornings_settled",
    "exit_completion",
    "exit_test",
)
# What says nothing, as SQL writes it: it is left out. The first four are what is meant then.
NOTHING = {
    "side": "'none'",
    "kind": "'drills'",
    "cadence": "'weekdays'",
    "times_per_day": "1",
    "weekdays": "'{}'",
    "exit_mornings_settled": "false",
    **dict.fromkeys(("rest_seconds", "switch_rest_seconds", "rest_after_seconds"), "0"),
    **dict.fromkeys(("tempo", "load_unit", "effort_kind", "note", "why", "progression"), "''"),
    **dict.fromkeys(("goal", "exit_test"), "''"),
}


def _cells(row: str, *names: str) -> str:
    """The columns of a row, those that say nothing as NULL."""
    return ", ".join(
        f"NULLIF({row}.{name}, {NOTHING[name]})" if name in NOTHING else f"{row}.{name}"
        for name in names
    )


# Asked for with every programme, also to say that nothing has changed: making such a statement from
# parts costs more than its answer.
DRILLS = """
SELECT d.slug, d.name, min(p.file_id) FILTER (WHERE p.kind = 'still'),
  min(p.file_id) FILTER (WHERE p.kind = 'loop')
FROM drills_drill d LEFT JOIN drills_figure f ON f.drill_id = d.id AND f.state = 'published'
LEFT JOIN drills_figurepicture p ON p.figure_id = f.id AND p.theme = 'light' AND p.side = 'right'
WHERE d.id IN (
  SELECT r.drill_id FROM programs_plan v JOIN programs_phase a ON a.plan_id = v.id
  JOIN programs_plannedsession s ON s.phase_id = a.id
  JOIN programs_prescription r ON r.session_id = s.id WHERE v.{way} = %s AND v.number = %s)
GROUP BY d.slug, d.name ORDER BY d.slug
"""
PHASES = """
SELECT a.id::text, a.name, {cells} FROM programs_plan v JOIN programs_phase a ON a.plan_id = v.id
WHERE v.{way} = %s AND v.number = %s ORDER BY a."order"
"""
SESSIONS = """
SELECT s.id::text, a.id::text, s.name, s.moment, {cells}
FROM programs_plan v JOIN programs_phase a ON a.plan_id = v.id
JOIN programs_plannedsession s ON s.phase_id = a.id
WHERE v.{way} = %s AND v.number = %s ORDER BY s."order"
"""
ROWS = """
SELECT r.id::text, s.id::text, d.slug, {cells}
FROM programs_plan v JOIN programs_phase a ON a.plan_id = v.id
JOIN programs_plannedsession s ON s.phase_id = a.id
JOIN programs_prescription r ON r.session_id = s.id JOIN drills_drill d ON d.id = r.drill_id
WHERE v.{way} = %s AND v.number = %s ORDER BY r."order"
"""
OF_PHASE, OF_SESSION = _cells("a", *EXIT), _cells("s", *WHEN, *RUN)
OF_ROW = _cells("r", *DOSE_FIELDS, *SAID)

type Tree = dict[str, Any]
type Owner = Program | ProgramTemplate


def program_tree(program: Program, drills: Tree) -> Tree:
    """Phases, sessions, prescriptions and each drill once: three queries however long it is.

    What says NOTHING is left out: a long programme is mostly empty cells. The place in a list
    is the order. `program` comes with its runner and physio at hand, `drills` from `drills_of`.
    """
    return summary(program) | parts(program, drills)


def template_tree(template: ProgramTemplate, drills: Tree) -> Tree:
    """A template with its phases, sessions, prescriptions and drills, as `program_tree`."""
    return template_summary(template) | parts(template, drills)


def as_if_in_force(program: Program, plan: Plan) -> Program:
    """The programme as it would read with this version of it; not to be saved."""
    program.version, program.title, program.note = plan.number, plan.title, plan.note
    program.ends_on = plan.ends_on
    return program


def parts(owner: Owner, drills: Tree) -> Tree:
    """What the plan in force of a programme or a template consists of."""
    doses, days = len(DOSE_FIELDS), len(WHEN)
    prescriptions: dict[str, list[Tree]] = defaultdict(list)
    sessions: dict[str, list[Tree]] = defaultdict(list)
    with connection.cursor() as cursor:
        for pk, session, slug, *cells in _read(
            cursor, ROWS, owner, _cells("r", *DOSE_FIELDS, *SAID)
        ):
            prescriptions[session].append(
                {
                    "id": pk,
                    "drill": slug,
                    "dose": _filled(DOSE_FIELDS, cells[:doses]),
                    **_filled(SAID, cells[doses:]),
                }
            )
        for pk, phase, name, moment, *cells in _read(
            cursor, SESSIONS, owner, _cells("s", *WHEN, *RUN)
        ):
            run = _filled(RUN, cells[days:])
            sessions[phase].append(
                {
                    "id": pk,
                    "name": name,
                    "moment": moment,
                    **_filled(WHEN, cells[:days]),
                    **({"run": run} if run else {}),
                    "prescriptions": prescriptions[pk],
                }
            )
        phases = [
            {"id": pk, "name": name, **_filled(EXIT, cells), "sessions": sessions[pk]}
            for pk, name, *cells in _read(cursor, PHASES, owner, OF_PHASE)
        ]
    return {"phases": phases, "drills": drills}


def drills_of(owner: Owner) -> Tree:
    """Name and pictures of the drills of its plan in force, by slug; one query, in one order."""
    found: Tree = {}
    with connection.cursor() as cursor:
        for slug, name, still, loop in _read(cursor, DRILLS, owner):
            figure = {
                "static": address_of_file(still) if still else None,
                "animated": address_of_file(loop) if loop else None,
            }
            found[slug] = {"name": name, "figure": figure}
    return found


def _read(
    cursor: CursorWrapper, statement: str, owner: Owner, cells: str = ""
) -> list[tuple[Any, ...]]:
    """The rows of the plan in force of a programme or a template."""
    way = "program_id" if isinstance(owner, Program) else "template_id"
    cursor.execute(statement.format(way=way, cells=cells), [owner.pk, owner.version])
    return cursor.fetchall()


def _filled(names: Iterable[str], cells: Iterable[Any]) -> Tree:
    """Those that say something, by name."""
    return {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}


def summary(program: Program) -> Tree:
    """A programme without its tree."""
    return {
        "id": str(program.pk),
        "title": program.title,
        "note": program.note,
        "status": program.status,
        "version": program.version,
        "starts_on": program.starts_on,
        "ends_on": program.ends_on,
        "updated_at": timezone.localtime(program.updated_at),
        "runner": {"id": str(program.runner_id), "name": program.runner.name},
        "physio": {"id": str(program.physio_id), "name": program.physio.name},
    }


def template_summary(template: ProgramTemplate) -> Tree:
    """A template without its tree."""
    return {
        "id": str(template.pk),
        "slug": template.slug,
        "name": template.name,
        "summary": template.summary,
        "source": template.source,
        "origin": template.origin,
        "weeks": template.weeks,
        "version": template.version,
        "is_offered": template.is_published,
        "updated_at": timezone.localtime(template.updated_at),
    }
