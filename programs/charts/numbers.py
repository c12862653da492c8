"""What pictures are drawn from: plain numbers and days. None means "not told", never nought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class DayPain:
    """A day on which a session was due or logged; ratings are 0 to 10, or None if not told.

    `morning` is the pain told on the morning after that day. A due session without a log is a
    DayPain without numbers: it breaks the line, as it should.
    """

    on: date
    pain: int | None = None
    morning: int | None = None
    effort: int | None = None


@dataclass(frozen=True)
class PlanChange:
    """The first day of a new version, with a short label such as "v3"."""

    on: date
    label: str


class Mark(StrEnum):
    """How a day stands. The first seven have the values of `progress.sessions.DayMark.mark`."""

    REST = "rest"
    DONE = "done"
    PARTIAL = "partial"
    DUE = "due"
    UPCOMING = "upcoming"
    MISSED = "missed"
    SKIPPED = "skipped"
    ON_HOLD = "on_hold"


@dataclass(frozen=True)
class HeatDay:
    """A day of the calendar: its mark, and of its sessions how many were due and done so far.

    Sessions that are not due yet, and those of a programme on hold, are in neither number.
    """

    on: date
    mark: str
    done: int = 0
    due: int = 0


@dataclass(frozen=True)
class LoadWeek:
    """One week of a drill, in the unit of its row; None is not planned, or not reported."""

    starts_on: date
    planned: float | None
    done: float | None


@dataclass(frozen=True)
class LoadRow:
    """A key drill with its weeks, oldest first; the unit is said after the number ("reps")."""

    name: str
    unit: str
    weeks: tuple[LoadWeek, ...]


@dataclass(frozen=True)
class Score:
    """A questionnaire's score on a day; None if it was due and not filled in."""

    on: date
    value: float | None


@dataclass(frozen=True)
class MinimalChange:
    """The smallest change that matters, in points, and the source that found it."""

    points: float
    source: str


def by_day(days: Iterable[DayPain]) -> list[DayPain]:
    """In order, one for each day: of several the worst pain and the hardest effort stand."""
    kept: dict[date, DayPain] = {}
    for day in days:
        other = kept.get(day.on)
        kept[day.on] = day if other is None else _worst(day, other)
    return [kept[on] for on in sorted(kept)]


def _worst(day: DayPain, other: DayPain) -> DayPain:
    return DayPain(
        day.on,
        _worse(day.pain, other.pain),
        _worse(day.morning, other.morning),
        _worse(day.effort, other.effort),
    )


def _worse(one: int | None, other: int | None) -> int | None:
    told = [value for value in (one, other) if value is not None]
    return max(told, default=None)
