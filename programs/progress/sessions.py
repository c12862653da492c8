"""Sessions as they fall on days: what is due, what was done, what was missed. It only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Prefetch, QuerySet, prefetch_related_objects

from clinic.people.models import Runner
from drills.wording import minutes
from programs.models import PlannedSession, Prescription, Program
from programs.progress.days import run_seconds
from programs.progress.news import with_news
from programs.progress.places import Place, State, places
from programs.wording.prescriptions import run_in_words

MAX_DAYS = 92
MISSED_FOR = timedelta(days=7)
LOOK_AHEAD = timedelta(days=14)
EVERY_DAY = 7
OPEN = {State.DUE, State.UPCOMING}


@dataclass(frozen=True)
class Occurrence:
    """One session on one day of its runner; `log_id` names the log that tells how it went.

    `turn` of `turns` counts a session that is done several times a day. `run` is a planned run in
    words, and empty for drills. `equipment` is what its drills need. `moved_from` is the planned
    day of one that the runner moved; `is_movable` is true of the first turn of a day that can still
    be moved.
    """

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
    run: str
    turn: int
    turns: int
    equipment: frozenset[str]
    moved_from: date | None
    is_movable: bool


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
    first. `programs` are the active ones, also those that start later; `on_hold` the waiting ones,
    `over` those that were stopped or finished, or whose last day is past.
    """

    on: date
    sessions: tuple[Occurrence, ...]
    week: tuple[DayMark, ...]
    next_session: Occurrence | None
    missed: tuple[Occurrence, ...]
    programs: tuple[Program, ...]
    on_hold: tuple[Program, ...]
    over: tuple[Program, ...]


def occurrences(
    *, programs: QuerySet[Program], first: date, last: date, today: date
) -> list[Occurrence]:
    """The sessions of these programmes from `first` to `last`, by day; four queries.

    `programs.progress.places` says which sessions fall on which days. `today` is the runner's own
    day. Raises ValidationError for more than 92 days, or none.
    """
    check_period(first, last)
    found = places(programs, first, last, today)
    sessions = list({place.session.pk: place.session for place in found}.values())
    rows = Prescription.objects.annotate(equipment=F("drill__equipment"))
    prefetch_related_objects(sessions, Prefetch("prescriptions", queryset=rows))
    takes = {session.pk: _minutes(session) for session in sessions}
    return [_occurrence(place, takes[place.session.pk]) for place in found]


def occurrences_of(*, runner: Runner, first: date, last: date, today: date) -> list[Occurrence]:
    """Those of all programmes of a runner."""
    own = Program.objects.filter(runner=runner)
    return occurrences(programs=own, first=first, last=last, today=today)


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
    """Whose sessions of that day, being today, are not logged yet; three queries.

    A session of so many times a week counts on the days on which it would fall if the rest of the
    week were spread evenly, so that nobody is reminded of it seven times.
    """
    return {
        place.program.runner_id
        for place in places(programs, day, day, day)
        if place.state == State.DUE and place.is_timely
    }


def today_for(*, runner: Runner, now: datetime) -> Today:
    """The runner's day, counted in the runner's own zone; five queries.

    Four more when nothing is planned for two weeks, to look for what starts later.
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
    known = own.exclude(status=Program.Status.DRAFT).order_by("title", "pk")
    sent = list(with_news(known, today))
    current = [program for program in sent if _is_current(program, today)]
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
        over=tuple(one for one in sent if one not in current),
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
    is_over = program.status in {Program.Status.COMPLETED, Program.Status.STOPPED}
    return not is_over and (program.ends_on is None or program.ends_on >= today)


def runner_day(program: Program, moment: datetime) -> date:
    """The day that it was for the programme's runner at that moment."""
    return moment.astimezone(program.runner.zone).date()


def _has_free_days(session: PlannedSession) -> bool:
    """Whether it is on some days and not on others: only then there is a day to move it to."""
    if session.cadence == PlannedSession.Cadence.EVERY_DAYS:
        return session.every_days != 1
    return session.cadence == PlannedSession.Cadence.WEEKDAYS and len(session.weekdays) < EVERY_DAY


def _minutes(session: PlannedSession) -> int:
    """About how long it takes."""
    if session.kind == PlannedSession.Kind.RUN:
        return ceil(run_seconds(session) / 60)
    return minutes(session.prescriptions.all())


def _gear(row: Any) -> list[str]:
    """What a prescription's drill needs, which `occurrences` asks for along with the row."""
    return row.equipment


def _occurrence(place: Place, takes: int) -> Occurrence:
    session, program = place.session, place.program
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
        run=run_in_words(session) if session.kind == PlannedSession.Kind.RUN else "",
        turn=place.turn,
        turns=session.times_per_day,
        equipment=frozenset(one for row in session.prescriptions.all() for one in _gear(row)),
        moved_from=place.moved_from,
        is_movable=place.turn == 1 and place.state in OPEN and _has_free_days(session),
    )
