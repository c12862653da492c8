"""From a pose to the places of all joints: angles, directions and two-bone contacts."""

from dataclasses import dataclass, field, replace
from math import sqrt

from drills.figures import skeleton as bones
from drills.figures.pose import (
    Arm,
    ArmAim,
    ArmAngles,
    ArmReach,
    Bend,
    Direction,
    Foot,
    Leg,
    LegAim,
    LegAngles,
    LegPlant,
    LegReach,
    Pose,
    Target,
)
from drills.figures.vectors import (
    IDENTITY,
    Mat,
    Vec,
    across,
    add,
    aim,
    dot,
    length,
    lerp,
    product,
    rot_x,
    rot_y,
    rot_z,
    scale,
    sub,
    turn,
    unit,
)

PIN_ROUNDS = 3
PIN_CLOSE = 1e-7
# A knee or elbow straighter than this has no direction of its own (sine of its angle).
NO_BEND = 0.08


@dataclass
class Body:
    """A solved pose: joints in the world, frames, the way feet and hands point."""

    joints: dict[str, Vec]
    frames: dict[str, Mat]
    # Along the foot and out of its back; along the hand.
    feet: dict[str, tuple[Vec, Vec]] = field(default_factory=dict)
    hands: dict[str, Vec] = field(default_factory=dict)
    # How far a limb is too short for its contact, in centimetres.
    short: dict[str, float] = field(default_factory=dict)


def solve(pose: Pose) -> Body:
    """Where everything is. A pinned joint stands at its pin."""
    body = _solve(pose)
    pin = pose.root.pin
    for _ in range(PIN_ROUNDS if pin else 0):
        assert pin is not None  # noqa: S101 - for the type checker
        gap = sub(pin.at, body.joints[pin.joint])
        if length(gap) < PIN_CLOSE:
            break
        pose = replace(pose, root=replace(pose.root, pos=add(pose.root.pos, gap)))
        body = _solve(pose)
    return body


def _solve(pose: Pose) -> Body:
    body = _trunk(pose)
    for limb in pose.order:
        side = limb[-1]
        if limb.startswith("leg"):
            _leg(body, side, pose.leg_l if side == "l" else pose.leg_r)
        else:
            _arm(body, side, pose.arm_l if side == "l" else pose.arm_r)
    joints = body.joints
    joints["hands"] = lerp(joints["hand_l"], joints["hand_r"], 0.5)
    return body


def _half(bend: Bend) -> Mat:
    return product(rot_z(bend.twist / 2), rot_y(bend.flex / 2), rot_x(-bend.side / 2))


def _trunk(pose: Pose) -> Body:
    pelvis, hips = pose.root.pos, pose.root.turned
    waist = product(hips, _half(pose.spine))
    chest = product(waist, _half(pose.spine))
    neck = product(chest, _half(pose.neck))
    head = product(neck, _half(pose.neck))
    lumbar = add(pelvis, turn(hips, (0.0, 0.0, bones.LUMBAR)))
    mid = add(lumbar, turn(waist, (0.0, 0.0, bones.MID)))
    base = add(mid, turn(chest, (0.0, 0.0, bones.NECK_BASE)))
    skull = add(base, turn(neck, (0.0, 0.0, bones.NECK)))
    joints = {
        "pelvis": pelvis,
        "lumbar": lumbar,
        "mid": mid,
        "chest": add(mid, turn(chest, (0.0, 0.0, bones.CHEST))),
        "neck": base,
        "skull": skull,
        "head": add(skull, turn(head, (bones.HEAD_FORWARD, 0.0, bones.HEAD_UP))),
    }
    for side, s in bones.SIDE.items():
        hip = turn(hips, (0.0, s * bones.HIP_OUT, -bones.HIP_DOWN))
        joints[f"hip_{side}"] = add(pelvis, hip)
        shoulder = turn(chest, (0.0, s * bones.SHOULDER_OUT, bones.SHOULDER_UP))
        joints[f"sh_{side}"] = add(mid, shoulder)
    joints["shm"] = lerp(joints["sh_l"], joints["sh_r"], 0.5)
    frames = {"world": IDENTITY, "pelvis": hips, "waist": waist, "chest": chest}
    return Body(joints, frames | {"neck": neck, "head": head})


def pointed(direction: Direction, body: Body) -> Vec:
    """A direction in the world."""
    if direction.frame == "world":
        return direction.vector
    return turn(body.frames[direction.frame], direction.vector)


def _place(target: Target, body: Body) -> Vec:
    if target.on is None:
        return target.off
    start = body.joints[target.on]
    if target.to is not None:
        start = lerp(start, body.joints[target.to], target.f)
    return add(start, turn(body.frames[target.frame], target.off))


def _reach(start: Vec, end: Vec, first: float, second: float, pole: Vec) -> tuple[Vec, Vec, float]:
    """The middle and end of two bones that reach for `end`, and how much they are too short."""
    way = sub(end, start)
    distance, u = length(way), unit(way)
    longest = (first + second) * bones.STRAIGHTEST
    d = max(abs(first - second) + bones.CLOSEST, min(longest, distance))
    along = (first * first - second * second + d * d) / (2 * d)
    out = sqrt(max(0.0, first * first - along * along))
    middle = add(start, add(scale(u, along), scale(unit(across(pole, u)), out)))
    return middle, add(start, scale(u, d)), max(0.0, distance - longest)


def _bent_forward(thigh: Vec, shank: Vec, otherwise: Vec) -> Vec:
    """The front of a knee; a straight one has the front of `otherwise`."""
    forward = across(thigh, shank)
    return unit(forward if length(forward) > NO_BEND else across(otherwise, shank))


def _leg(body: Body, side: str, leg: Leg) -> None:
    joints, s = body.joints, bones.SIDE[side]
    hip, hips = joints[f"hip_{side}"], body.frames["pelvis"]
    if isinstance(leg, LegPlant):
        knee, ankle, along, back = _planted(body, side, leg)
    elif isinstance(leg, LegReach):
        pole = pointed(leg.pole, body)
        goal = _place(leg.target, body)
        knee, ankle, short = _reach(hip, goal, bones.THIGH, bones.SHANK, pole)
        body.short[f"leg_{side}"] = short
        shank = unit(sub(ankle, knee))
        forward = _bent_forward(unit(sub(knee, hip)), shank, pole)
        along, back = _foot(leg.foot, forward, shank, body)
    elif isinstance(leg, LegAim):
        thigh, shank = leg.thigh.vector, leg.shank.vector
        knee = add(hip, scale(thigh, bones.THIGH))
        ankle = add(knee, scale(shank, bones.SHANK))
        forward = _bent_forward(thigh, shank, turn(hips, (1.0, 0.0, 0.0)))
        along, back = _foot(leg.foot, forward, shank, body)
    else:
        frame = _ball_joint(hips, leg, s)
        knee = add(hip, scale(turn(frame, (0.0, 0.0, -1.0)), bones.THIGH))
        below = product(frame, rot_y(leg.knee))
        shank = turn(below, (0.0, 0.0, -1.0))
        ankle = add(knee, scale(shank, bones.SHANK))
        along, back = _foot(leg.foot, turn(below, (1.0, 0.0, 0.0)), shank, body)
    joints[f"knee_{side}"], joints[f"ank_{side}"] = knee, ankle
    body.feet[side] = (along, back)
    for name, (forth, under) in (("heel", bones.HEEL), ("ball", bones.BALL), ("toe", bones.TOE)):
        joints[f"{name}_{side}"] = add(ankle, add(scale(along, forth), scale(back, -under)))
    if isinstance(leg, LegPlant) and leg.heel:
        flat = add(scale(aim(leg.heading, 0), bones.TOES_FLAT), (0.0, 0.0, -bones.TOES_DROP))
        joints[f"toe_{side}"] = add(joints[f"ball_{side}"], flat)


def _ball_joint(parent: Mat, limb: LegAngles | ArmAngles, s: float) -> Mat:
    return product(parent, rot_y(-limb.flex), rot_x(s * limb.abd), rot_z(s * limb.rot))


def _planted(body: Body, side: str, leg: LegPlant) -> tuple[Vec, Vec, Vec, Vec]:
    along, back = aim(leg.heading, -leg.heel), aim(leg.heading, 90 - leg.heel)
    forth, under = bones.BALL
    ahead = scale(aim(leg.heading, 0), forth)
    ball = add((leg.x, leg.y, leg.z + bones.ANKLE_HEIGHT - under), ahead)
    goal = add(ball, add(scale(along, -forth), scale(back, under)))
    hip, pole = body.joints[f"hip_{side}"], pointed(leg.pole, body)
    knee, ankle, short = _reach(hip, goal, bones.THIGH, bones.SHANK, pole)
    body.short[f"leg_{side}"] = short
    return knee, ankle, along, back


def _foot(foot: Foot, forward: Vec, shank: Vec, body: Body) -> tuple[Vec, Vec]:
    """Along the foot, and out of its back, for a knee that faces `forward`."""
    if foot.toe is not None:
        along = pointed(foot.toe, body)
        back = scale(pointed(foot.sole, body) if foot.sole else shank, -1.0)
        back = across(back, along)
        return along, unit(back) if length(back) > 0.1 else forward
    tip = rot_y(foot.point)
    ahead, up = turn(tip, (1.0, 0.0, 0.0)), turn(tip, (0.0, 0.0, 1.0))
    along = sub(scale(forward, ahead[0]), scale(shank, ahead[2]))
    back = sub(scale(forward, up[0]), scale(shank, up[2]))
    return unit(along), unit(back)


def _arm(body: Body, side: str, arm: Arm) -> None:
    joints, chest = body.joints, body.frames["chest"]
    shoulder = joints[f"sh_{side}"]
    if isinstance(arm, ArmReach):
        goal, pole = _place(arm.target, body), pointed(arm.pole, body)
        elbow, wrist, short = _reach(shoulder, goal, bones.UPPER_ARM, bones.FOREARM, pole)
        body.short[f"arm_{side}"] = short
    elif isinstance(arm, ArmAim):
        elbow = add(shoulder, scale(arm.upper.vector, bones.UPPER_ARM))
        wrist = add(elbow, scale(arm.fore.vector, bones.FOREARM))
    else:
        frame = _ball_joint(chest, arm, bones.SIDE[side])
        elbow = add(shoulder, scale(turn(frame, (0.0, 0.0, -1.0)), bones.UPPER_ARM))
        below = product(frame, rot_y(-arm.elbow))
        wrist = add(elbow, scale(turn(below, (0.0, 0.0, -1.0)), bones.FOREARM))
    hand = pointed(arm.hand, body) if arm.hand else unit(sub(wrist, elbow))
    body.hands[side] = hand
    joints[f"el_{side}"], joints[f"wr_{side}"] = elbow, wrist
    joints[f"hand_{side}"] = add(wrist, scale(hand, bones.HAND_POINT))
    joints[f"tip_{side}"] = add(wrist, scale(hand, bones.FINGERTIP))


def facing(body: Body, to_camera: Vec) -> float:
    """How much the face looks at the camera: 1 straight at it, -1 away."""
    return dot(turn(body.frames["head"], (1.0, 0.0, 0.0)), to_camera)
