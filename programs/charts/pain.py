"""Pain over time: in the session, the next morning, and effort under it on the same days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clinic.look.widgets import Zone
from programs.charts.numbers import DayPain, PlanChange, by_day
from programs.charts.pain_picture import NARROW, ONE_DAY, WIDE, drawing, unnamed
from programs.charts.shapes import Picture
from programs.charts.trends import pain_finding
from programs.wording import findings


@dataclass(frozen=True)
class PainRow:
    """A line of the table behind the picture, in words."""

    day: str
    pain: str
    morning: str
    effort: str
    change: str


@dataclass(frozen=True)
class PainChart:
    """A drawn chart. `heading` is the finding and belongs above it, at the page's own level.

    `summary` says the whole picture in words. With no number at all there is nothing to draw:
    `narrow` and `wide` are None. `unnamed_narrow` and `unnamed_wide`: a zone's name had no room in
    that drawing, so the list of zones is needed beside it. `period` is the table's caption.
    """

    heading: str
    summary: str
    rule: str
    narrow: Picture | None
    wide: Picture | None
    zones: tuple[Zone, ...]
    unnamed_narrow: bool
    unnamed_wide: bool
    period: str
    rows: tuple[PainRow, ...]


def pain_chart(
    days: Sequence[DayPain],
    *,
    zones: Sequence[Zone] = (),
    limit: int | None = None,
    changes: Sequence[PlanChange] = (),
    mine: bool = True,
) -> PainChart:
    """Draw the days, oldest first, with the zones and the limit of the programme's own pain rule.

    `limit` is the highest pain allowed, 0 to 10, None without a rule; what is above it gets a
    triangle. `changes` outside the days shown are left out. `mine` speaks to the runner. The
    morning's answer stands on the day on which it was given, the day after its session.
    """
    days = by_day(days)
    found, more = pain_finding(days, limit)
    drawn = [day for day in days if (day.pain, day.morning, day.effort) != (None, None, None)]
    narrow = wide = None
    if drawn:
        last = max(day.on + ONE_DAY if day.morning is not None else day.on for day in days)
        within = [one for one in changes if days[0].on <= one.on <= last]
        narrow, wide = (drawing(days, last, zones, limit, within, s) for s in (NARROW, WIDE))
    return PainChart(
        heading=findings.pain_heading(found, mine=mine, limit=limit, more=more),
        summary=findings.pain_summary(
            [day.pain for day in days], [day.morning for day in days], limit
        ),
        rule=findings.PAIN_RULE,
        narrow=narrow,
        wide=wide,
        zones=tuple(zones),
        unnamed_narrow=narrow is not None and unnamed(narrow, zones),
        unnamed_wide=wide is not None and unnamed(wide, zones),
        period=findings.period(days[0].on, days[-1].on) if days else "",
        rows=_rows(days, changes),
    )


def _rows(days: Sequence[DayPain], changes: Sequence[PlanChange]) -> tuple[PainRow, ...]:
    """One row for each day with something to tell, also for a change between sessions."""
    labels: dict[date, list[str]] = {}
    for change in changes:
        labels.setdefault(change.on, []).append(change.label)
    none = findings.NO_SESSION
    rows = {
        day.on: PainRow(
            findings.weekday(day.on),
            findings.told(day.pain),
            findings.told(day.morning),
            findings.told(day.effort),
            "",
        )
        for day in days
    }
    for on, names in labels.items():
        row = rows.get(on, PainRow(findings.weekday(on), none, none, none, ""))
        rows[on] = replace(row, change=", ".join(names))
    return tuple(rows[on] for on in sorted(rows))
