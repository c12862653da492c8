"""Looks at the world from one side: points become screen points, eggs become ellipses."""

from functools import lru_cache
from math import cos, pi, radians, sin, sqrt
from typing import NamedTuple

from drills.figures.flesh import Egg
from drills.figures.vectors import Mat, Vec, aim, cross, dot

Point = tuple[float, float]


class Spot(NamedTuple):
    """A projected egg: centre, depth of the centre (larger is nearer), and its shape.

    xx, xy, yy is the ellipse's matrix; xd, yd, dd are the same with depth.
    """

    x: float
    y: float
    depth: float
    xx: float
    xy: float
    yy: float
    xd: float
    yd: float
    dd: float


class Camera:
    """An orthographic camera at an azimuth and elevation; y runs down the screen."""

    def __init__(self, azimuth: float, elevation: float) -> None:
        self.to = aim(azimuth, elevation)
        self.right: Vec = (-sin(radians(azimuth)), cos(radians(azimuth)), 0.0)
        self.down: Vec = cross(self.right, self.to)

    def flat(self, p: Vec) -> Point:
        """Where a point is on the screen."""
        return dot(p, self.right), dot(p, self.down)

    def depth(self, p: Vec) -> float:
        """How near a point is."""
        return dot(p, self.to)

    def spot(self, egg: Egg) -> Spot:
        """An egg on the screen."""
        x, y = self.flat(egg.centre)
        depth = dot(egg.centre, self.to)
        if egg.frame is None:
            rr = egg.radii[0] ** 2
            return Spot(x, y, depth, rr, 0.0, rr, 0.0, 0.0, rr)
        return Spot(x, y, depth, *self._shape(egg.frame, egg.radii))

    def _shape(self, frame: Mat, radii: tuple[float, ...]) -> tuple[float, ...]:
        xs, ys, ds = [], [], []
        for i, radius in enumerate(radii):
            axis = (frame[0][i] * radius, frame[1][i] * radius, frame[2][i] * radius)
            xs.append(dot(axis, self.right))
            ys.append(dot(axis, self.down))
            ds.append(dot(axis, self.to))
        pairs = ((xs, xs), (xs, ys), (ys, ys), (xs, ds), (ys, ds), (ds, ds))
        return tuple(sum(p * q for p, q in zip(a, b, strict=True)) for a, b in pairs)

    def disc(self, centre: Vec, a: Vec, b: Vec) -> Spot:
        """A flat disc with the radius vectors a and b on the screen."""
        x, y = self.flat(centre)
        (ax, ay), (bx, by) = self.flat(a), self.flat(b)
        shape = (ax * ax + bx * bx, ax * ay + bx * by, ay * ay + by * by)
        return Spot(x, y, self.depth(centre), *shape, 0.0, 0.0, 1.0)


@lru_cache
def _ring(count: int) -> tuple[Point, ...]:
    return tuple((cos(2 * pi * i / count), sin(2 * pi * i / count)) for i in range(count))


def edge(spot: Spot, u: float, v: float) -> tuple[float, float, float]:
    """The outermost point of a spot in the direction (u, v), and how far out it is."""
    a, b = spot.xx * u + spot.xy * v, spot.xy * u + spot.yy * v
    reach = sqrt(a * u + b * v) or 1e-9
    return spot.x * u + spot.y * v + reach, spot.x + a / reach, spot.y + b / reach


def hull(spots: list[Spot], count: int) -> list[Point]:
    """The outline of the spots' convex hull, one point for each of `count` fixed directions.

    The number of points never changes, so that any two outlines of a part can be mixed.
    """
    return [max(edge(spot, u, v) for spot in spots)[1:] for u, v in _ring(count)]


def open_hull(spots: list[Spot], count: int) -> list[Point]:
    """The outline from one side of the first spot round the others to its other side."""
    first, last = spots[0], spots[-1]
    dx, dy = last.x - first.x, last.y - first.y
    n = sqrt(dx * dx + dy * dy)
    cx, cy = (dx / n, dy / n) if n > 1e-6 else (1.0, 0.0)
    points = [edge(first, cy, -cx)[1:]]
    for i in range(count + 1):
        a = -pi / 2 + pi * i / count
        c, s = cos(a), sin(a)
        u, v = cx * c - cy * s, cy * c + cx * s
        points.append(max(edge(spot, u, v) for spot in spots)[1:])
    return [*points, edge(first, -cy, cx)[1:]]


def capsule(spots: list[Spot]) -> list[Point]:
    """The four points where the tangents of two circles touch them.

    A circle inside the other is moved out until it touches from inside; the tangents never
    come so close that an arc between them would vanish.
    """
    a, b = spots
    ra, rb = sqrt(a.xx), sqrt(b.xx)
    dx, dy = b.x - a.x, b.y - a.y
    d = sqrt(dx * dx + dy * dy)
    ux, uy = (dx / d, dy / d) if d > 1e-6 else (0.0, 1.0)
    bx, by = b.x, b.y
    if d < abs(ra - rb):
        bx, by = a.x + ux * abs(ra - rb), a.y + uy * abs(ra - rb)
    c = max(-0.96, min(0.96, (ra - rb) / max(d, 1e-6)))
    s = sqrt(1 - c * c)
    px, py = ux * c + uy * s, uy * c - ux * s
    qx, qy = ux * c - uy * s, uy * c + ux * s
    return [
        (a.x + px * ra, a.y + py * ra),
        (bx + px * rb, by + py * rb),
        (bx + qx * rb, by + qy * rb),
        (a.x + qx * ra, a.y + qy * ra),
    ]
