"""One pose as the camera sees it."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from drills.figures.camera import Camera, Spot
from drills.figures.flesh import Part, parts
from drills.figures.muscles import Muscle, muscle
from drills.figures.order import Votes, votes
from drills.figures.outline import Detail, Shape, hull_shape, part_shape
from drills.figures.pose import Figure, Pose
from drills.figures.props import Piece, corners, pieces, placed
from drills.figures.solve import Body, solve
from drills.figures.vectors import dot, turn

# Nearer than this from the front, both sides have the same tone.
SIDE_ON = 0.5
MUSCLE_POINTS = 14


@dataclass(frozen=True)
class Box:
    """A rectangle on the screen, in centimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: "Box") -> "Box":
        """The smallest rectangle round both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Frame:
    """A solved pose with its parts projected; outlines and votes are worked out when asked for."""

    def __init__(self, figure: Figure, pose: Pose, camera: Camera) -> None:
        self.figure, self.pose, self.camera = figure, pose, camera
        self.body: Body = solve(pose)
        self.parts: list[Part] = parts(self.body)
        self.spots: list[list[list[Spot]]] = [
            [[camera.spot(egg) for egg in hull] for hull in part.hulls] for part in self.parts
        ]

    @cached_property
    def votes(self) -> Votes:
        """Which part should be over which."""
        return votes(self.body, self.parts, self.spots, self.camera)

    def shapes(self, detail: Detail) -> dict[str, Shape]:
        """The outline of every part."""
        return {
            part.name: part_shape(part, spots, detail)
            for part, spots in zip(self.parts, self.spots, strict=True)
        }

    def muscle(self, name: str) -> Muscle:
        """A target muscle of this body."""
        return muscle(name, self.body)

    def muscle_shape(self, name: str) -> Shape:
        """The patch of a target muscle."""
        return hull_shape(self.muscle(name).eggs, self.camera, MUSCLE_POINTS)

    def props(self) -> list[tuple[str, bool, list[Piece]]]:
        """Each prop's kind, whether it is over the body, and its shapes."""
        there = [placed(prop, self.pose) for prop in self.figure.props]
        return [
            (prop.kind, prop.front or prop.kind == "band", pieces(prop, self.body, self.camera))
            for prop in there
        ]

    def box(self, only: frozenset[str] | None = None) -> Box:
        """Round the parts (or some of them), and round the props if all parts are asked for."""
        edges = [
            (spot.x - sqrt(spot.xx), spot.y - sqrt(spot.yy), sqrt(spot.xx), sqrt(spot.yy))
            for part, hulls in zip(self.parts, self.spots, strict=True)
            if only is None or part.name in only
            for hull in hulls
            for spot in hull
        ]
        if only is None:
            for prop in self.figure.props:
                flat = [self.camera.flat(p) for p in corners(placed(prop, self.pose))]
                edges += [(x, y, 0.0, 0.0) for x, y in flat]
        return Box(
            min(edge[0] for edge in edges),
            min(edge[1] for edge in edges),
            max(x + 2 * half for x, _, half, _ in edges),
            max(y + 2 * half for _, y, _, half in edges),
        )


def near_side(figure: Figure, camera: Camera) -> str | None:
    """The side of the body nearer to the camera, or None when it is seen from front or back.

    The first pose decides for all panels and moments, so that tones never flicker.
    """
    turned = figure.poses[figure.panels[0]].root.turned
    lead = dot(turn(turned, (0.0, 1.0, 0.0)), camera.to)
    if abs(lead) < SIDE_ON:
        return None
    return "l" if lead > 0 else "r"


def shown_muscles(figure: Figure, camera: Camera) -> list[str]:
    """The target muscles that look at the camera in the still's panels, taken together.

    A muscle is shown in all panels and moments or in none, so that it never blinks.
    """
    if not figure.muscles:
        return []
    bodies = [solve(figure.poses[i]) for i in figure.panels]
    found = []
    for name in figure.muscles:
        looks = [dot(muscle(name, body).normal, camera.to) for body in bodies]
        if sum(looks) / len(looks) > figure.muscle_min:
            found.append(name)
    return found


def muscles_over(names: list[str], order: tuple[str, ...], body: Body) -> dict[str, list[str]]:
    """For each part, the muscles drawn right after it: on the later of the parts they lie in."""
    found: dict[str, list[str]] = {}
    for name in names:
        host = max(muscle(name, body).hosts, key=order.index)
        found.setdefault(host, []).append(name)
    return found
