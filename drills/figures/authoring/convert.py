"""A limb of a solved body written down in another way, so that it stays where it is.

The ways: `angles` of the joints, `plant` (flat on the floor or a step), `place` (the ankle or wrist
at a place of the room), `part` (at a part of the body), `aim` (the directions of the two bones).
Numbers are rounded to a tenth of a degree or of a centimetre.
"""

from math import acos, asin, atan2, degrees
from typing import Any

from drills.figures.authoring.document import Block
from drills.figures.placing import order_for
from drills.figures.skeleton import ANKLE_HEIGHT, OTHER, SIDE, WRIST_HEIGHT
from drills.figures.solve import Body
from drills.figures.vectors import (
    Vec,
    across,
    dot,
    length,
    rot_x,
    rot_y,
    sub,
    transposed,
    turn,
    unit,
)

WAYS = ("angles", "plant", "place", "part", "aim")
# A joint straighter than this, in degrees, does not show how far its limb is turned.
STRAIGHT = 0.5
# One bent less than this the wrong way is overstretched, not turned round.
SLIGHT = 15.0


def way_of(block: Block) -> str:
    """In which of WAYS a limb's block gives it."""
    if "plant" in block:
        return "plant"
    if "to" in block:
        return "part" if isinstance(block["to"], dict) else "place"
    return "aim" if {"thigh", "shank", "upper", "fore"} & set(block) else "angles"


def limb_as(way: str, limb: str, blocks: Block, body: Body) -> Block:
    """The block of a limb (`leg_l`, `arm_r` …) in one of WAYS; `blocks` are all of its pose.

    What points the foot or the hand is kept where the new way knows it.
    """
    block = blocks[limb]
    kind, side = limb.split("_")
    first, middle, end = ("hip", "knee", "ank") if kind == "leg" else ("sh", "el", "wr")
    a, b, c = (body.joints[f"{joint}_{side}"] for joint in (first, middle, end))
    upper, lower = unit(sub(b, a)), unit(sub(c, b))
    kept: dict[str, Any] = {
        key: block[key] for key in ("point", "toe", "sole", "hand") if key in block
    }
    if way != "plant" and way_of(block) == "plant":
        kept |= _foot(side, body, lower) if kind == "leg" else {"hand": azel(body.hands[side])}
    if way == "angles":
        return {**_angles(kind, side, upper, lower, body), **kept}
    if way == "aim":
        names = ("thigh", "shank") if kind == "leg" else ("upper", "fore")
        return {names[0]: azel(upper), names[1]: azel(lower), **kept}
    pole = {"pole": azel(_bulge(a, b, c, kind, side, body))}
    if way == "place":
        return {"to": [tenth(n) for n in c], **pole, **kept}
    if way == "part":
        on = f"{middle}_{OTHER[side]}" if kind == "leg" else "pelvis"
        if order_for({**blocks, limb: {"to": {"on": on}}}) is None:
            # The other leg rests on this one already.
            on = "pelvis"
        off = sub(c, body.joints[on])
        return {"to": {"on": on, "off": [tenth(n) for n in off]}, **pole, **kept}
    if kind == "leg":
        forth, height = body.feet[side][0], c[2] - ANKLE_HEIGHT
    else:
        forth, height = body.hands[side], c[2] - WRIST_HEIGHT
    plant = [tenth(c[0]), tenth(c[1]), azel(forth)[0]]
    return {"plant": [*plant, tenth(height)] if tenth(height) else plant, **pole}


def azel(direction: Vec) -> list[float]:
    """Azimuth and elevation of a direction, in degrees."""
    x, y, z = unit(direction)
    flat = abs(x) < 1e-6 and abs(y) < 1e-6
    return [
        0 if flat else tenth(degrees(atan2(y, x))),
        tenth(degrees(asin(max(-1.0, min(1.0, z))))),
    ]


def tenth(number: float) -> float:
    """Rounded to a tenth; whole numbers stay whole, and there is no minus zero."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _angles(kind: str, side: str, upper: Vec, lower: Vec, body: Body) -> dict[str, Any]:
    """The joint angles that point the two bones: the way back of `solve`."""
    s = SIDE[side]
    parent = transposed(body.frames["pelvis" if kind == "leg" else "chest"])
    x, y, z = turn(parent, upper)
    abd = degrees(asin(max(-1.0, min(1.0, s * y))))
    flex = degrees(atan2(x, -z))
    # The lower bone, seen from the upper one before it is turned about its own length.
    below = turn(rot_x(-s * abd), turn(rot_y(flex), turn(parent, lower)))
    bend = degrees(acos(max(-1.0, min(1.0, -below[2]))))
    back = -1.0 if kind == "leg" else 1.0
    rot = s * degrees(atan2(back * below[1], back * below[0])) if bend > STRAIGHT else 0.0
    if abs(rot) > 90 and bend < SLIGHT:
        # Bent the other way a little, rather than turned about.
        rot, bend = rot - 180 * (1 if rot > 0 else -1), -bend
    joint = "knee" if kind == "leg" else "elbow"
    return {"flex": tenth(flex), "abd": tenth(abd), "rot": tenth(rot), joint: tenth(bend)}


def _foot(side: str, body: Body, shank: Vec) -> dict[str, Any]:
    """The angle at the ankle of a foot that stood flat."""
    along = body.feet[side][0]
    return {"point": tenth(degrees(asin(max(-1.0, min(1.0, dot(along, shank))))))}


def _bulge(a: Vec, b: Vec, c: Vec, kind: str, side: str, body: Body) -> Vec:
    """The direction that a knee or elbow points to; a straight one's is the foot's or back."""
    out = across(sub(b, a), unit(sub(c, a)))
    if length(out) > 0.4:
        return unit(out)
    if kind == "leg":
        return body.feet[side][0]
    return turn(body.frames["chest"], (-1.0, 0.0, 0.0))
