"""What was due, done and missed, counted with one bit a day: for a whole caseload at once.

The rules are those of `places`; a test holds both against each other on random lives. Bit 0 is
the Monday of the first week, so that every week is seven neighbouring bits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache

from programs.progress.places import State, Week

DAYS = 28
HALF = 14
WEEK = 7
A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Span:
    """The 28 days up to `today`, in whole weeks; all days below are numbers of days since `first`.

    `monday` and `last` bound what has to be read: logs and periods of the weeks around.
    """

    today: date

    @cached_property
    def monday(self) -> date:
        """Bit 0."""
        start = self.today - timedelta(days=DAYS - 1)
        return start - timedelta(days=start.weekday())

    @cached_property
    def sunday(self) -> date:
        """The last day of this week."""
        return self.today + timedelta(days=6 - self.today.weekday())

    @cached_property
    def day(self) -> int:
        """The number of today."""
        return (self.today - self.monday).days


@dataclass(slots=True)
class Asked:
    """A session of one period: on which days it was in force, and on which it falls.

    `until` is included. `made` is the number of the day on which the period was made; it may lie
    before the first day, as may `counted_from`, where every so many days begins. `moves` are
    the days that its runner moved it from and to.
    """

    line: str
    since: int
    until: int
    made: int
    counted_from: int
    weekdays: int
    every_days: int | None
    per_week: int | None
    times: int
    moves: Sequence[tuple[int, int]] = ()


@dataclass(slots=True)
class Told:
    """The logs of one line: the days with one, and those on which it was not skipped.

    `states` holds them by day, in the order in which they were received, where a day has several.
    """

    days: int
    done: int
    states: Mapping[int, list[str]] | None = None


@dataclass(slots=True)
class Count:
    """How the sessions of one runner went; missed turns are kept as (days, turns a day)."""

    today: int
    due: list[int] = field(default_factory=lambda: [0, 0])
    done: list[int] = field(default_factory=lambda: [0, 0])
    told: int = 0
    missed: list[tuple[int, int]] = field(default_factory=list)

    def halves(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """(done, due) of the 14 days before, and of the last 14 days."""
        return (self.done[0], self.due[0]), (self.done[1], self.due[1])

    @property
    def missed_days(self) -> int:
        """The days on which something was missed, as bits."""
        days = 0
        for bits, _ in self.missed:
            days |= bits
        return days

    @property
    def last_told(self) -> int | None:
        """The number of the latest day with a log, up to today."""
        until_today = self.told & between(0, self.today)
        return until_today.bit_length() - 1 if until_today else None

    def missed_in_a_row(self) -> int:
        """Missed turns since the latest day with a log."""
        if not self.missed:
            return 0
        last = self.last_told
        later = -1 if last is None else -1 << last + 1
        return sum((bits & later).bit_count() * turns for bits, turns in self.missed)

    def silent_days(self) -> int:
        """Days since the latest log, or since the first missed day; none if nothing was missed."""
        if not self.missed_in_a_row():
            return 0
        missed = self.missed_days
        first_missed = (missed & -missed).bit_length() - 1
        last = self.last_told
        return self.today - (first_missed if last is None else last)


def count(asked: Iterable[Asked], told: Mapping[str, Told], today: int) -> Count:
    """Count one runner's programmes; `asked` in the order of their first days.

    A line has a name of its own in each programme: those of a template come again and again.
    """
    found = Count(today)
    halves = (between(today - DAYS + 1, today - HALF), between(today - HALF + 1, today))
    turns: dict[str, list[tuple[int, int]]] = {}
    weekly: dict[str, list[Asked]] = {}
    for one in asked:
        in_force = between(one.since, one.until)
        turns.setdefault(one.line, []).append((in_force, one.times))
        if one.per_week:
            weekly.setdefault(one.line, []).append(one)
            continue
        logs = told.get(one.line)
        falls = _falls(one, today) if not one.moves else _moved(one, today, logs)
        open_days = in_force & falls & between(one.made + 1, today - 1)
        if logs is None:
            _miss(found, open_days, one.times, halves)
            continue
        _miss(found, open_days & ~logs.days, one.times, halves)
        if one.times > 1:
            _miss_turns(found, open_days & logs.days, one.times, logs, halves)
    for line, periods in weekly.items():
        _of_weeks(found, periods, told.get(line), halves)
    for line, logs in told.items():
        found.told |= logs.days
        if not line:
            continue  # told, and never due: nobody had planned it
        for half, bits in enumerate(halves):
            if logs.states is None:
                found.due[half] += (logs.days & bits).bit_count()
                found.done[half] += (logs.done & bits).bit_count()
            else:
                _several(found, half, bits, logs.states, turns.get(line, []))
    return found


def between(first: int, last: int) -> int:
    """The bits of these days, both included; none if the last lies before the first."""
    first = max(first, 0)
    return (1 << last + 1) - (1 << first) if last >= first else 0


def numbers(bits: int) -> Iterable[int]:
    """The days of the bits, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _falls(one: Asked, today: int) -> int:
    if one.every_days:
        return _every(one.every_days, one.counted_from % one.every_days, today)
    return _on_weekdays(one.weekdays, today)


def _moved(one: Asked, today: int, logs: Told | None) -> int:
    """The days on which it is, with the moves that count: from a day without a log.

    A move may come from a day that is still ahead, so the whole week of today is looked at.
    """
    falls = _falls(one, today - today % WEEK + WEEK - 1)
    in_force = between(one.since, one.until)
    free = in_force & ~(logs.days if logs else 0)
    gone = there = 0
    for first, last in one.moves:
        if free & falls & 1 << first and in_force >> last & 1:
            gone |= 1 << first
            there |= 1 << last
    return falls & ~gone | there


@lru_cache(maxsize=1024)
def _every(days: int, offset: int, today: int) -> int:
    return sum(1 << day for day in range(offset, today + 1, days))


@lru_cache(maxsize=1024)
def _on_weekdays(weekdays: int, today: int) -> int:
    return sum(1 << day for day in range(today + 1) if weekdays >> day % WEEK & 1)


def _miss(found: Count, bits: int, times: int, halves: tuple[int, int]) -> None:
    bits &= halves[0] | halves[1]
    if bits:
        found.missed.append((bits, times))
        for half, days in enumerate(halves):
            found.due[half] += (bits & days).bit_count() * times


def _miss_turns(found: Count, bits: int, times: int, logs: Told, halves: tuple[int, int]) -> None:
    """The turns that are missing on days with some logs; they end no run of missed sessions."""
    for day in numbers(bits):
        turns = len(logs.states.get(day, ())) if logs.states is not None else 1
        for half, days in enumerate(halves):
            if days >> day & 1:
                found.due[half] += max(0, times - turns)


def _several(
    found: Count,
    half: int,
    bits: int,
    states: Mapping[int, list[str]],
    turns: Iterable[tuple[int, int]],
) -> None:
    """Of more logs than turns a day, those received last count; of an unplanned day, the last."""
    for day, there in states.items():
        if bits >> day & 1:
            times = next((times for days, times in turns if days >> day & 1), 1)
            counted = there[-times:]
            found.due[half] += len(counted)
            found.done[half] += sum(state != State.SKIPPED for state in counted)


def _of_weeks(
    found: Count, periods: list[Asked], logs: Told | None, halves: tuple[int, int]
) -> None:
    """Sessions of so many times a week: the last days on which it could have been are missed."""
    told = logs.days if logs else 0
    week_of_today = found.today // WEEK
    for week in range(week_of_today + 1):
        start = week * WEEK
        possible = counted = wanted = 0
        for one in periods:
            days = between(max(one.since, start), min(one.until, start + WEEK - 1))
            possible |= days
            counted |= days & between(one.made + 1, start + WEEK - 1)
            wanted = one.per_week or 0 if days else wanted
        if not possible:
            continue
        bits = missed_of_week(
            possible >> start,
            counted >> start,
            (told & possible) >> start,
            wanted,
            min(found.today - start, WEEK),
        )
        for one in periods if bits else ():
            own = between(max(one.since, start), min(one.until, start + WEEK - 1))
            _miss(found, (bits << start) & own, one.times, halves)


@lru_cache(maxsize=4096)
def missed_of_week(possible: int, counted: int, done: int, wanted: int, today: int) -> int:
    """The missed days of one week, as `places.Week` finds them; `today` 7 lies after the week."""
    week = Week(
        wanted,
        [(_day(one), bool(counted >> one & 1)) for one in numbers(possible)],
        frozenset(_day(one) for one in numbers(done)),
        _day(today),
    )
    missed = [day for day, (state, _) in week.unlogged().items() if state == State.MISSED]
    return sum(1 << (day - A_MONDAY).days for day in missed)


def _day(number: int) -> date:
    return A_MONDAY + timedelta(days=number)
