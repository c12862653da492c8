"""Planned and done load of key drills by week: one row of bars for each drill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programs.charts.numbers import LoadRow, LoadWeek
from programs.charts.shapes import Picture
from programs.wording import findings

WIDTH, HEIGHT, TOP, FLOOR = 240, 56, 6, 52
LEAST_BAR = 2.0
FEWEST_SLOTS = 6


@dataclass(frozen=True)
class LoadBars:
    """A drill's row: its latest week in words, the picture, and the words of all weeks."""

    name: str
    latest: str
    words: str
    picture: Picture
    weeks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LoadChart:
    """All rows under one finding; without rows there is nothing to draw."""

    heading: str
    period: str
    rows: tuple[LoadBars, ...]


def load_bars(rows: Sequence[LoadRow]) -> LoadChart:
    """Draw each drill's weeks, oldest first, with the plan as a tick across the bar.

    Each row has its own scale, from nought to its largest number. Nothing reported is an open
    ring, done nought is a bar as flat as bars get. A drill reached its plan if the latest week
    of the chart was reported and is at or above the plan. Rows without weeks are left out.
    """
    shown = [row for row in rows if row.weeks]
    starts = sorted({week.starts_on for row in shown for week in row.weeks})
    if not starts:
        return LoadChart(findings.NO_LOADS, "", ())
    latest = starts[-1]
    planned = [
        week
        for row in shown
        for week in row.weeks
        if week.starts_on == latest and week.planned is not None
    ]
    reached = sum(week.done is not None and week.done >= (week.planned or 0) for week in planned)
    first, last = findings.short_day(starts[0]), findings.short_day(latest)
    return LoadChart(
        heading=findings.load_heading(reached, len(planned), latest),
        period=f"Weeks of {first} to {last}" if first != last else f"Week of {last}",
        rows=tuple(_row(row, starts) for row in shown),
    )


def _row(row: LoadRow, starts: Sequence[date]) -> LoadBars:
    words = [
        (
            findings.short_day(week.starts_on),
            findings.load_in_words(week.done, week.planned, row.unit),
        )
        for week in row.weeks
    ]
    return LoadBars(
        name=row.name,
        latest=words[-1][1],
        words=f"{row.name} by week: " + "; ".join(text for _, text in words),
        picture=_drawing(row.weeks, starts),
        weeks=tuple(words),
    )


def _drawing(weeks: Sequence[LoadWeek], starts: Sequence[date]) -> Picture:
    """Bars of one drill; a week stands at the same place in every row."""
    picture = Picture(WIDTH, HEIGHT)
    largest = max((amount for week in weeks for amount in _amounts(week)), default=0) or 1
    slot = WIDTH / max(len(starts), FEWEST_SLOTS)
    picture.line("axis", (0, FLOOR), (WIDTH, FLOOR))
    for week in weeks:
        left = starts.index(week.starts_on) * slot
        if week.done is None:
            picture.dot("unknown", (left + slot / 2, FLOOR - 6), 4)
        else:
            high = max((FLOOR - TOP) * week.done / largest, LEAST_BAR)
            picture.rect("bar", left + slot * 0.2, FLOOR - high, slot * 0.6, high)
        if week.planned is not None:
            height = FLOOR - (FLOOR - TOP) * week.planned / largest
            picture.line("target", (left + slot * 0.06, height), (left + slot * 0.94, height))
    return picture


def _amounts(week: LoadWeek) -> list[float]:
    return [amount for amount in (week.planned, week.done) if amount is not None]
