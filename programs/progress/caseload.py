"""Who needs the physio, and why: the whole caseload in two queries, whatever its size.

It reads the last 28 days and the weeks around them, never a runner's history. What was due is
counted by `bits`, whose rules are those of `places`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet

from clinic.people.models import Principal, Runner
from programs.charts.numbers import DayPain
from programs.models import PainRule, Program
from programs.progress.bits import Asked, Count, Span, Told, count, numbers
from programs.progress.caseload_reads import CODE_OF_ZERO, read
from programs.wording import caseload as words

# Plain strings: those of an enumeration are slow to compare, and there are thousands.
DRAFT, ACTIVE, ON_HOLD = (
    Program.Status.DRAFT.value,
    Program.Status.ACTIVE.value,
    Program.Status.ON_HOLD.value,
)
NOT_OVER = frozenset({DRAFT, ACTIVE, ON_HOLD})
GENERAL_LIMIT = int(PainRule._meta.get_field("pain_during_limit").default)
MISSED_IN_A_ROW = 3
SILENT_DAYS = 7
# TrueCoach flags the same drop (domain.md A4). Fewer sessions than this say nothing about a habit.
DROP_POINTS = 20
LEAST_DUE = 4
REVIEW_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a runner needs the physio, or how it stands; `words` are the details."""

    code: str
    words: str = ""
    weight: int = 0

    @property
    def label(self) -> str:
        """Its name."""
        return words.label_of(self.code)

    @property
    def kind(self) -> str:
        """Of the tag."""
        return words.REASONS.get(self.code) or words.CALM[self.code]


@dataclass(slots=True)
class Running:
    """A programme of a row."""

    id: str
    title: str
    status: str
    starts_on: date
    ends_on: date | None
    today: date
    weeks_in_phase: int | None = None
    phase_weeks: int | None = None

    @property
    def week(self) -> str:
        """Where it stands, in words."""
        if self.status == DRAFT:
            return "draft"
        return words.week_in_words(self.starts_on, self.ends_on, self.today)


@dataclass
class Row:
    """A runner of the caseload. `done` and `due` count the last 28 days, so far.

    `reasons` are why the runner needs the physio, the most urgent first; none is calm, and
    `calm` says how it stands. What is put off is in none of them.
    """

    id: str
    name: str
    span: Span
    limit: int = GENERAL_LIMIT
    programs: list[Running] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    count: Count = field(default_factory=lambda: Count(0))
    pains: str = ""

    @property
    def needs_you(self) -> bool:
        """There is a reason."""
        return bool(self.reasons)

    @property
    def has_program(self) -> bool:
        """One that is not over; a draft is one."""
        return bool(self.programs)

    @cached_property
    def first(self) -> Reason:
        """The reason that decides its place, or how it stands without one."""
        return self.reasons[0] if self.reasons else self.calm

    @property
    def calm(self) -> Reason:
        """How the runner stands without a reason."""
        statuses = {one.status for one in self.programs}
        if ACTIVE in statuses:
            starts_on = min(one.starts_on for one in self.programs if one.status == ACTIVE)
            if starts_on > self.span.today:
                return Reason(words.LATER, words.starts_in_words(starts_on))
            return Reason(words.STARTED)
        if not statuses:
            return Reason(words.NONE)
        return Reason(words.HELD if ON_HOLD in statuses else words.DRAFT)

    @property
    def done(self) -> int:
        """Sessions reported done, wholly or partly, in the last 28 days."""
        return sum(self.count.done)

    @property
    def due(self) -> int:
        """Those that were due so far in the last 28 days; see `bits` for what is not counted."""
        return sum(self.count.due)

    @cached_property
    def points(self) -> list[DayPain]:
        """Pain on each day of the last 28 with a log or a missed session."""
        span = self.span
        worst: dict[int, int | None] = dict.fromkeys(
            numbers(self.count.missed_days | self.count.told)
        )
        for at in range(0, len(self.pains), 2):
            day, pain = (ord(sign) - CODE_OF_ZERO for sign in self.pains[at : at + 2])
            worst[day] = max(pain, worst.get(day) or 0)
        first = span.day - 27
        return [
            DayPain(span.monday + timedelta(days=number), pain)
            for number, pain in sorted(worst.items())
            if first <= number <= span.day
        ]

    def rank(self) -> tuple[int, int, str]:
        """Smaller needs the physio more."""
        first = self.first
        return words.ORDER[first.code], -first.weight, self.name


def caseload(*, user: Principal, today: date) -> list[Row]:
    """The physio's own runners, those who need a look first. Two queries."""
    return rows_of(Runner.objects.treated_by(user), today)


def rows_of(runners: QuerySet[Runner], today: date) -> list[Row]:
    """Those of a scope, which the caller has asked for, those who need a look first."""
    span = Span(today)
    cells, told, pains = read(runners, span)
    rows = [
        _row(found, told.get(runner, {}), pains.get(runner, ""), span)
        for runner, found in cells.items()
    ]
    return sorted(rows, key=Row.rank)


def _row(cells: list[Sequence[Any]], told: dict[str, Told], pains: str, span: Span) -> Row:
    """One runner, from one line of `ROWS` for each session of each period."""
    runner, name, alerts, snoozed, due_since, *_ = cells[0]
    row = Row(runner, name, span, pains=pains)
    asked = []
    programs: dict[str, Running] = {}
    limits = []
    for cell in cells:
        program, title, status, starts_on, ends_on, is_on_hold, is_now = cell[5:12]
        since, until, made, counted_from, exit_weeks, limit = cell[12:18]
        line, weekdays, every_days, per_week, times = cell[18:]
        if program is None:
            continue
        if status in NOT_OVER and program not in programs:
            programs[program] = Running(program, title, status, starts_on, ends_on, span.today)
        if line and not is_on_hold:
            days = _bits(tuple(weekdays))
            asked.append(
                Asked(line, since, until, made, counted_from, days, every_days, per_week, times)
            )
        if is_now and status == ACTIVE:
            programs[program].phase_weeks = exit_weeks
            programs[program].weeks_in_phase = (span.day - counted_from) // 7
            limits.append(limit)
    row.programs = list(programs.values())
    row.limit = min(limits, default=GENERAL_LIMIT)
    row.count = count(asked, told, span.day)
    put_off = set(snoozed or ())
    found = [
        Reason(kind, words.alert_in_words(value, date.fromisoformat(on)), value or 0)
        for kind, value, on in alerts or ()
    ]
    if due_since and words.OUTCOME not in put_off:
        found.append(Reason(words.OUTCOME, words.since_in_words(due_since)))
    found += [reason for reason in _derived(row, span.today) if reason.code not in put_off]
    found.sort(key=lambda one: (words.ORDER[one.code], -one.weight))
    row.reasons = list({one.code: one for one in reversed(found)}.values())[::-1]
    return row


def _derived(row: Row, today: date) -> Iterable[Reason]:
    """Reasons that nobody stores: they are there as long as they are true."""
    running = [one for one in row.programs if one.status == ACTIVE]
    if not running:
        return
    missed, silent = row.count.missed_in_a_row(), row.count.silent_days()
    if missed >= MISSED_IN_A_ROW or silent >= SILENT_DAYS:
        yield Reason(words.SILENT, words.silent_in_words(missed, silent), silent)
    before, now = row.count.halves()
    if min(before[1], now[1]) >= LEAST_DUE:
        drop = 100 * before[0] / before[1] - 100 * now[0] / now[1]
        if drop >= DROP_POINTS:
            yield Reason(words.DROPPED, words.dropped_in_words(before, now), round(drop))
    for one in running:
        if one.ends_on and one.ends_on - today <= REVIEW_AHEAD:
            late = (today - one.ends_on).days
            yield Reason(words.REVIEW, words.ends_in_words(one.ends_on, today), late)
        elif one.phase_weeks and (one.weeks_in_phase or 0) >= one.phase_weeks:
            weeks = one.weeks_in_phase or 0
            yield Reason(words.REVIEW, words.phase_in_words(weeks), weeks)


@lru_cache(maxsize=128)
def _bits(weekdays: tuple[int, ...]) -> int:
    """ISO weekdays as bits, Monday first."""
    return sum(1 << day - 1 for day in weekdays)
