"""How runners stand on a caseload on one day: counted from their plans, logs and alerts.

It reads the last 28 days and the weeks around them, never a runner's history. What was due is
counted by `bits`, whose rules are those of `places`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from programs.models import PainRule, Program
from programs.progress.bits import DAYS, Asked, Count, Span, between, count, numbers
from programs.progress.caseload_reads import CODE_OF_ZERO, Cells, Logs, read
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

type Reason = tuple[str, str, int]  # its code, the details in words, its weight


@dataclass(frozen=True, slots=True)
class Stand:
    """How a runner stands on one day; the first four as in `models.Standing`.

    `told` holds plain values: `reasons` and `calm` (each a code, words, and a weight), `programs`
    (id, title, status, week in words), `done` and `due` of both fortnights, `limit` of pain, and
    `pains`: (days ago, worst pain or None) of each day with a log or a missed session.
    """

    place: int
    weight: int
    needs_you: bool
    has_program: bool
    told: dict[str, Any]


@dataclass(slots=True)
class Running:
    """A programme that is not over."""

    id: str
    title: str
    status: str
    starts_on: date
    ends_on: date | None
    weeks_in_phase: int | None = None
    phase_weeks: int | None = None

    def week(self, today: date) -> str:
        """Where it stands, in words."""
        if self.status == DRAFT:
            return "draft"
        return words.week_in_words(self.starts_on, self.ends_on, today)


def stands(runners: list[str], today: date) -> dict[str, Stand]:
    """How each of these runners (by id) stands on that day; one query, none for nobody."""
    if not runners:
        return {}
    span = Span(today)
    return {
        runner: _stand(cells, logs, pains, span)
        for runner, (cells, logs, pains) in read(runners, span).items()
    }


def _stand(cells: Cells, logs: Logs, pains: str, span: Span) -> Stand:
    """One runner, from one line of `ROWS` for each session of each period."""
    alerts, snoozed, due_since, *_ = cells[0]
    asked = []
    running: dict[str, Running] = {}
    limits = []
    for cell in cells:
        program, title, status, starts_on, ends_on, is_on_hold, is_now = cell[3:10]
        since, until, made, counted_from, exit_weeks, limit = cell[10:16]
        line, weekdays, every_days, per_week, times, moves = cell[16:]
        if program is None:
            continue
        if status in NOT_OVER and program not in running:
            running[program] = Running(program, title, status, starts_on, ends_on)
        if line and not is_on_hold:
            days = _bits(tuple(weekdays))
            asked.append(
                Asked(
                    line, since, until, made, counted_from, days, every_days, per_week, times,
                    moves or (),
                )
            )  # fmt: skip
        if is_now and status == ACTIVE:
            running[program].phase_weeks = exit_weeks
            running[program].weeks_in_phase = (span.day - counted_from) // 7
            limits.append(limit)
    programs = list(running.values())
    counted = count(asked, logs, span.day)
    put_off = set(snoozed or ())
    found: list[Reason] = [
        (kind, words.alert_in_words(value, date.fromisoformat(on)), value or 0)
        for kind, value, on in alerts or ()
    ]
    if due_since and words.OUTCOME not in put_off:
        found.append((words.OUTCOME, words.since_in_words(due_since), 0))
    found += [one for one in _derived(programs, counted, span.today) if one[0] not in put_off]
    found.sort(key=lambda one: (words.ORDER[one[0]], -one[2]))
    reasons = list({one[0]: one for one in reversed(found)}.values())[::-1]
    calm = _calm(programs, span.today)
    code, _, weight = reasons[0] if reasons else calm
    return Stand(
        words.ORDER[code],
        weight,
        bool(reasons),
        bool(programs),
        {
            "reasons": reasons,
            "calm": calm,
            "programs": [(one.id, one.title, one.status, one.week(span.today)) for one in programs],
            "done": counted.done,
            "due": counted.due,
            "limit": min(limits, default=GENERAL_LIMIT),
            "pains": _pains(counted, pains, span),
        },
    )


def _calm(programs: Sequence[Running], today: date) -> Reason:
    """How a runner stands without a reason."""
    statuses = {one.status for one in programs}
    if ACTIVE in statuses:
        starts_on = min(one.starts_on for one in programs if one.status == ACTIVE)
        if starts_on > today:
            return words.LATER, words.starts_in_words(starts_on), 0
        return words.STARTED, "", 0
    if not statuses:
        return words.NONE, "", 0
    return (words.HELD if ON_HOLD in statuses else words.DRAFT), "", 0


def _derived(programs: Sequence[Running], counted: Count, today: date) -> Iterable[Reason]:
    """Reasons that nobody stores: they are there as long as they are true."""
    running = [one for one in programs if one.status == ACTIVE]
    if not running:
        return
    missed, silent = counted.missed_in_a_row(), counted.silent_days()
    if missed >= MISSED_IN_A_ROW or silent >= SILENT_DAYS:
        yield words.SILENT, words.silent_in_words(missed, silent), silent
    before, now = counted.halves()
    if min(before[1], now[1]) >= LEAST_DUE:
        drop = 100 * before[0] / before[1] - 100 * now[0] / now[1]
        if drop >= DROP_POINTS:
            yield words.DROPPED, words.dropped_in_words(before, now), round(drop)
    for one in running:
        if one.ends_on and one.ends_on - today <= REVIEW_AHEAD:
            late = (today - one.ends_on).days
            yield words.REVIEW, words.ends_in_words(one.ends_on, today), late
        elif one.phase_weeks and (one.weeks_in_phase or 0) >= one.phase_weeks:
            weeks = one.weeks_in_phase or 0
            yield words.REVIEW, words.phase_in_words(weeks), weeks


def _pains(counted: Count, pains: str, span: Span) -> list[tuple[int, int | None]]:
    """Pain on each day of the last 28 with a log or a missed session, the oldest first."""
    worst: dict[int, int] = {}
    codes = [ord(sign) - CODE_OF_ZERO for sign in pains]
    for day, pain in zip(codes[::2], codes[1::2], strict=True):
        if pain >= worst.get(day, 0):
            worst[day] = pain
    shown = (counted.missed_days | counted.told) & between(span.day - DAYS + 1, span.day)
    return [(span.day - day, worst.get(day)) for day in numbers(shown)]


@lru_cache(maxsize=128)
def _bits(weekdays: tuple[int, ...]) -> int:
    """ISO weekdays as bits, Monday first."""
    return sum(1 << day - 1 for day in weekdays)
