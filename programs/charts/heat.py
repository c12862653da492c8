"""Sessions on the calendar: a month of days for the runner, twelve weeks for the physio."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as written

from programs.charts.numbers import HeatDay, Mark
from programs.wording import findings
from programs.wording.plans import DAYS

WEEK = timedelta(days=7)
WEEKS = 12
# The class that gives a cell its mark and its colour, and the words beside the day's number.
CELLS = {
    Mark.DONE: ("heat-4", "done"),
    Mark.PARTIAL: ("heat-2", "partly done"),
    Mark.MISSED: ("heat-0", "missed"),
    Mark.SKIPPED: ("heat-0", "skipped"),
    Mark.DUE: ("heat-due", "due"),
    Mark.UPCOMING: ("heat-due", "planned"),
    Mark.ON_HOLD: ("heat-hold", "on hold"),
    Mark.REST: ("heat-rest", "nothing due"),
}
KEY = (
    ("heat-4", "done"),
    ("heat-2", "partly"),
    ("heat-0", "missed or skipped"),
    ("heat-due", "planned"),
    ("heat-rest", "nothing due"),
    ("heat-hold", "on hold"),
)


@dataclass(frozen=True)
class Cell:
    """A day, or a week: what is seen beside the mark (`figure`), and what is said about it."""

    figure: str
    words: str
    kind: str
    is_today: bool = False


@dataclass(frozen=True)
class HeatMap:
    """A month as weeks of seven cells; None stands beside the month. `key` explains the marks."""

    title: str
    heading: str
    headers: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Cell | None, ...], ...]
    key: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HeatStrip:
    """Twelve weeks, oldest first, each with its sessions done of due; `period` says which."""

    heading: str
    period: str
    weeks: tuple[Cell, ...]


def heat_map(days: Sequence[HeatDay], *, month: date, today: date | None = None) -> HeatMap:
    """The month that `month` lies in, from Monday to Sunday.

    Days of other months are left out; a day of the month that is not among `days` has nothing
    due. The heading counts the sessions that were due so far, as they were reported.
    """
    first = month.replace(day=1)
    own = {day.on: day for day in days if (day.on.year, day.on.month) == (first.year, first.month)}
    start = first - timedelta(days=first.weekday())
    weeks = []
    while start.replace(day=1) <= first:
        week = [start + timedelta(days=ahead) for ahead in range(7)]
        weeks.append(tuple(_cell(on, own, first, today) for on in week))
        start += WEEK
    title = written(first, "F Y")
    used = {cell.kind for week in weeks for cell in week if cell}
    return HeatMap(
        title=title,
        heading=findings.reported(
            sum(day.done for day in own.values()), sum(day.due for day in own.values())
        ),
        headers=tuple((name[0], name) for name in DAYS),
        weeks=tuple(weeks),
        key=tuple(line for line in KEY if line[0] in used),
    )


def heat_strip(days: Sequence[HeatDay], *, today: date) -> HeatStrip:
    """The twelve weeks up to that of `today`, each with its sessions done of due.

    A week in which nothing was due is a rest week, or on hold if all its days with a mark are.
    """
    this_week = today - timedelta(days=today.weekday())
    starts = [this_week - WEEK * back for back in reversed(range(WEEKS))]
    shown = [day for day in days if starts[0] <= day.on < this_week + WEEK]
    weeks = [[day for day in shown if start <= day.on < start + WEEK] for start in starts]
    return HeatStrip(
        heading=findings.reported(sum(day.done for day in shown), sum(day.due for day in shown)),
        period=f"12 weeks from {written(starts[0], 'j F')}",
        weeks=tuple(_week(start, week) for start, week in zip(starts, weeks, strict=True)),
    )


def _cell(on: date, own: dict[date, HeatDay], first: date, today: date | None) -> Cell | None:
    if (on.year, on.month) != (first.year, first.month):
        return None
    kind, words = CELLS[Mark(own[on].mark) if on in own else Mark.REST]
    if on == today:
        words = f"{words}, today"
    return Cell(str(on.day), words, kind, on == today)


def _week(start: date, days: Sequence[HeatDay]) -> Cell:
    done, due = sum(day.done for day in days), sum(day.due for day in days)
    since = f"week of {written(start, 'j F')}"
    if due:
        kind = f"heat-{level(done, due)}"
        return Cell(f"{done}/{due}", f"{since}: {findings.reported(done, due)}", kind)
    marks = {day.mark for day in days}
    if marks and marks <= {Mark.ON_HOLD, Mark.REST} and Mark.ON_HOLD in marks:
        return Cell("", f"{since}: on hold", "heat-hold")
    return Cell("", f"{since}: nothing due", "heat-rest")


def level(done: int, due: int) -> int:
    """The shade of a week, 0 to 4: none, up to a third, up to two thirds, more, all."""
    if done <= 0:
        return 0
    if done >= due:
        return 4
    return 1 + (3 * done > due) + (3 * done > 2 * due)
