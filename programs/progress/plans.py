"""Reads of plans: a programme in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from drills.models import Figure, figures_in_brief
from drills.models.figures import FigureQuerySet
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
RUN = ("run_distance_m", "run_minutes", "run_repeats", "run_seconds", "walk_seconds")
EXIT = (
    "goal",
    "exit_weeks",
    "exit_pain_max",
    "exit_mornings_settled",
    "exit_completion",
    "exit_test",
)
NO_FIGURE = {"static": None, "animated": None}

RESTS = {"rest_seconds", "switch_rest_seconds", "rest_after_seconds"}

type Tree = dict[str, Any]
type Owner = Program | ProgramTemplate


def program_tree(program: Program, plan: Plan | None = None) -> Tree:
    """Phases, sessions, prescriptions and each drill once: four queries however long it is.

    What is empty in a dose, a prescription, a run or a phase is left out: a long programme is
    mostly empty cells.

    `program` comes with its runner and physio at hand. With a `plan` it is that version of it, as
    if it were in force.
    """
    if plan:
        program.version, program.title, program.note = plan.number, plan.title, plan.note
        program.ends_on = plan.ends_on
    return summary(program) | parts(program)


def template_tree(template: ProgramTemplate) -> Tree:
    """A template with its phases, sessions, prescriptions and drills, as `program_tree`."""
    return template_summary(template) | parts(template)


def parts(owner: Owner) -> Tree:
    """What the plan in force of a programme or a template consists of."""
    prescriptions: dict[UUID, list[Tree]] = defaultdict(list)
    drills: dict[str, Tree] = {}
    planned = Prescription.objects.filter(**_in_force("session__phase__plan", owner))
    figures = figures_in_brief(planned.values("drill"))
    for pk, line, session_id, order, slug, name, *cells in planned.order_by("order").values_list(
        "pk", "line", "session_id", "order", "drill__slug", "drill__name", *DOSE_FIELDS, *SAID
    ):
        drills.setdefault(slug, {"name": name, "figure": NO_FIGURE | figures.get(slug, {})})
        prescriptions[session_id].append(
            {
                "id": str(pk),
                "line": str(line),
                "order": order,
                "drill": slug,
                "dose": _filled(DOSE_FIELDS, cells),
                **_filled(SAID, cells[len(DOSE_FIELDS) :]),
            }
        )
    sessions: dict[UUID, list[Tree]] = defaultdict(list)
    for pk, line, phase_id, order, name, kind, moment, *cells in (
        PlannedSession.objects.filter(**_in_force("phase__plan", owner))
        .order_by("order")
        .values_list("pk", "line", "phase_id", "order", "name", "kind", "moment", *DAYS, *RUN)
    ):
        sessions[phase_id].append(
            {
                "id": str(pk),
                "line": str(line),
                "order": order,
                "name": name,
                "kind": kind,
                "moment": moment,
                **dict(zip(DAYS, cells, strict=False)),
                "run": _filled(RUN, cells[len(DAYS) :]) or None,
                "prescriptions": prescriptions[pk],
            }
        )
    phases = (
        Phase.objects.filter(**_in_force("plan", owner))
        .order_by("order")
        .values_list("pk", "line", "order", "name", *EXIT)
    )
    return {
        "phases": [
            {
                "id": str(pk),
                "line": str(line),
                "order": order,
                "name": name,
                **_filled(EXIT, cells),
                "sessions": sessions[pk],
            }
            for pk, line, order, name, *cells in phases
        ],
        "drills": drills,
    }


def figures_of(owner: Owner) -> FigureQuerySet:
    """The figures that are shown of the drills of its plan in force."""
    planned = Prescription.objects.filter(**_in_force("session__phase__plan", owner))
    return Figure.objects.published().filter(drill__in=planned.values("drill"))


def _filled(names: Iterable[str], cells: Iterable[Any]) -> Tree:
    """Those that say something, by name; the cells may be more than the names.

    A zero says something, except that no rest is no rest.
    """
    return {
        name: cell
        for name, cell in zip(names, cells, strict=False)
        if not (cell is None or cell == "" or cell is False or (name in RESTS and cell == 0))
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
