"""The arrow along which a joint moves from one panel to the next."""

from itertools import pairwise
from math import hypot

from drills.figures.between import Passage
from drills.figures.camera import Camera, Point
from drills.figures.outline import line, path, polygon
from drills.figures.palette import Palette
from drills.figures.pose import Arrow, Figure
from drills.figures.solve import solve
from drills.figures.vectors import add

SAMPLES = 10
WIDTH, CASING = 2.4, 3.8
SHORTEST = 6.0
HEAD_LONGEST, HEAD_PART, HEAD_HALF, NOTCH = 7.5, 0.4, 0.52, 0.15
# The shaft ends inside the head.
SHAFT_INTO_HEAD = 0.8
SHAFT_STEPS = 12


def arrow_path(figure: Figure, arrow: Arrow, camera: Camera, first: int, last: int) -> list[Point]:
    """Where the arrow's joint passes on the way from pose `first` to pose `last`."""
    poses = figure.poses
    points = []
    for i in range(first, last):
        passage = Passage(poses[i], poses[i + 1])
        for step in range(1 if i > first else 0, SAMPLES + 1):
            body = solve(passage.at(step / SAMPLES))
            points.append(camera.flat(add(body.joints[arrow.joint], arrow.off)))
    return points


def way(points: list[Point]) -> list[float]:
    """How far each point is along the path, in centimetres on the screen."""
    run = [0.0]
    for (ax, ay), (bx, by) in pairwise(points):
        run.append(run[-1] + hypot(bx - ax, by - ay))
    return run


def arrow_drawing(points: list[Point], origin: Point, units: float, palette: Palette) -> str:
    """The arrow as SVG; a path that is too short to be read gives nothing."""
    run = way(points)
    whole = run[-1]
    if whole < SHORTEST:
        return ""

    def at(distance: float) -> Point:
        for i in range(1, len(run)):
            if distance <= run[i]:
                part = (distance - run[i - 1]) / max(1e-9, run[i] - run[i - 1])
                (ax, ay), (bx, by) = points[i - 1], points[i]
                return ax + (bx - ax) * part, ay + (by - ay) * part
        return points[-1]

    size = min(HEAD_LONGEST, whole * HEAD_PART)
    tip, base = points[-1], at(whole - size)
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    reach = hypot(dx, dy) or 1.0
    px, py = -dy / reach * size * HEAD_HALF, dx / reach * size * HEAD_HALF
    head = polygon(
        [
            tip,
            (base[0] + px, base[1] + py),
            (base[0] + dx * NOTCH, base[1] + dy * NOTCH),
            (base[0] - px, base[1] - py),
        ]
    )
    end = whole - size * SHAFT_INTO_HEAD
    shaft = path(line([at(end * i / SHAFT_STEPS) for i in range(SHAFT_STEPS + 1)]), origin, units)
    point = path(head, origin, units)
    card, colour = palette["card"], palette["arrow"]
    rim = (CASING - WIDTH) * units
    return (
        '<g fill="none" stroke-linecap="round" paint-order="normal">'
        f'<path d="{shaft}" stroke-width="{CASING * units:g}"/>'
        f'<path d="{point}" fill="{card}" stroke-width="{rim:g}"/>'
        f'<path d="{shaft}" stroke="{colour}" stroke-width="{WIDTH * units:g}"/>'
        f'<path d="{point}" fill="{colour}" stroke="none"/></g>'
    )
