"""A runner's month: each day with its mark, and the sessions of the day that was chosen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as written

from clinic.people.models import Runner
from programs.charts.heat import CELLS, KEY
from programs.charts.numbers import Mark
from programs.models import Program
from programs.progress.pictures import held
from programs.progress.sessions import Occurrence, mark_of, occurrences

# How far the calendar goes from today; further ahead nobody plans, further back there is progress.
MONTHS_BACK, MONTHS_AHEAD = 24, 12


@dataclass(frozen=True)
class Day:
    """A day of the month: `kind` gives its mark, `words` say it."""

    on: date
    kind: str
    words: str
    is_today: bool
    is_chosen: bool


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday; None stands beside the month.

    `before` and `after` are the first days of the months around it, or None where the calendar
    ends. `sessions` are those of the chosen day.
    """

    title: str
    weeks: tuple[tuple[Day | None, ...], ...]
    key: tuple[tuple[str, str], ...]
    before: date | None
    after: date | None
    chosen: date
    sessions: tuple[Occurrence, ...]
    is_on_hold: bool
    has_programmes: bool


def month_of(*, runner: Runner, asked: date, today: date) -> Month:
    """The month of the day that was asked for; six queries, one less without a programme.

    A day beyond the ends of the calendar is taken as today.
    """
    earliest, latest = _shifted(today, -MONTHS_BACK), _shifted(today, MONTHS_AHEAD + 1)
    chosen = asked if earliest <= asked < latest else today
    first = chosen.replace(day=1)
    after = _shifted(first, 1)
    last = after - timedelta(days=1)
    programs = Program.objects.filter(runner=runner).exclude(status=Program.Status.DRAFT)
    found = occurrences(programs=programs, first=first, last=last, today=today)
    by_day: dict[date, list[Occurrence]] = defaultdict(list)
    for one in found:
        by_day[one.on].append(one)
    waiting = held(programs, first, last)
    days = [_day(on, by_day, waiting, today, chosen) for on in _days(first, last)]
    empty = [None] * first.weekday()
    cells: list[Day | None] = [*empty, *days, *[None] * (-(len(empty) + len(days)) % 7)]
    used = {day.kind for day in days}
    return Month(
        title=written(first, "F Y"),
        weeks=tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)),
        key=tuple(line for line in KEY if line[0] in used),
        before=_shifted(first, -1) if first > earliest else None,
        after=after if after < latest else None,
        chosen=chosen,
        sessions=tuple(by_day[chosen]),
        is_on_hold=chosen in waiting,
        has_programmes=bool(found or waiting) or programs.exists(),
    )


def _day(
    on: date,
    by_day: dict[date, list[Occurrence]],
    waiting: set[date],
    today: date,
    chosen: date,
) -> Day:
    there = by_day.get(on, [])
    mark = Mark(mark_of(one.state for one in there))
    if not there and on in waiting:
        mark = Mark.ON_HOLD
    kind, words = CELLS[mark]
    if len(there) > 1:
        words = f"{words}, {len(there)} sessions"
    return Day(on, kind, words, on == today, on == chosen)


def _shifted(day: date, months: int) -> date:
    """The first day of the month that lies so many months away."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
