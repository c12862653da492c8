"""Outlines as points that can be mixed over time, and as the text of an SVG path."""

from dataclasses import dataclass
from itertools import pairwise

from drills.figures.camera import Camera, Point, Spot, capsule, hull, open_hull
from drills.figures.flesh import CAPSULE, OPEN, Egg, Part


@dataclass(frozen=True)
class Detail:
    """How fine outlines are: points of a head, of the trunk, of hands and feet, of open limbs."""

    head: int
    trunk: int
    small: int
    limb: int
    # Path units in a centimetre.
    units: float


@dataclass(frozen=True)
class Shape:
    """Runs of points on the screen, in centimetres; `radii` makes it a capsule with two arcs."""

    runs: tuple[tuple[Point, ...], ...]
    closed: bool = True
    radii: tuple[float, float] | None = None

    @property
    def points(self) -> list[Point]:
        """All points in one list."""
        return [point for run in self.runs for point in run]


def part_shape(part: Part, spots: list[list[Spot]], detail: Detail) -> Shape:
    """The outline of a part whose hulls are seen as `spots`."""
    if part.way == CAPSULE:
        a, b = part.hulls[0]
        return Shape((tuple(capsule(spots[0])),), radii=(a.radii[0], b.radii[0]))
    if part.way == OPEN:
        runs = tuple(tuple(open_hull(one, detail.limb)) for one in spots)
        return Shape(runs, closed=False)
    count = {"face": detail.head, "hair": detail.head, "neck": detail.small}.get(part.name)
    if count is None:
        count = detail.small if part.name.startswith("foot") else detail.trunk
    # The nose is a small second hull of the face.
    counts = [detail.small if part.name == "face" and i else count for i in range(len(spots))]
    return Shape(tuple(tuple(hull(one, n)) for one, n in zip(spots, counts, strict=True)))


def hull_shape(eggs: list[Egg], camera: Camera, count: int) -> Shape:
    """The outline of one hull."""
    return Shape((tuple(hull([camera.spot(egg) for egg in eggs], count)),))


def polygon(points: list[Point]) -> Shape:
    """A closed outline through the points."""
    return Shape((tuple(points),))


def line(points: list[Point]) -> Shape:
    """An open line through the points."""
    return Shape((tuple(points),), closed=False)


def path(shape: Shape, origin: Point, units: float) -> str:
    """The shape as path data: whole units from `origin`, relative steps."""
    ox, oy = origin
    text = []
    for run in shape.runs:
        grid = [(round((x - ox) * units), round((y - oy) * units)) for x, y in run]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(grid)]
        text.append("M" + _pair(grid[0]))
        if shape.radii:
            text.append(_arcs(grid, steps, shape.radii, units))
        else:
            text.append("l" + _joined(steps) + ("z" if shape.closed else ""))
    return "".join(text)


def _arcs(
    grid: list[tuple[int, int]],
    steps: list[tuple[int, int]],
    radii: tuple[float, float],
    units: float,
) -> str:
    """The rest of a capsule: side, far end, other side, near end; the bigger end's arc is large."""
    near, far = (f"{radius * units:g}" for radius in radii)
    big = int(radii[0] >= radii[1])
    back = (grid[0][0] - grid[3][0], grid[0][1] - grid[3][1])
    return (
        f"l{_pair(steps[0])}a{far} {far} 0 {1 - big} 1 {_pair(steps[1])}"
        f"l{_pair(steps[2])}a{near} {near} 0 {big} 1 {_pair(back)}z"
    )


def _pair(step: tuple[int, int]) -> str:
    return f"{step[0]}{step[1]}" if step[1] < 0 else f"{step[0]} {step[1]}"


def _joined(steps: list[tuple[int, int]]) -> str:
    text = ""
    for step in steps:
        pair = _pair(step)
        text += pair if not text or step[0] < 0 else " " + pair
    return text
