"""The drawing of pain over time, at one of its two sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clinic.look.widgets import Zone
from programs.charts.numbers import DayPain, PlanChange
from programs.charts.shapes import (
    CHARACTER,
    LINE_HEIGHT,
    Days,
    Picture,
    Place,
    Values,
    along,
    apart,
    runs,
    wrapped,
)
from programs.wording import findings

ONE_DAY = timedelta(days=1)
# Each zone reaches half a point beyond its whole numbers, so that a point lies inside its zone.
HALF = 0.5
LEFT, TOP, UNIT = 24, 22, 14
ROOM_FOR_DOTS = 7
# A name over more of a line than this hides it; the zones stand with the numbers as well.
MOST_COVERED = 12


@dataclass(frozen=True)
class Size:
    """A drawing's width, and the room at its right for the names of the lines."""

    width: int
    names: int
    session: str
    morning: str
    effort: str


NARROW = Size(256, 82, "session {}", "morning {}", "effort {}")
WIDE = Size(480, 126, "in session {}", "next morning {}", "effort {}")


def drawing(
    days: Sequence[DayPain],
    last: date,
    zones: Sequence[Zone],
    limit: int | None,
    changes: Sequence[PlanChange],
    size: Size,
) -> Picture:
    """Draw the days at one size: zones, scale, changes, both lines with their names, effort."""
    has_effort = any(day.effort is not None for day in days)
    bottom = TOP + 11 * UNIT
    foot = bottom + 48 if has_effort else bottom
    picture = Picture(size.width, foot + 20)
    across = Days(days[0].on, last, LEFT + 4, size.width - size.names)
    up = Values(-HALF, 10 + HALF, TOP, bottom)
    lines = {
        "line": _places(across, up, [(day.on, day.pain) for day in days]),
        "line-2": _places(across, up, [(day.on + ONE_DAY, day.morning) for day in days]),
    }
    taken = [place for stretches in lines.values() for one in stretches for place in along(one)]
    _zones(picture, zones, up, across, taken)
    _scale(picture, up, across, limit)
    _changes(picture, changes, across, foot)
    for kind, stretches in lines.items():
        _line(picture, kind, stretches, None if limit is None else up.y(limit + HALF))
    _names(picture, size, days, lines, bottom)
    if has_effort:
        _effort(picture, days, across, Values(0, 10, bottom + 12, foot - 4), size)
    _feet(picture, across, foot + 16)
    return picture


def _places(across: Days, up: Values, told: Sequence[tuple[date, int | None]]) -> list[list[Place]]:
    return [[(across.x(on), up.y(value)) for on, value in run] for run in runs(told)]


def _zones(
    picture: Picture, zones: Sequence[Zone], up: Values, across: Days, taken: Sequence[Place]
) -> None:
    """Fill each zone and write its name where it covers least of the lines, if it fits at all."""
    width = across.right - LEFT
    for zone in zones:
        top, bottom = up.y(zone.last + HALF), up.y(zone.first - HALF)
        picture.rect(f"zone-{zone.kind}", LEFT, top, width, bottom - top)
        words = wrapped(zone.text, width - 8)
        wide, high = max(map(len, words)) * CHARACTER, len(words) * LINE_HEIGHT
        if wide > width - 8 or high > bottom - top:
            continue
        corners = [
            (LEFT + 4 + (width - 8 - wide) * aside / 4, top + (bottom - top - high) * down / 2)
            for down in range(3)
            for aside in range(5)
        ]
        covered, left, start = min(
            (_covered(corner, wide, high, taken), *corner) for corner in corners
        )
        if covered > MOST_COVERED:
            continue
        for number, line in enumerate(words):
            foot = start + 12 + number * LINE_HEIGHT
            picture.text(left, foot, line, kind=f"zone-name on-{zone.kind}")


def _covered(corner: Place, wide: float, high: float, taken: Sequence[Place]) -> int:
    left, top = corner
    return sum(
        left - 4 <= x <= left + wide + 4 and top - 3 <= y <= top + high + 3 for x, y in taken
    )


def _scale(picture: Picture, up: Values, across: Days, limit: int | None) -> None:
    for number in sorted({0, 10} | (set() if limit is None else {limit})):
        picture.text(LEFT - 4, up.y(number) + 4.5, str(number), "end")
    if limit is not None and limit < 10:
        height = up.y(limit + HALF)
        picture.line("limit", (LEFT, height), (across.right, height))
    picture.line("axis", (LEFT, up.y(-HALF)), (across.right, up.y(-HALF)))


def _changes(picture: Picture, changes: Sequence[PlanChange], across: Days, foot: float) -> None:
    """Mark each new version on the days; names that would touch become one, "v2-v4"."""
    groups: list[list[PlanChange]] = []
    for change in sorted(changes, key=lambda one: one.on):
        place = across.x(change.on)
        picture.line("change", (place, TOP - 4), (place, foot))
        if groups and place < _ends(groups[-1], across) + 10:
            groups[-1].append(change)
        else:
            groups.append([change])
    for group in groups:
        words = _name(group)
        place = min(across.x(group[0].on) - 4, picture.width - len(words) * CHARACTER)
        picture.text(place, TOP - 8, words, kind="change-name")


def _name(group: Sequence[PlanChange]) -> str:
    first, last = group[0].label, group[-1].label
    return first if len(group) == 1 else f"{first}–{last}"


def _ends(group: Sequence[PlanChange], across: Days) -> float:
    return across.x(group[0].on) + len(_name(group)) * CHARACTER


def _line(
    picture: Picture, kind: str, stretches: Sequence[Sequence[Place]], over: float | None
) -> None:
    """Draw the stretches; marks where there is room for them, and always where one is needed."""
    places = [place for stretch in stretches for place in stretch]
    roomy = len(places) * ROOM_FOR_DOTS < picture.width
    thin = "" if roomy else " thin"
    for stretch in stretches:
        if len(stretch) > 1:
            picture.line(kind + thin, *stretch)
        for place in stretch:
            if over is not None and place[1] < over:
                picture.warning(place, 5 if roomy else 3.5)
            elif roomy or len(stretch) == 1 or place == places[-1]:
                picture.dot("dot" if kind == "line" else "dot-2", place, 3)


def _names(
    picture: Picture,
    size: Size,
    days: Sequence[DayPain],
    lines: dict[str, list[list[Place]]],
    bottom: float,
) -> None:
    """Write each line's name and last number at its end, one above the other where they meet."""
    latest = {
        "line": [day.pain for day in days if day.pain is not None],
        "line-2": [day.morning for day in days if day.morning is not None],
    }
    words = {"line": size.session, "line-2": size.morning}
    kinds = [kind for kind in lines if lines[kind]]
    heights = apart([lines[kind][-1][-1][1] for kind in kinds], LINE_HEIGHT, bottom)
    for kind, height in zip(kinds, heights, strict=True):
        text = words[kind].format(latest[kind][-1])
        picture.text(size.width - size.names + 8, height + 4.5, text, kind=f"{kind}-name")


def _effort(
    picture: Picture, days: Sequence[DayPain], across: Days, up: Values, size: Size
) -> None:
    """A step line: an effort stands until the next session, and stops where one is missing."""
    for number in (0, 10):
        picture.text(LEFT - 4, up.y(number) + 4.5, str(number), "end")
    picture.line("axis", (LEFT, up.bottom), (across.right, up.bottom))
    stretches = _places(across, up, [(day.on, day.effort) for day in days])
    for stretch in stretches:
        steps: list[Place] = []
        for place in stretch:
            steps += [(place[0], steps[-1][1]), place] if steps else [place]
        if len(steps) > 1:
            picture.line("line-3", *steps)
        picture.dot("dot-3", stretch[-1], 2.5)
    latest = [day.effort for day in days if day.effort is not None][-1]
    end = min(stretches[-1][-1][1] + 4.5, up.bottom)
    picture.text(size.width - size.names + 8, end, size.effort.format(latest), kind="line-3-name")


def _feet(picture: Picture, across: Days, height: float) -> None:
    picture.text(across.right, height, findings.short_day(across.last), "end")
    if across.first != across.last:
        picture.text(LEFT, height, findings.short_day(across.first))


def unnamed(picture: Picture, zones: Sequence[Zone]) -> bool:
    """Whether a zone's name is not in the picture."""
    kinds = {label.kind for label in picture.labels}
    return any(f"zone-name on-{zone.kind}" not in kinds for zone in zones)
