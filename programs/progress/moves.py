"""On which days a session falls: by its plan, and by what its runner moved. It only reads.

A move counts while nothing speaks against it. It belongs to one period of the programme: with a
new version, another phase or a hold the plan's own days stand again. And a session that was logged
on its planned day after all was not moved.
"""

from collections.abc import Container, Mapping
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from programs.models import Move, Period, PlannedSession

type Moved = Mapping[date, date]  # to which day, and from which
type Key = tuple[UUID, UUID, date]  # programme, line and day


def falls(session: PlannedSession, period: Period, day: date) -> bool:
    """Whether it falls on that day by its plan; one of so many times a week is on no day."""
    if session.cadence == PlannedSession.Cadence.EVERY_DAYS:
        return (day - period.phase_started_on).days % (session.every_days or 1) == 0
    return day.isoweekday() in session.weekdays


def with_moves(periods: QuerySet[Period], first: date, last: date) -> QuerySet[Period]:
    """Each with `moves`: those of its programme from the first to the last day, both included."""
    moves = Move.objects.standing().filter(program=OuterRef("program"))
    there = moves.filter(from_on__range=(first, last))
    words = JSONObject(line="line", from_on="from_on", to_on="to_on")
    return periods.annotate(moves=ArraySubquery(there.values(words=words)))


def moved(session: PlannedSession, period: Period, told: Container[Key]) -> Moved:
    """The moves of a session that count in this period, read by `with_moves`.

    `told` holds programme, line and day of whatever was logged.
    """
    found: dict[date, date] = {}
    for move in period.moves:  # type: ignore[attr-defined]
        first, there = date.fromisoformat(move["from_on"]), date.fromisoformat(move["to_on"])
        if UUID(move["line"]) != session.line or not _holds(period, first, there):
            continue
        if falls(session, period, first) and (period.program_id, session.line, first) not in told:
            found[there] = first
    return found


def is_on(session: PlannedSession, period: Period, day: date, moves: Moved) -> bool:
    """Whether it is on that day, with its moves."""
    if day in moves:
        return True
    return day not in moves.values() and falls(session, period, day)


def _holds(period: Period, *days: date) -> bool:
    last = period.ends_on or date.max
    return all(period.starts_on <= day <= last for day in days)
