"""Reads of plans: a programme in a fixed number of queries, and which runners need a look."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from clinic.people.models import Principal, Runner
from drills.models import Figure, figure_addresses
from drills.models.figures import FigureQuerySet
from programs.models import Phase, PlannedSession, Prescription, Program, SessionLog

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
PAIN_TO_LOOK_AT = 6
DAYS_WITHOUT_LOG = 7
PAIN_WINDOW = timedelta(days=7)
# A phone's clock may be a time zone ahead; a log dated further ahead is not believed.
CLOCK_AHEAD = timedelta(days=1)

RESTS = {"rest_seconds", "switch_rest_seconds", "rest_after_seconds"}

type Tree = dict[str, Any]


@dataclass(frozen=True)
class CaseloadRow:
    """A runner of the caseload, and the reason to look in words. None is "not given", never 0.

    `worst_pain` is during or after a session, in the last week of logs with an answer about pain.
    `kind` names the look of the reason: pain, watch, good or plain.
    """

    runner: Runner
    programs: list[Program]
    last_log_on: date | None
    worst_pain: int | None
    reason: str
    kind: str


def program_tree(program: Program) -> Tree:
    """Phases, sessions, prescriptions and each drill once: five queries however long it is.

    What is empty in a dose, a prescription, a run or a phase is left out: a long programme is
    mostly empty cells.

    `program` comes with its runner and physio at hand.
    """
    prescriptions: dict[UUID, list[Tree]] = defaultdict(list)
    drills: dict[str, Tree] = {}
    shown = figures_of(program).select_related("drill").with_pictures()
    figures = {figure.drill.slug: figure for figure in shown}
    for pk, line, session_id, order, slug, name, *cells in (
        Prescription.objects.filter(**_in_force("session__phase__plan", program))
        .order_by("order")
        .values_list(
            "pk", "line", "session_id", "order", "drill__slug", "drill__name", *DOSE_FIELDS, *SAID
        )
    ):
        drills.setdefault(slug, {"name": name, "figure": figure_addresses(figures.get(slug))})
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
        PlannedSession.objects.filter(**_in_force("phase__plan", program))
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
        Phase.objects.filter(**_in_force("plan", program))
        .order_by("order")
        .values_list("pk", "line", "order", "name", *EXIT)
    )
    return summary(program) | {
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


def figures_of(program: Program) -> FigureQuerySet:
    """The figures that are shown of the drills of its plan in force."""
    planned = Prescription.objects.filter(**_in_force("session__phase__plan", program))
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


def _in_force(plan: str, program: Program) -> Tree:
    """The filter for rows of the plan in force; `plan` is the way to it."""
    return {f"{plan}__program": program, f"{plan}__number": program.version}


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


def caseload(*, user: Principal, today: date) -> list[CaseloadRow]:
    """The physio's runners, those who need a look first: two queries for any number.

    The worst pain counts, during or after, over the seven days up to the newest log that says
    anything about pain: a good evening does not hide a bad morning, nor does silence. A log dated
    more than a day after it reached us is kept but its date is not believed: it is nobody's last
    log, and its pain counts from the moment it reached us.
    """
    logs = SessionLog.objects.filter(runner=OuterRef("pk"))
    believed = logs.filter(occurred_at__lte=F("received_at") + CLOCK_AHEAD)
    rated = logs.annotate(
        at=Least("occurred_at", "received_at"), pain=Greatest("pain_during", "pain_after")
    ).exclude(pain=None)
    running = Program.objects.active_on(today).order_by("starts_on", "title")
    runners = (
        Runner.objects.treated_by(user)
        .annotate(
            last_log_on=Subquery(believed.order_by("-occurred_at").values("occurred_on")[:1]),
            pain_since=Subquery(rated.order_by("-at").values(since=F("at") - PAIN_WINDOW)[:1]),
        )
        .annotate(
            worst_pain=Subquery(
                rated.filter(at__gt=OuterRef("pain_since")).order_by("-pain").values("pain")[:1]
            )
        )
        .prefetch_related(Prefetch("programs", queryset=running, to_attr="running"))
    )
    ranked = [_ranked(runner, today) for runner in runners]
    return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]


def _ranked(runner: Any, today: date) -> tuple[tuple[int, int, str], CaseloadRow]:
    """How urgent, and the row. `runner` carries the annotations of `caseload`."""
    silent = _days_without_log(runner.running, runner.last_log_on, today)
    if runner.worst_pain is not None and runner.worst_pain >= PAIN_TO_LOOK_AT:
        rank, kind, reason = (0, -runner.worst_pain), "pain", f"pain {runner.worst_pain} of 10"
    elif silent >= DAYS_WITHOUT_LOG:
        rank, kind, reason = (1, -silent), "watch", f"no log for {silent} days"
    elif runner.running:
        rank, kind, reason = (2, 0), "good", "on track"
    else:
        rank, kind, reason = (3, 0), "plain", "no programme"
    row = CaseloadRow(
        runner=runner,
        programs=runner.running,
        last_log_on=runner.last_log_on,
        worst_pain=runner.worst_pain,
        reason=reason,
        kind=kind,
    )
    return (*rank, runner.name), row


def _days_without_log(running: Iterable[Program], last_log_on: date | None, today: date) -> int:
    """Full days since the last log, or since the first day where nothing was logged yet."""
    first_days = [program.starts_on for program in running]
    if not first_days:
        return 0
    return (today - max(last_log_on or date.min, min(first_days))).days
