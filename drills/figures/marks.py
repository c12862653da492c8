"""What a figure marks and no picture shows: a muscle out of sight, an arrow too short to draw."""

from itertools import pairwise
from math import acos, degrees

from drills.figures.arrow import SHORTEST, arrow_path, way
from drills.figures.camera import Camera, Point
from drills.figures.frame import Frame, muscles_over, shown_muscles
from drills.figures.outline import Detail
from drills.figures.pose import Arrow, Figure
from drills.figures.scene import draw_order
from drills.figures.vectors import dot

# Enough points to tell whether one shape lies over another.
COARSE = Detail(head=12, trunk=12, small=8, limb=8, units=1.0)
# The part of a muscle's patch that must be seen in the picture that shows it best.
SEEN = 0.1
# How far inside its outline a patch is looked at, beside its middle and its edge.
RINGS = (0.35, 0.7, 0.95)


def unseen(figure: Figure) -> list[tuple[str, float]]:
    """What is marked in vain: a name and a size for each.

    `HIDDEN glute_l` looks away from the camera, by so many degrees; `COVERED quad_r` lies behind
    the body, so many per cent of it where it shows best; `ARROW knee_r` is so many centimetres too
    short to be drawn anywhere.
    """
    camera = Camera(*figure.camera)
    frames = [Frame(figure, figure.poses[i], camera) for i in figure.panels]
    shown = shown_muscles(figure, camera)
    found = [
        (f"HIDDEN {name}", _away(name, frames, camera))
        for name in figure.muscles
        if name not in shown
    ]
    orders = [draw_order(frame) for frame in frames]
    for name in shown:
        free = max(_free(name, frame, order) for frame, order in zip(frames, orders, strict=True))
        if free < SEEN:
            found.append((f"COVERED {name}", 100 * (1 - free)))
    for arrow in figure.arrows:
        longest = max(_lengths(figure, arrow, camera), default=0.0)
        if longest < SHORTEST:
            found.append((f"ARROW {arrow.joint}", SHORTEST - longest))
    return found


def _away(name: str, frames: list[Frame], camera: Camera) -> float:
    """Degrees between the way a muscle looks and the camera, over all pictures."""
    looks = [dot(frame.muscle(name).normal, camera.to) for frame in frames]
    return degrees(acos(max(-1.0, min(1.0, sum(looks) / len(looks)))))


def _free(name: str, frame: Frame, order: tuple[str, ...]) -> float:
    """The part of a muscle's patch, 0 to 1, that nothing is drawn over in a picture."""
    (host,) = muscles_over([name], order, frame.body)
    shapes = frame.shapes(COARSE)
    over = [shapes[part].runs for part in order[order.index(host) + 1 :]]
    edge = frame.muscle_shape(name).points
    middle = (sum(x for x, _ in edge) / len(edge), sum(y for _, y in edge) / len(edge))
    spots = [middle] + [_between(middle, point, ring) for ring in RINGS for point in edge]
    free = [spot for spot in spots if not any(_inside(spot, run) for runs in over for run in runs)]
    return len(free) / len(spots)


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _inside(spot: Point, outline: tuple[Point, ...]) -> bool:
    """Whether a point lies inside of an outline (a ray to the right crosses it an odd time)."""
    x, y = spot
    inside = False
    for (ax, ay), (bx, by) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
            inside = not inside
    return inside


def _lengths(figure: Figure, arrow: Arrow, camera: Camera) -> list[float]:
    """How long an arrow is in each picture that it belongs to, in centimetres."""
    shown = figure.panels
    return [
        way(arrow_path(figure, arrow, camera, before, index))[-1]
        for before, index in pairwise(shown)
        if arrow.pose in (None, index)
    ]
