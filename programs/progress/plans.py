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
from drills.models import Dose
from programs.models import PlannedSession, Prescription, Program, SessionLog

DOSE_FIELDS = tuple(field.name for field in Dose._meta.get_fields())
PAIN_TO_LOOK_AT = 6
DAYS_WITHOUT_LOG = 7
PAIN_WINDOW = timedelta(days=7)
# A phone's clock may be a time zone ahead; a log dated further ahead is not believed.
CLOCK_AHEAD = timedelta(days=1)
NO_FIGURE = {"static": None, "animated": None}

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
    """Phases, sessions, prescriptions and each drill once: three queries however long it is.

    `program` comes with its runner and physio at hand.
    """
    prescriptions: dict[UUID, list[Tree]] = defaultdict(list)
    drills: dict[str, Tree] = {}
    for pk, session_id, order, note, slug, name, *dose in (
        Prescription.objects.filter(session__phase__program=program)
        .order_by("order")
        .values_list(
            "pk", "session_id", "order", "note", "drill__slug", "drill__name", *DOSE_FIELDS
        )
    ):
        drills.setdefault(slug, {"name": name, "figure": NO_FIGURE})
        prescriptions[session_id].append(
            {
                "id": str(pk),
                "order": order,
                "drill": slug,
                "dose": dict(zip(DOSE_FIELDS, dose, strict=True)),
                "note": note,
            }
        )
    sessions: dict[UUID, list[Tree]] = defaultdict(list)
    for pk, phase_id, order, name, moment, weekdays in (
        PlannedSession.objects.filter(phase__program=program)
        .order_by("order")
        .values_list("pk", "phase_id", "order", "name", "moment", "weekdays")
    ):
        sessions[phase_id].append(
            {
                "id": str(pk),
                "order": order,
                "name": name,
                "moment": moment,
                "weekdays": weekdays,
                "prescriptions": prescriptions[pk],
            }
        )
    phases = program.phases.order_by("order").values_list("pk", "order", "name")
    return summary(program) | {
        "phases": [
            {"id": str(pk), "order": order, "name": name, "sessions": sessions[pk]}
            for pk, order, name in phases
        ],
        "drills": drills,
    }


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
