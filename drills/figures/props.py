"""The things round the body: mat, wall, box, roller, ball, band; and the body's shadow."""

from collections.abc import Iterator
from math import cos, pi, radians, sin
from typing import NamedTuple

from drills.figures.camera import Camera, Point, hull
from drills.figures.outline import Shape, line, polygon
from drills.figures.pose import Pose, Prop
from drills.figures.solve import Body
from drills.figures.vectors import Vec, across, add, lerp, scale, sub, unit

MAT_CORNER, MAT_EDGE = 6.0, 1.5
SKIRTING = 5.0
ROUND, CORNER = 24, 5
BAND_WIDTH = 2.6
# Radii of the limbs that a band can be on, at the upper and the lower end.
BAND_ON = {"thigh": ("hip", "knee", 8.7, 5.7), "shank": ("knee", "ank", 5.6, 3.7)}
BEHIND = ("wall", "mat")


class Piece(NamedTuple):
    """One shape of a prop and the role of its colour; a band is a stroke."""

    shape: Shape
    role: str
    stroke: float = 0.0


def placed(prop: Prop, pose: Pose) -> Prop:
    """The prop where a pose has it."""
    moved = pose.props.get(prop.kind)
    return Prop(prop.kind, prop.sizes | moved, prop.limbs, prop.front) if moved else prop


def pieces(prop: Prop, body: Body, camera: Camera) -> list[Piece]:
    """A prop's shapes in the order they are drawn."""
    return list(DRAWN[prop.kind](prop, body, camera))


def corners(prop: Prop) -> list[Vec]:
    """Points that the picture must have room for."""
    s = prop.sizes
    if prop.kind in ("mat", "box"):
        heights = (s.get("z0", 0.0), s.get("z1", 0.0))
        return [(x, y, z) for x in (s["x0"], s["x1"]) for y in (s["y0"], s["y1"]) for z in heights]
    if prop.kind == "wall":
        return [(x, y, z) for x, y in _wall_ends(prop) for z in (0.0, s["h"])]
    if prop.kind in ("roller", "ball"):
        r = s["r"]
        ends = (s["y0"], s["y1"]) if prop.kind == "roller" else (s["y"] - r, s["y"] + r)
        return [(s["x"] + dx, y, s["z"] + dz) for y in ends for dx in (-r, r) for dz in (-r, r)]
    return []


def _mat(prop: Prop, body: Body, camera: Camera) -> Iterator[Piece]:
    s = prop.sizes
    r = MAT_CORNER
    middles = (
        (s["x1"] - r, s["y1"] - r),
        (s["x0"] + r, s["y1"] - r),
        (s["x0"] + r, s["y0"] + r),
        (s["x1"] - r, s["y0"] + r),
    )
    ring = []
    for quarter, (x, y) in enumerate(middles):
        for i in range(CORNER + 1):
            a = radians(90 * quarter + 90 * i / CORNER)
            ring.append((x + r * cos(a), y + r * sin(a)))
    for z, role in ((-MAT_EDGE, "mat_edge"), (0.0, "mat")):
        yield Piece(polygon([camera.flat((x, y, z)) for x, y in ring]), role)


def _wall_ends(prop: Prop) -> tuple[Point, Point]:
    s = prop.sizes
    if "x" in s:
        return (s["x"], s["y0"]), (s["x"], s["y1"])
    return (s["x0"], s["y"]), (s["x1"], s["y"])


def _wall(prop: Prop, body: Body, camera: Camera) -> Iterator[Piece]:
    (ax, ay), (bx, by) = _wall_ends(prop)
    for height, role in ((prop.sizes["h"], "wall"), (SKIRTING, "skirting")):
        ring = [(ax, ay, 0.0), (bx, by, 0.0), (bx, by, height), (ax, ay, height)]
        yield Piece(polygon([camera.flat(p) for p in ring]), role)


def _box(prop: Prop, body: Body, camera: Camera) -> Iterator[Piece]:
    """The three faces that the camera sees; the top is lightest."""
    x0, x1, y0, y1, z0, z1 = (prop.sizes[key] for key in ("x0", "x1", "y0", "y1", "z0", "z1"))
    x = x1 if camera.to[0] > 0 else x0
    y = y1 if camera.to[1] > 0 else y0
    ends = [(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)]
    sides = [(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]
    top = [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)]
    end_on = abs(camera.to[0]) > abs(camera.to[1])
    for ring, role in (
        (ends, "box" if end_on else "box_dark"),
        (sides, "box_dark" if end_on else "box"),
        (top, "box_top"),
    ):
        yield Piece(polygon([camera.flat(p) for p in ring]), role)


def _roller(prop: Prop, body: Body, camera: Camera) -> Iterator[Piece]:
    s = prop.sizes

    def disc(y: float, part: float = 1.0) -> list[Point]:
        r = s["r"] * part
        spot = camera.disc((s["x"], y, s["z"]), (r, 0.0, 0.0), (0.0, 0.0, r))
        return hull([spot], ROUND)

    ends = [
        camera.disc((s["x"], y, s["z"]), (s["r"], 0.0, 0.0), (0.0, 0.0, s["r"]))
        for y in (s["y0"], s["y1"])
    ]
    near = s["y1"] if camera.to[1] > 0 else s["y0"]
    yield Piece(polygon(hull(ends, ROUND)), "roller")
    yield Piece(polygon(disc(near)), "roller_end")
    yield Piece(polygon(disc(near, 0.45)), "roller")


def _sphere(prop: Prop, body: Body, camera: Camera) -> Iterator[Piece]:
    s = prop.sizes
    x, y = camera.flat((s["x"], s["y"], s["z"]))
    ring = [2 * pi * i / ROUND for i in range(ROUND)]
    yield Piece(polygon([(x + s["r"] * cos(a), y + s["r"] * sin(a)) for a in ring]), "band")


def _band(prop: Prop, body: Body, camera: Camera) -> Iterator[Piece]:
    """From the outer edge of one limb over its front to the other's, or to where it is fixed."""
    sizes = prop.sizes
    places = [_around(limb, body, sizes["f"]) for limb in prop.limbs]
    if len(places) == 1:
        fixed = (sizes["x"], sizes["y"], sizes["z"])
        near = _over_front(places[0], fixed, camera)
        yield Piece(line([camera.flat(p) for p in [*near, fixed]]), "band", BAND_WIDTH)
        return
    first, second = places
    points = _over_front(first, second[0], camera) + _over_front(second, first[0], camera)[::-1]
    yield Piece(line([camera.flat(p) for p in points]), "band", BAND_WIDTH)


def _over_front(place: tuple[Vec, Vec, float], other: Vec, camera: Camera) -> list[Vec]:
    """A quarter of the way round a limb, from the side away from `other` to its front."""
    centre, along, radius = place
    out = unit(across(sub(centre, other), along))
    near = unit(across(across(camera.to, along), out))
    return [
        add(centre, add(scale(out, radius * cos(a)), scale(near, radius * sin(a))))
        for a in (0.0, pi / 4, pi / 2)
    ]


def _around(limb: str, body: Body, part: float) -> tuple[Vec, Vec, float]:
    """Centre, axis and radius of a band at a part of a limb's length."""
    kind, side = limb.rsplit("_", 1)
    start, end, first, last = BAND_ON[kind]
    a, b = body.joints[f"{start}_{side}"], body.joints[f"{end}_{side}"]
    return lerp(a, b, part), unit(sub(b, a)), first + (last - first) * part + 0.5


DRAWN = {
    "mat": _mat,
    "wall": _wall,
    "box": _box,
    "roller": _roller,
    "ball": _sphere,
    "band": _band,
}
# Pairs of joints with radii whose flat discs make the shadow on the floor.
CAST = (
    (("pelvis", 13.0), ("chest", 14.0)),
    *((("hip_" + s, 8.0), ("knee_" + s, 5.0)) for s in "lr"),
    *((("knee_" + s, 5.0), ("toe_" + s, 3.5)) for s in "lr"),
    *((("sh_" + s, 5.0), ("el_" + s, 4.0)) for s in "lr"),
    *((("el_" + s, 4.0), ("hand_" + s, 3.0)) for s in "lr"),
)


def shadow(body: Body, camera: Camera, count: int) -> Shape:
    """The shadow straight below the body, as one shape of several runs."""
    runs = []
    for bone in CAST:
        discs = []
        for joint, radius in bone:
            x, y, _ = body.joints[joint]
            discs.append(camera.disc((x, y, 0.0), (radius, 0.0, 0.0), (0.0, radius, 0.0)))
        runs.append(tuple(hull(discs, count)))
    return Shape(tuple(runs))
