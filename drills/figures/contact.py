"""How deep parts of a body are inside each other, as capsules round its bones."""

from math import sqrt
from typing import NamedTuple

from drills.figures.skeleton import SIDE
from drills.figures.solve import Body
from drills.figures.vectors import Vec, add, dot, lerp, sub, turn

# Centimetres that may overlap: flesh gives way; hands and forearms hold on to things.
SOFT, HELD = 2.6, 3.2
# Bones with their radii at both ends.
LIMBS = {
    "thigh": ("hip", "knee", 8.7, 5.7),
    "shank": ("knee", "ank", 5.6, 3.7),
    "foot": ("heel", "toe", 3.2, 2.3),
    "upper_arm": ("sh", "el", 5.4, 4.0),
    "forearm": ("el", "wr", 4.0, 2.7),
    "hand": ("wr", "tip", 2.7, 2.0),
}
CHAINS = (("thigh", "shank", "foot"), ("upper_arm", "forearm", "hand"))
# The root of a thigh lies in the other's flesh and in the belly; it is left out.
ROOT = 0.35
PELVIS_OUT, PELVIS, MID, CHEST, HEAD = 7.0, 9.5, 9.0, 10.5, 9.0


class Capsule(NamedTuple):
    """A bone's flesh."""

    a: Vec
    b: Vec
    ra: float
    rb: float


def depths(body: Body) -> dict[tuple[str, str], float]:
    """How deep each pair of parts that are no neighbours is inside each other, if too deep."""
    shapes = _capsules(body)
    names = list(shapes)
    found = {}
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            if _neighbours(one, two):
                continue
            deep = _depth(shapes[one], shapes[two])
            holds = any(name.startswith(("hand", "forearm")) for name in (one, two))
            if deep > (HELD if holds else SOFT):
                found[one, two] = deep
    return found


def _capsules(body: Body) -> dict[str, Capsule]:
    joints = body.joints
    across = turn(body.frames["pelvis"], (0.0, PELVIS_OUT, 0.0))
    pelvis = joints["pelvis"]
    shapes = {
        "pelvis": Capsule(add(pelvis, across), sub(pelvis, across), PELVIS, PELVIS),
        "trunk": Capsule(joints["mid"], joints["chest"], MID, CHEST),
        "head": Capsule(joints["head"], joints["head"], HEAD, HEAD),
    }
    for side in SIDE:
        for name, (start, end, ra, rb) in LIMBS.items():
            a, b = joints[f"{start}_{side}"], joints[f"{end}_{side}"]
            if name == "thigh":
                a, ra = lerp(a, b, ROOT), ra + (rb - ra) * ROOT
            shapes[f"{name}_{side}"] = Capsule(a, b, ra, rb)
    return shapes


def _neighbours(one: str, two: str) -> bool:
    """Whether two parts are joined, or are meant to touch."""
    if {one, two} in ({"pelvis", "trunk"}, {"trunk", "head"}):
        return True
    (a, _, side_a), (b, _, side_b) = one.rpartition("_"), two.rpartition("_")
    pair = {a or one, b or two}
    if pair in ({"thigh", "pelvis"}, {"upper_arm", "trunk"}, {"hand"}, {"upper_arm", "head"}):
        return True
    if side_a != side_b:
        return False
    return any(pair <= set(chain[i : i + 2]) for chain in CHAINS for i in (0, 1))


def _depth(one: Capsule, two: Capsule) -> float:
    s, t = _nearest(one.a, one.b, two.a, two.b)
    p, q = lerp(one.a, one.b, s), lerp(two.a, two.b, t)
    gap = sub(p, q)
    reach = one.ra + (one.rb - one.ra) * s + two.ra + (two.rb - two.ra) * t
    return reach - sqrt(dot(gap, gap))


def _nearest(p: Vec, q: Vec, r: Vec, s: Vec) -> tuple[float, float]:
    """Where on the stretches pq and rs the nearest points lie, as parts of their lengths."""
    d, e, w = sub(q, p), sub(s, r), sub(p, r)
    a, b, c = dot(d, d), dot(d, e), dot(e, e)
    f, g = dot(d, w), dot(e, w)
    if a < 1e-9 or c < 1e-9:
        if a < 1e-9:
            return 0.0, _unit(g / c) if c >= 1e-9 else 0.0
        return _unit(-f / a), 0.0
    bend = a * c - b * b
    at = _unit((b * g - c * f) / bend) if bend > 1e-9 else 0.0
    other = (b * at + g) / c
    if not 0 <= other <= 1:
        other = _unit(other)
        at = _unit((b * other - f) / a)
    return at, other


def _unit(x: float) -> float:
    return max(0.0, min(1.0, x))
