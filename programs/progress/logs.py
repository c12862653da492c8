"""What a runner can log. It only reads."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery

from clinic.people.models import Principal, Runner
from programs.models import (
    Alert,
    PainRule,
    Plan,
    PlannedSession,
    Prescription,
    Program,
    SessionLog,
)

GENERAL_SEVERE = int(PainRule._meta.get_field("pain_severe_from").default)


@dataclass(frozen=True)
class Loggable:
    """A session that its runner may log, and its programme; neither for a run on its own."""

    runner: Runner
    session: PlannedSession | None = None
    program: Program | None = None

    @property
    def name(self) -> str:
        """The session's, or what a run is called that nobody planned."""
        return self.session.name if self.session else "A run"

    @property
    def is_run(self) -> bool:
        """It has a distance, and no drills."""
        return self.session is None or self.session.kind == PlannedSession.Kind.RUN

    @cached_property
    def prescriptions(self) -> tuple[Prescription, ...]:
        """In the session's order, with their drills; asked for only where drills are named."""
        if self.session is None:
            return ()
        return tuple(self.session.prescriptions.select_related("drill"))


def find_loggable(*, user: Principal, session_id: UUID) -> Loggable | None:
    """The runner's own session, unless its programme is a draft; None for anybody else's.

    One query. Whether the programme is still running is not asked: a phone may send what was
    done weeks ago.
    """
    if not user.is_authenticated:
        return None
    own = Program.objects.visible_to(user).filter(runner__user=user)
    sessions = PlannedSession.objects.filter(pk=session_id, phase__plan__program__in=own).exclude(
        phase__plan__sealed_at=None
    )
    session = sessions.select_related("phase__plan__program__runner").first()
    program = session.phase.plan.program if session else None
    return Loggable(program.runner, session, program) if session and program else None


def latest_logs(runner: Runner, today: date) -> list[SessionLog]:
    """Those of today and yesterday that were not skipped, in their order; one query.

    Each with its session and its next morning at hand.
    """
    done = SessionLog.objects.filter(runner=runner).exclude(state=SessionLog.State.SKIPPED)
    latest = done.between(today - timedelta(days=1), today)
    return list(latest.select_related("session", "next_morning").order_by("occurred_at", "pk"))


def last_strong_pain() -> Subquery:
    """Of each runner of a query: the last day whose pain called for stopping (domain.md D2).

    None once a physio has looked.
    """
    flagged = Alert.objects.open().filter(runner=OuterRef("pk"), kind=Alert.Kind.SEVERE_PAIN)
    return Subquery(flagged.order_by("-occurred_on").values("occurred_on")[:1])


@dataclass(frozen=True)
class PainTold:
    """What the pain of a log calls for by the rule that it was done under; ratings are 0 to 10.

    `limit` is the one that was passed, the one during the session if both were; None within them.
    `strong` is the rating from which one stops and rings (domain.md D2).
    """

    is_strong: bool
    limit: int | None
    strong: int


def pain_told(log: SessionLog) -> PainTold:
    """Read a session with its plan. A run that nobody planned has no limit, and costs a query."""
    strong = severe_from(log)
    during, after = log.pain_during or 0, log.pain_after or 0
    limit = None
    if log.session:
        plan = log.session.phase.plan
        passed = [
            most
            for rating, most in (
                (during, plan.pain_during_limit),
                (after, plan.pain_after_limit),
            )
            if rating > most
        ]
        limit = next(iter(passed), None)
    return PainTold(is_strong=max(during, after) >= strong, limit=limit, strong=strong)


def severe_from(log: SessionLog) -> int:
    """From which rating, 0 to 10, this log calls for stopping and for a physio (domain.md D2).

    The physio's own rule: that of the version it was done under. A run that nobody planned has
    the strictest one of the programmes that run, which is one query; read a session with its plan.
    """
    if log.session:
        return log.session.phase.plan.pain_severe_from
    running = Plan.objects.in_force().filter(
        program__runner=log.runner_id, program__status=Program.Status.ACTIVE
    )
    return min(running.values_list("pain_severe_from", flat=True), default=GENERAL_SEVERE)


def log_on(*, session: PlannedSession, day: date) -> SessionLog | None:
    """The log of that session and day, the one received last if there are several.

    A session that is done several times a day has one only when all its turns are logged.
    """
    same = SessionLog.objects.filter(session__line=session.line, program=session.phase.plan.program)
    newest = same.between(day, day).order_by("-received_at", "-pk")[: session.times_per_day]
    return newest[0] if len(newest) == session.times_per_day else None
