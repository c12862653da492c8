"""Reads of plans: a programme in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from drills.models import address_of_file
from programs.models import Phase, Plan, PlannedSession, Prescription, Program, ProgramTemplate

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
RESTS = {"rest_seconds", "switch_rest_seconds", "rest_after_seconds"}
# What is meant where nothing is said.
USUAL = {
    "kind": PlannedSession.Kind.DRILLS.value,
    "cadence": PlannedSession.Cadence.WEEKDAYS.value,
    "times_per_day": 1,
    "side": Prescription.Side.NONE.value,
}

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

type Tree = dict[str, Any]
type Owner = Program | ProgramTemplate


def program_tree(program: Program, drills: Tree) -> Tree:
    """Phases, sessions, prescriptions and each drill once: three queries however long it is.

    What is empty or USUAL is left out: a long programme is mostly empty cells. The place in a list
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
    prescriptions: dict[UUID, list[Tree]] = defaultdict(list)
    planned = Prescription.objects.filter(**_in_force("session__phase__plan", owner))
    for pk, session_id, slug, *cells in planned.order_by("order").values_list(
        "pk", "session_id", "drill__slug", *DOSE_FIELDS, *SAID
    ):
        dose, said = cells[: len(DOSE_FIELDS)], cells[len(DOSE_FIELDS) :]
        prescriptions[session_id].append(
            {
                "id": str(pk),
                "drill": slug,
                "dose": _filled(DOSE_FIELDS, dose),
                **_filled(SAID, said),
            }
        )
    sessions: dict[UUID, list[Tree]] = defaultdict(list)
    for pk, phase_id, name, moment, *cells in (
        PlannedSession.objects.filter(**_in_force("phase__plan", owner))
        .order_by("order")
        .values_list("pk", "phase_id", "name", "moment", *WHEN, *RUN)
    ):
        when, run = cells[: len(WHEN)], _filled(RUN, cells[len(WHEN) :])
        sessions[phase_id].append(
            {
                "id": str(pk),
                "name": name,
                "moment": moment,
                **_filled(WHEN, when),
                **({"run": run} if run else {}),
                "prescriptions": prescriptions[pk],
            }
        )
    phases = (
        Phase.objects.filter(**_in_force("plan", owner))
        .order_by("order")
        .values_list("pk", "name", *EXIT)
    )
    return {
        "phases": [
            {"id": str(pk), "name": name, **_filled(EXIT, cells), "sessions": sessions[pk]}
            for pk, name, *cells in phases
        ],
        "drills": drills,
    }


def drills_of(owner: Owner) -> Tree:
    """Name and pictures of the drills of its plan in force, by slug; one query, in one order."""
    way = "program_id" if isinstance(owner, Program) else "template_id"
    found: Tree = {}
    with connection.cursor() as cursor:
        cursor.execute(DRILLS.format(way=way), [owner.pk, owner.version])
        for slug, name, still, loop in cursor.fetchall():
            figure = {
                "static": address_of_file(still) if still else None,
                "animated": address_of_file(loop) if loop else None,
            }
            found[slug] = {"name": name, "figure": figure}
    return found


def _filled(names: Iterable[str], cells: Iterable[Any]) -> Tree:
    """Those that say something, by name. A zero does, except that no rest is no rest."""
    return {
        name: cell
        for name, cell in zip(names, cells, strict=True)
        if not (
            cell is None
            or cell is False
            or cell in ("", [])
            or (cell == 0 and name in RESTS)
            or cell == USUAL.get(name)
        )
    }


def _in_force(plan: str, owner: Owner) -> Tree:
    """The filter for rows of the plan in force; `plan` is the way to it."""
    way = "program" if isinstance(owner, Program) else "template"
    return {f"{plan}__{way}": owner, f"{plan}__number": owner.version}


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
