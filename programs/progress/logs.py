"""What a runner can log. It only reads."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clinic.people.models import Principal
from programs.models import PlannedSession, Prescription, Program, SessionLog


@dataclass(frozen=True)
class Loggable:
    """A session that its runner may log, with its programme and its prescriptions in order."""

    session: PlannedSession
    program: Program
    prescriptions: tuple[Prescription, ...]


def find_loggable(*, user: Principal, session_id: UUID) -> Loggable | None:
    """The runner's own session, unless its programme is a draft; None for anybody else's.

    One query, or two for a session without drills. Whether the programme is still running is not
    asked: a phone may send what was done weeks ago.
    """
    if not user.is_authenticated:
        return None
    own = Program.objects.visible_to(user).filter(runner__user=user)
    lines = Prescription.objects.filter(session=session_id, session__phase__program__in=own)
    found = tuple(lines.select_related("drill", "session__phase__program__runner"))
    if found:
        session = found[0].session
    else:
        sessions = PlannedSession.objects.filter(pk=session_id, phase__program__in=own)
        lone = sessions.select_related("phase__program__runner").first()
        if lone is None:
            return None
        session = lone
    return Loggable(session, session.phase.program, found)


def log_on(*, session: PlannedSession, day: date) -> SessionLog | None:
    """The log of that session and day, the one received last if there are several."""
    logs = SessionLog.objects.filter(session=session).between(day, day)
    return logs.order_by("-received_at", "-pk").first()
