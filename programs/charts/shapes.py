"""Shapes of a picture, and the scales that place them. Lengths are units of the viewBox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

# A line joins two reports across rest days, and does not claim to know longer silences.
MAX_SILENCE = timedelta(days=8)
LINE_HEIGHT = 15
CHARACTER = 6.9
Place = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    """A filled area; `kind` is its class."""

    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Stroke:
    """A line through points."""

    kind: str
    points: str


@dataclass(frozen=True)
class Dot:
    """A round mark."""

    kind: str
    x: str
    y: str
    r: str


@dataclass(frozen=True)
class Label:
    """Words in a picture, 13 units high; `anchor` is start, middle or end."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    kind: str = ""


@dataclass
class Picture:
    """One drawing for one width. `triangles` are strokes that are filled."""

    width: int
    height: int
    rects: list[Rect] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    triangles: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def rect(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """Fill an area."""
        self.rects.append(Rect(kind, px(x), px(y), px(width), px(height)))

    def line(self, kind: str, *places: Place) -> None:
        """Draw a line through these places."""
        self.strokes.append(Stroke(kind, joined(places)))

    def dot(self, kind: str, place: Place, r: float) -> None:
        """Draw a round mark."""
        self.dots.append(Dot(kind, px(place[0]), px(place[1]), px(r)))

    def warning(self, place: Place, size: float) -> None:
        """Draw a triangle that points up: this one is above the limit."""
        self.triangles.append(Stroke("over", triangle(place, size)))

    def text(self, x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> None:
        """Write words with their foot at y."""
        self.labels.append(Label(px(x), px(y), words, anchor, kind))


@dataclass(frozen=True)
class Days:
    """Places days from left to right; a single day stands at the right."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """The place of a day."""
        span = (self.last - self.first).days
        if not span:
            return self.right
        return self.left + (self.right - self.left) * (day - self.first).days / span


@dataclass(frozen=True)
class Values:
    """Places numbers from bottom (`low`) to top (`high`)."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """The height of a number."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * share


def px(value: float) -> str:
    """A coordinate with one decimal at the most."""
    return f"{value:.1f}".removesuffix(".0")


def joined(places: Iterable[Place]) -> str:
    """Places as SVG's points."""
    return " ".join(f"{px(x)},{px(y)}" for x, y in places)


def triangle(place: Place, size: float) -> str:
    """The corners of a triangle around a place."""
    x, y = place
    return joined([(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)])


def runs[Value](told: Iterable[tuple[date, Value | None]]) -> list[list[tuple[date, Value]]]:
    """The stretches that a line may join: broken by a missing number and by a long silence."""
    found: list[list[tuple[date, Value]]] = []
    unbroken = False
    for day, value in told:
        if value is None:
            unbroken = False
            continue
        if unbroken and day - found[-1][-1][0] <= MAX_SILENCE:
            found[-1].append((day, value))
        else:
            found.append([(day, value)])
        unbroken = True
    return found


def along(stretch: Sequence[Place]) -> list[Place]:
    """The corners of a line and places between them, so that what lies under it can be found."""
    between = [
        (left[0] + (right[0] - left[0]) * part / 4, left[1] + (right[1] - left[1]) * part / 4)
        for left, right in pairwise(stretch)
        for part in range(4)
    ]
    return [*between, *stretch[-1:]]


def apart(heights: Sequence[float], least: float, lowest: float) -> list[float]:
    """The heights moved down, then up, until each is `least` away from the next one.

    The order is kept, and none goes below `lowest` (which is the largest y).
    """
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    floor = lowest
    for place in reversed(order):
        moved[place] = min(moved[place], floor)
        floor = moved[place] - least
    return moved


def wrapped(text: str, width: float) -> list[str]:
    """The words in lines that fit; a word wider than that stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(f"{lines[-1]} {word}") * CHARACTER <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
