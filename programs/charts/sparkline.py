"""Pain in a table's cell: a line of 120 by 32, small enough to stand beside every runner."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.charts.numbers import DayPain, by_day
from programs.charts.shapes import Days, Values, joined, px, runs, triangle
from programs.wording import findings

WIDTH, HEIGHT, EDGE = 120, 32, 4


@dataclass(frozen=True)
class Sparkline:
    """The parts of a sparkline; `latest` is None and `lines` empty where nothing was told.

    The area above the limit is `too_much` high. The end of the line is a round mark at `end`, or
    a triangle (`warning`) if the latest pain is above the limit.
    """

    words: str
    latest: int | None = None
    over: bool = False
    too_much: str = "0"
    lines: tuple[str, ...] = ()
    alone: tuple[tuple[str, str], ...] = ()
    end: tuple[str, str] = ("", "")
    warning: str = ""


def sparkline(points: Sequence[DayPain], *, limit: int) -> Sparkline:
    """Pain in sessions over time, from the `pain` of each day.

    `limit` is the highest pain that the programme allows, 0 to 10. Gaps stay gaps: the line stops
    at a day whose pain was not told, and after more than eight days of silence.
    """
    days = by_day(points)
    told = [day for day in days if day.pain is not None]
    if not told:
        return Sparkline(findings.pain_in_brief([], days=0, limit=limit))
    across = Days(days[0].on, days[-1].on, EDGE, WIDTH - EDGE)
    up = Values(0, 10, EDGE, HEIGHT - EDGE)
    lines = [
        [(across.x(on), up.y(value)) for on, value in run]
        for run in runs((day.on, day.pain) for day in days)
    ]
    end = lines[-1][-1]
    latest = told[-1].pain
    over = latest is not None and latest > limit
    values = [day.pain for day in days]
    length = (days[-1].on - days[0].on).days + 1
    return Sparkline(
        words=findings.pain_in_brief(values, days=length, limit=limit),
        latest=latest,
        over=over,
        too_much=px(up.y(limit + 0.5)) if limit < 10 else "0",
        lines=tuple(joined(line) for line in lines if len(line) > 1),
        alone=tuple(
            (px(x), px(y)) for line in lines if len(line) == 1 for x, y in line if (x, y) != end
        ),
        end=(px(end[0]), px(end[1])),
        warning=triangle(end, EDGE) if over else "",
    )
