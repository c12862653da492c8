"""Which sessions fall on which days, from the periods of the programmes and the logs.

The rules, in one place:

- A day belongs to at most one period of a programme; the sessions of the period's phase can fall
  on it. On hold, or outside every period, nothing is due.
- A log tells how a session went on its day, whichever version it was done under: logs and
  sessions find each other by `line`. Of more logs than turns a day, those received last count.
  A log on a day on which nothing was planned is told as well.
- A past day without a log is missed only after the day on which the period was made: of the day
  itself, and of days before, nobody can say that the session was due.
- So many times a week: any day will do. `Week` says what is open and what is missed.
- A session that its runner moved is on the other day; `moves` says which moves count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from programs.models import Period, PlannedSession, Program, SessionLog
from programs.progress.moves import Moved, is_on, moved, with_moves

Cadence = PlannedSession.Cadence


class State(StrEnum):
    """How a session stands on its day. `missed` is never stored."""

    UPCOMING = "upcoming"
    DUE = "due"
    DONE = "done"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True)
class Told:
    """A log, as far as it says how its day went."""

    state: State
    log_id: UUID
    session_id: UUID
    occurred_at: datetime


@dataclass(frozen=True)
class Place:
    """A session on a day. `is_timely` is False on a day that is only one of several to choose.

    `moved_from` is the day that the plan says, where the runner chose this one instead.
    """

    program: Program
    session: PlannedSession
    on: date
    state: State
    log_id: UUID | None
    turn: int = 1
    is_timely: bool = True
    moved_from: date | None = None


type Logs = dict[tuple[UUID, UUID, date], list[Told]]
type Open = tuple[State, bool]


@dataclass(frozen=True)
class Week:
    """A session of so many times a week, in one week.

    `days` are those on which it could be done, with whether a past one may count as missed;
    `done` those with a log. What cannot be reached any more is missed, on the last days possible.
    """

    wanted: int
    days: Sequence[tuple[date, bool]]
    done: frozenset[date]
    today: date

    def unlogged(self) -> dict[date, Open]:
        """The state of the days without a log; a day that is not named has nothing to show."""
        free = [(day, counts) for day, counts in self.days if day not in self.done]
        ahead = [day for day, _ in free if day >= self.today]
        open_turns = min(self.wanted, len(self.days)) - len(self.done)
        if open_turns <= 0:
            return {}
        past = [day for day, counts in free if day < self.today and counts]
        missed = past[len(past) - min(len(past), max(0, open_turns - len(ahead))) :]
        still = min(open_turns, len(ahead))
        found: dict[date, Open] = dict.fromkeys(missed, (State.MISSED, True))
        timely = spread(ahead, still)
        for day in ahead:
            if day == self.today:
                found[day] = (State.DUE, day in timely)
            elif day in timely:
                found[day] = (State.UPCOMING, True)
        return found


def spread(days: Sequence[date], count: int) -> list[date]:
    """So many of the days, as evenly as can be: of a whole week, 3 are its 2nd, 4th and 6th."""
    return [days[(2 * turn + 1) * len(days) // (2 * count)] for turn in range(count)]


def places(programs: QuerySet[Program], first: date, last: date, today: date) -> list[Place]:
    """Where the sessions of these programmes stand, by day; three queries."""
    monday, sunday = _whole_weeks(first, last)
    periods = _periods(programs, monday, sunday)
    logs = _logs(programs, monday, sunday)
    told_of = {told.session_id for all_told in logs.values() for told in all_told}
    sessions = _sessions([period.phase_id for period in periods], told_of)
    by_phase: dict[UUID, list[PlannedSession]] = defaultdict(list)
    for session in sessions.values():
        by_phase[session.phase_id].append(session)

    weekly = _weekly(periods, by_phase, logs, (monday, sunday), today)
    owner = {period.program_id: period.program for period in periods}
    for session in sessions.values():
        if program := session.phase.plan.program:
            owner[program.pk] = program
    found: list[Place] = []
    told_on = frozenset(logs)
    for period in periods:
        for session in [] if period.is_on_hold else by_phase[period.phase_id]:
            moves = moved(session, period, told_on)
            for day in _days(max(first, period.starts_on), min(last, period.ends_on or last)):
                told = logs.pop((period.program_id, session.line, day), [])
                unlogged = _unlogged(session, period, day, today, moves)
                if session.cadence == Cadence.PER_WEEK:
                    unlogged = weekly.get((period.program_id, session.line), {}).get(day)
                found += _turns(period.program, session, day, told, unlogged, moves.get(day))
    for (program_id, _, day), told in logs.items():
        if first <= day <= last:
            found += [
                Place(owner[program_id], sessions[one.session_id], day, one.state, one.log_id)
                for one in told[-1:]
            ]
    return sorted(found, key=_order)


def _turns(
    program: Program,
    session: PlannedSession,
    day: date,
    told: list[Told],
    unlogged: Open | None,
    moved_from: date | None,
) -> Iterable[Place]:
    """The turns of a session on a day: those that were logged, then what is open."""
    turns = session.times_per_day
    counted = sorted(told[-turns:], key=lambda one: one.occurred_at)
    for turn, one in enumerate(counted, start=1):
        yield Place(program, session, day, one.state, one.log_id, turn, moved_from=moved_from)
    if unlogged is None:
        return
    state, is_timely = unlogged
    for turn in range(len(counted) + 1, turns + 1):
        yield Place(program, session, day, state, None, turn, is_timely, moved_from)


def _unlogged(
    session: PlannedSession, period: Period, day: date, today: date, moves: Moved
) -> Open | None:
    """What a turn without a log is on that day; None if nothing is on it, or nobody can know."""
    if not is_on(session, period, day, moves):
        return None
    if day > today:
        return State.UPCOMING, True
    if day == today:
        return State.DUE, True
    return (State.MISSED, True) if day > period.made_on else None


def _weekly(
    periods: Iterable[Period],
    by_phase: dict[UUID, list[PlannedSession]],
    logs: Logs,
    span: tuple[date, date],
    today: date,
) -> dict[tuple[UUID, UUID], dict[date, Open]]:
    """The unlogged days of the sessions of so many times a week, by programme and line."""
    days: dict[tuple[UUID, UUID, date], list[tuple[date, bool]]] = defaultdict(list)
    wanted: dict[tuple[UUID, UUID, date], int] = {}
    for period in periods:
        flexible = [
            session
            for session in ([] if period.is_on_hold else by_phase[period.phase_id])
            if session.cadence == Cadence.PER_WEEK
        ]
        for session in flexible:
            until = min(span[1], period.ends_on or span[1])
            for day in _days(max(span[0], period.starts_on), until):
                key = (period.program_id, session.line, _monday(day))
                days[key].append((day, day > period.made_on))
                wanted[key] = session.per_week or 1  # the later version's word counts
    found: dict[tuple[UUID, UUID], dict[date, Open]] = defaultdict(dict)
    for (program_id, line, monday), possible in days.items():
        done = frozenset(day for day, _ in possible if (program_id, line, day) in logs)
        week = Week(wanted[program_id, line, monday], possible, done, today)
        found[program_id, line] |= week.unlogged()
    return found


def _periods(programs: QuerySet[Program], first: date, last: date) -> list[Period]:
    periods = Period.objects.filter(program__in=programs).between(first, last)
    return list(
        with_moves(periods, first, last)
        .select_related("program")
        .order_by("program_id", "starts_on")
    )


def _logs(programs: QuerySet[Program], first: date, last: date) -> Logs:
    """By programme, line and day, in the order in which they were received."""
    rows = SessionLog.objects.filter(program__in=programs).between(first, last)
    found: Logs = defaultdict(list)
    for program_id, line, on, state, log_id, session_id, at in rows.order_by(
        "received_at", "pk"
    ).values_list(
        "program_id", "session__line", "occurred_on", "state", "pk", "session_id", "occurred_at"
    ):
        found[program_id, line, on].append(Told(State(state), log_id, session_id, at))
    return found


def _sessions(phases: Iterable[UUID], told_of: Iterable[UUID]) -> dict[UUID, PlannedSession]:
    """The sessions of these phases, and those that logs speak of, in their own order."""
    there = PlannedSession.objects.select_related("phase__plan__program")
    rows = (there.filter(phase__in=set(phases)) | there.filter(pk__in=set(told_of))).order_by(
        "phase__order", "order"
    )
    return {session.pk: session for session in rows}


def _order(place: Place) -> tuple[Any, ...]:
    session, program = place.session, place.program
    return (
        place.on,
        program.title,
        str(program.pk),
        session.phase.order,
        session.order,
        place.turn,
    )


def _whole_weeks(first: date, last: date) -> tuple[date, date]:
    """From the Monday of the first day to the Sunday of the last, as far as the calendar goes."""
    ahead = min(6 - last.weekday(), (date.max - last).days)
    return _monday(first), last + timedelta(days=ahead)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(first: date, last: date) -> Iterable[date]:
    """Every day, both ends included."""
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
