"""Sessions as they fall on days: what is due, what was done, what was missed. It only reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects

from clinic.people.models import Runner
from drills.wording import minutes
from programs.models import PlannedSession, Program, SessionLog

MAX_DAYS = 92
MISSED_FOR = timedelta(days=7)
LOOK_AHEAD = timedelta(days=14)


class State(StrEnum):
    """How a session stands on its day. `missed` is never stored."""

    UPCOMING = "upcoming"
    DUE = "due"
    DONE = "done"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True)
class Occurrence:
    """One session on one day of its runner; `log_id` names the log that tells how it went."""

    runner_id: UUID
    program_id: UUID
    program_title: str
    session_id: UUID
    session_name: str
    moment: str
    on: date
    state: State
    log_id: UUID | None
    drill_count: int
    minutes: int


@dataclass(frozen=True)
class DayMark:
    """One day of the week strip; `mark` is a State, or `rest` on a day without a session.

    Several sessions on a day share one mark: done if all are done, partial if something was done,
    else due, upcoming, missed or skipped, in this order.
    """

    on: date
    mark: str
    is_today: bool


@dataclass(frozen=True)
class Today:
    """What a runner's first page tells of the programmes.

    `sessions` are today's, `week` runs from Monday to Sunday, `next_session` is the first one
    after today within the next three months, `missed` are those of the last seven days, latest
    first. `programs` are the active ones, also those that start later; `on_hold` the waiting ones.
    """

    on: date
    sessions: tuple[Occurrence, ...]
    week: tuple[DayMark, ...]
    next_session: Occurrence | None
    missed: tuple[Occurrence, ...]
    programs: tuple[Program, ...]
    on_hold: tuple[Program, ...]


@dataclass(frozen=True)
class _Place:
    """A session on a day, before anybody asked what it consists of."""

    session: PlannedSession
    on: date
    state: State
    log_id: UUID | None


def occurrences(
    *, programs: QuerySet[Program], first: date, last: date, today: date
) -> list[Occurrence]:
    """The sessions of these programmes from `first` to `last`, by day; three queries.

    Planned are the sessions of a programme's first phase, on their weekdays, while the programme
    is active and within its dates. A draft, or a programme on hold or over, plans nothing; what
    was logged for it is still told, and so is a log on a day that was not planned. Of several logs
    for one session and day the one received last counts.

    `today` is the runner's own day. A past day is `missed` only if it lies after the day on which
    the programme was last changed (`updated_at`: sent, resumed, or rewritten). Of the days before,
    and of that day itself, nobody can say that the session was due, so without a log they are left
    out. Raises ValidationError for more than 92 days, or none.
    """
    check_period(first, last)
    places = list(_places(programs, first, last, today))
    sessions = list({place.session.pk: place.session for place in places}.values())
    prefetch_related_objects(sessions, "prescriptions")
    takes = {session.pk: minutes(session.prescriptions.all()) for session in sessions}
    return [_occurrence(place, takes[place.session.pk]) for place in places]


def check_period(first: date, last: date) -> None:
    """Raises ValidationError unless the days run forward and are 92 at the most."""
    days = (last - first).days + 1
    if days < 1:
        raise ValidationError({"to": "The last day cannot be before the first."})
    if days > MAX_DAYS:
        raise ValidationError(
            {"to": f"Ask for {MAX_DAYS} days at the most; this is {days}."}, code="too_many_days"
        )


def due_runners(*, programs: QuerySet[Program], day: date) -> set[UUID]:
    """Whose sessions of that day, being today, are not logged yet; two queries."""
    places = _places(programs, day, day, day)
    return {place.session.phase.program.runner_id for place in places if place.state == State.DUE}


def today_for(*, runner: Runner, now: datetime) -> Today:
    """The runner's day, counted in the runner's own zone; four queries.

    Three more when nothing is planned for two weeks, to look for what starts later.
    """
    today = now.astimezone(runner.zone).date()
    own = Program.objects.filter(runner=runner)
    week = week_of(today)
    soon = today + LOOK_AHEAD
    found = occurrences(programs=own, first=today - MISSED_FOR, last=soon, today=today)
    ahead = next((one for one in found if one.on > today and not one.log_id), None)
    if ahead is None:
        later = occurrences(
            programs=own, first=soon, last=soon + timedelta(days=MAX_DAYS - 1), today=today
        )
        ahead = next((one for one in later if not one.log_id), None)
    current = [program for program in own.order_by("title", "pk") if _is_current(program, today)]
    return Today(
        on=today,
        sessions=tuple(one for one in found if one.on == today),
        week=tuple(
            DayMark(day, mark_of(one.state for one in found if one.on == day), day == today)
            for day in week
        ),
        next_session=ahead,
        missed=tuple(one for one in reversed(found) if one.state == State.MISSED),
        programs=tuple(one for one in current if one.status == Program.Status.ACTIVE),
        on_hold=tuple(one for one in current if one.status == Program.Status.ON_HOLD),
    )


def mark_of(states: Iterable[State]) -> str:
    """The one mark of a day's sessions; see DayMark."""
    there = set(states)
    if not there:
        return "rest"
    if State.PARTIAL in there or (State.DONE in there and there != {State.DONE}):
        return State.PARTIAL
    order = (State.DONE, State.DUE, State.UPCOMING, State.MISSED, State.SKIPPED)
    return next(state for state in order if state in there)


def week_of(day: date) -> list[date]:
    """The seven days of that day's week, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=ahead) for ahead in range(7)]


def _is_current(program: Program, today: date) -> bool:
    return program.status != Program.Status.DRAFT and (
        program.ends_on is None or program.ends_on >= today
    )


def runner_day(program: Program, moment: datetime) -> date:
    """The day that it was for the programme's runner at that moment."""
    return moment.astimezone(program.runner.zone).date()


def _places(programs: QuerySet[Program], first: date, last: date, today: date) -> Iterator[_Place]:
    """Where sessions stand, by day; two queries."""
    sessions = list(
        PlannedSession.objects.filter(phase__program__in=programs)
        .exclude(phase__program__status=Program.Status.DRAFT)
        .select_related("phase__program__runner")
        .order_by("phase__program__title", "phase__program", "phase__order", "order")
    )
    logs = SessionLog.objects.filter(program__in=programs).between(first, last)
    told = {
        (session_id, on): (State(state), log_id)
        for session_id, on, state, log_id in logs.order_by("received_at", "pk").values_list(
            "session_id", "occurred_on", "state", "pk"
        )
    }
    planned = _first_phase(sessions)
    day = first
    while day <= last:
        for session in sessions:
            if (session.pk, day) in told:
                yield _Place(session, day, *told[session.pk, day])
            elif session.pk in planned and (state := _unlogged(session, day, today)):
                yield _Place(session, day, state, None)
        if day == last:
            return
        day += timedelta(days=1)


def _first_phase(sessions: Iterable[PlannedSession]) -> set[UUID]:
    """The sessions of each programme's first phase: later ones wait for the physio's word."""
    first: dict[UUID, int] = {}
    for session in sessions:
        order = first.get(session.phase.program_id, session.phase.order)
        first[session.phase.program_id] = min(order, session.phase.order)
    return {
        session.pk for session in sessions if session.phase.order == first[session.phase.program_id]
    }


def _unlogged(session: PlannedSession, day: date, today: date) -> State | None:
    """The state of a day without a log; None if nothing was planned, or nobody can know."""
    program = session.phase.program
    if (
        program.status != Program.Status.ACTIVE
        or day.isoweekday() not in session.weekdays
        or day < program.starts_on
        or (program.ends_on and day > program.ends_on)
    ):
        return None
    if day > today:
        return State.UPCOMING
    if day == today:
        return State.DUE
    return State.MISSED if day > runner_day(program, program.updated_at) else None


def _occurrence(place: _Place, takes: int) -> Occurrence:
    session, program = place.session, place.session.phase.program
    return Occurrence(
        runner_id=program.runner_id,
        program_id=program.pk,
        program_title=program.title,
        session_id=session.pk,
        session_name=session.name,
        moment=session.moment,
        on=place.on,
        state=place.state,
        log_id=place.log_id,
        drill_count=len(session.prescriptions.all()),
        minutes=takes,
    )
