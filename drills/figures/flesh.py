"""The flesh on the bones: every drawn part as hulls of balls and ellipsoids."""

from typing import NamedTuple

from drills.figures.skeleton import SIDE
from drills.figures.solve import Body
from drills.figures.vectors import Mat, Vec, across, add, length, lerp, scale, sub, turn, unit

CLOSED, OPEN, CAPSULE = "closed", "open", "capsule"


class Egg(NamedTuple):
    """A ball (one radius) or an ellipsoid along the axes of a frame."""

    centre: Vec
    radii: tuple[float, ...]
    frame: Mat | None = None


class Part(NamedTuple):
    """One drawn part: the union of the convex hulls of its eggs.

    `way` says how its outline is drawn: closed, open at its first egg, or an exact capsule.
    """

    name: str
    hulls: tuple[tuple[Egg, ...], ...]
    way: str = CLOSED


def _ball(centre: Vec, radius: float) -> Egg:
    return Egg(centre, (radius,))


def parts(body: Body) -> list[Part]:
    """All parts of a solved body, in the order of `skeleton.PARTS`."""
    found = [*_trunk(body), *_head(body)]
    for side in SIDE:
        found += _leg(body, side)
        found += _arm(body, side)
    return found


def _trunk(body: Body) -> list[Part]:
    joints, frames = body.joints, body.frames
    hips, chest = frames["pelvis"], frames["chest"]

    def egg(joint: str, frame: Mat, at: Vec, radii: Vec) -> Egg:
        return Egg(add(joints[joint], turn(frame, at)), radii, frame)

    belly = egg("pelvis", hips, (0.0, 0.0, 0.5), (9.8, 15.2, 10.5))
    seat = [egg("pelvis", hips, (-4.2, s * 6.6, -3.5), (8.6, 8.6, 9.0)) for s in SIDE.values()]
    waist = egg("lumbar", frames["waist"], (0.3, 0.0, 4.0), (9.0, 12.6, 8.0))
    ribs = egg("mid", chest, (0.6, 0.0, 10.5), (10.6, 14.8, 12.5))
    yoke = [egg("mid", chest, (0.0, s * 12.3, 20.2), (6.8, 7.2, 6.4)) for s in SIDE.values()]
    neck = lerp(joints["neck"], joints["skull"], -2.0 / 7.0)
    return [
        Part("pelvis", ((belly, waist), (*seat, belly))),
        Part("torso", ((waist, ribs), (ribs, *yoke))),
        Part("neck", ((_ball(neck, 5.4), _ball(joints["skull"], 4.9)),)),
    ]


def _head(body: Body) -> list[Part]:
    centre, frame = body.joints["head"], body.frames["head"]

    def egg(at: Vec, radii: Vec) -> Egg:
        return Egg(add(centre, turn(frame, at)), radii, frame)

    face = (egg((2.6, 0.0, -0.2), (6.9, 7.6, 7.6)), egg((3.4, 0.0, -6.6), (5.2, 5.4, 4.6)))
    nose = (egg((9.4, 0.0, -2.2), (1.8, 1.3, 2.0)),)
    cap = egg((-0.6, 0.0, 2.2), (10.0, 8.9, 9.6))
    nape = egg((-5.0, 0.0, -3.0), (5.0, 6.8, 5.0))
    return [Part("face", (face, nose)), Part("hair", ((cap, nape),))]


def knee_front(body: Body, side: str) -> Vec:
    """Out of the front of the knee, perpendicular to the shank."""
    joints = body.joints
    hip, knee, ankle = (joints[f"{name}_{side}"] for name in ("hip", "knee", "ank"))
    thigh, shank = unit(sub(knee, hip)), unit(sub(ankle, knee))
    forward = across(thigh, shank)
    if length(forward) < 0.12:
        forward = across(body.feet[side][0], shank)
    return unit(forward)


def _leg(body: Body, side: str) -> list[Part]:
    joints = body.joints
    hip, knee, ankle = (joints[f"{name}_{side}"] for name in ("hip", "knee", "ank"))
    top = add(hip, unit(sub(knee, hip)))
    shank = unit(sub(ankle, knee))
    calf = add(knee, sub(scale(shank, 11.5), scale(knee_front(body, side), 1.2)))
    heel, ball, toe = (joints[f"{name}_{side}"] for name in ("heel", "ball", "toe"))
    foot = (_ball(ankle, 3.75), _ball(heel, 3.4), _ball(ball, 3.2), _ball(toe, 2.3))
    return [
        Part(f"thigh_{side}", ((_ball(top, 8.7), _ball(knee, 5.7)),), CAPSULE),
        Part(f"shank_{side}", ((_ball(knee, 5.7), _ball(calf, 5.5), _ball(ankle, 3.7)),), OPEN),
        Part(f"foot_{side}", (foot,)),
    ]


def _arm(body: Body, side: str) -> list[Part]:
    joints, along = body.joints, body.hands[side]
    shoulder, elbow, wrist = (joints[f"{name}_{side}"] for name in ("sh", "el", "wr"))
    bulk = add(elbow, scale(unit(sub(wrist, elbow)), 6.0))
    palm, tip = add(wrist, scale(along, 6.0)), add(wrist, scale(along, 13.0))
    hand = (_ball(wrist, 2.75), _ball(palm, 3.5), _ball(tip, 2.0))
    return [
        Part(f"upper_arm_{side}", ((_ball(shoulder, 5.4), _ball(elbow, 4.0)),), CAPSULE),
        Part(f"forearm_{side}", ((_ball(elbow, 4.0), _ball(bulk, 4.1), _ball(wrist, 2.7)),), OPEN),
        Part(f"hand_{side}", (hand,), OPEN),
    ]
