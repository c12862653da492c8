"""Where target muscles lie: spindles of three balls inside the flesh."""

from typing import NamedTuple

from drills.figures.flesh import Egg
from drills.figures.skeleton import SIDE, THIGH
from drills.figures.solve import Body
from drills.figures.vectors import Vec, across, add, cross, length, scale, sub, turn, unit

# Along the thigh (0 at the hip), forward, outward; radius.
Spindle = tuple[tuple[float, float, float, float], ...]
ON_PELVIS: dict[str, Spindle] = {
    "glute": ((-7.6, 4.5, 2, 3.2), (-7, 7.8, -3, 4.9), (-4.2, 10.8, -7, 2.8)),
    "glutemed": ((-2.6, 9, 6.5, 2.2), (-1.4, 11, 1.5, 3.4), (-0.3, 12.6, -4, 2.0)),
}
ON_THIGH: dict[str, Spindle] = {
    "quad": ((0.15, 4.2, 0.6, 2.2), (0.45, 3.2, 0.5, 3.6), (0.85, 2.6, 0.2, 1.8)),
    "hamstring": ((0.14, -4.2, 0, 2.2), (0.45, -2.8, 0, 3.6), (0.85, -2.4, 0, 1.8)),
    "adductor": ((0.1, 0.8, -4.2, 2.0), (0.32, 0.8, -3.2, 3.4), (0.68, 0.6, -3, 1.6)),
}
# The calf lies along the shank.
ON_SHANK: dict[str, Spindle] = {
    "calf": ((0.06, -2.4, 0, 2.2), (0.28, -2.9, 0, 3.3), (0.62, -1.4, 0, 1.7)),
}
HIP_FLEXOR_TOP = (5.2, 8.4, 3.4, 1.8)
HIP_FLEXOR: Spindle = ((0.05, 4.6, -0.6, 3.3), (0.34, 4, 0, 1.6))
# Which way each looks: forward, outward, up (of the pelvis) or forward and outward (of a limb).
LOOKS: dict[str, Vec] = {
    "glute": (-1, 0.35, -0.1),
    "glutemed": (-0.3, 1, 0.1),
    "quad": (1, 0, 0),
    "hamstring": (-1, 0, 0),
    "adductor": (0.5, -1, 0),
    "calf": (-1, 0, 0),
}
MUSCLES = (*ON_PELVIS, *ON_THIGH, *ON_SHANK, "hipflexor")


class Muscle(NamedTuple):
    """A muscle of a solved body: the parts it lies in, its balls, the way it looks."""

    hosts: tuple[str, ...]
    eggs: list[Egg]
    normal: Vec


def muscle(name: str, body: Body) -> Muscle:
    """The muscle `name` (with its side, as in glute_r) of a body."""
    kind, side = name.rsplit("_", 1)
    s, joints, hips = SIDE[side], body.joints, body.frames["pelvis"]
    thigh = f"thigh_{side}"
    if kind in ON_PELVIS:
        eggs = [_on_pelvis(spot, body, s) for spot in ON_PELVIS[kind]]
        x, y, z = LOOKS[kind]
        return Muscle(("pelvis", thigh), eggs, unit(turn(hips, (x, s * y, z))))
    hip, knee, ankle = (joints[f"{name}_{side}"] for name in ("hip", "knee", "ank"))
    if kind in ON_SHANK:
        start, along = knee, sub(ankle, knee)
        forward = _front(unit(sub(knee, hip)), unit(along), body.feet[side][0])
        hosts: tuple[str, ...] = (f"shank_{side}",)
        spots = ON_SHANK[kind]
    else:
        start, along = hip, scale(unit(sub(knee, hip)), THIGH)
        forward = _front(unit(sub(knee, ankle)), unit(along), body.feet[side][0])
        hosts = ("pelvis", thigh) if kind == "hipflexor" else (thigh,)
        spots = HIP_FLEXOR if kind == "hipflexor" else ON_THIGH[kind]
    outward = scale(cross(unit(scale(along, -1.0)), forward), s)
    eggs = []
    for part, front, out, radius in spots:
        off = add(scale(forward, front), scale(outward, out))
        eggs.append(Egg(add(add(start, scale(along, part)), off), (radius,)))
    if kind == "hipflexor":
        eggs.insert(0, _on_pelvis(HIP_FLEXOR_TOP, body, s))
        return Muscle(hosts, eggs, unit(add(forward, turn(hips, (1.0, 0.0, 0.0)))))
    ahead, aside, _ = LOOKS[kind]
    return Muscle(hosts, eggs, unit(add(scale(forward, ahead), scale(outward, aside))))


def _on_pelvis(spot: tuple[float, float, float, float], body: Body, s: float) -> Egg:
    x, y, z, radius = spot
    at = turn(body.frames["pelvis"], (x, s * y, z))
    return Egg(add(body.joints["pelvis"], at), (radius,))


def _front(other_bone: Vec, along: Vec, toe: Vec) -> Vec:
    """The front of a bone; a nearly straight knee has the front of its foot."""
    forward = across(other_bone, along)
    return unit(forward if length(forward) > 0.25 else across(toe, along))
