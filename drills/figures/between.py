"""Poses between two key poses.

A limb given in the same way in both is mixed number by number, so that a planted foot stays
planted and angles move as joints do. Otherwise the two bones turn from the one to the other.
"""

from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from math import hypot, pi, sin
from typing import Any

from drills.figures.pose import (
    Arm,
    ArmAim,
    Direction,
    Foot,
    Leg,
    LegAim,
    LegPlant,
    Pose,
    Root,
)
from drills.figures.solve import Body, solve
from drills.figures.vectors import lerp, scale, slerp, slerp_frames, sub, unit

# A foot that moves further than this is lifted in an arc.
STEP = 4.0
STEP_HIGHEST, STEP_LEAST, STEP_SLOPE = 10.0, 3.0, 0.14
# Its heel leads, in degrees.
STEP_HEEL = 28.0


class Unlike(Exception):  # noqa: N818 - nothing is wrong with them
    """Two limbs that cannot be mixed number by number."""


class Passage:
    """The way from one key pose to the next."""

    def __init__(self, start: Pose, end: Pose) -> None:
        self.start, self.end = start, end
        self._ends: list[Body] = []

    def at(self, t: float) -> Pose:
        """The pose a part t (0 to 1) of the way."""
        a, b = self.start, self.end
        if t <= 0:
            return a
        if t >= 1:
            return b
        return replace(
            a,
            root=_root(a.root, b.root, t),
            spine=_mix(a.spine, b.spine, t),
            neck=_mix(a.neck, b.neck, t),
            leg_l=self._leg("l", a.leg_l, b.leg_l, t),
            leg_r=self._leg("r", a.leg_r, b.leg_r, t),
            arm_l=self._arm("l", a.arm_l, b.arm_l, t),
            arm_r=self._arm("r", a.arm_r, b.arm_r, t),
            props=_props(a.props, b.props, t),
            label="",
            via=True,
        )

    @property
    def ends(self) -> list[Body]:
        """Both key poses, solved once, and only if a limb needs it."""
        if not self._ends:
            self._ends = [solve(self.start), solve(self.end)]
        return self._ends

    def _leg(self, side: str, a: Leg, b: Leg, t: float) -> Leg:
        if a == b:
            return a
        try:
            return _stepped(_mix(a, b, t), a, b, t)
        except Unlike:
            thigh, shank = _bones(self.ends, ("hip", "knee", "ank"), side, t)
            feet = [end.feet[side] for end in self.ends]
            toe, back = (slerp(feet[0][i], feet[1][i], t) for i in (0, 1))
            sole = Direction(scale(back, -1.0))
            return LegAim(thigh, shank, Foot(toe=Direction(toe), sole=sole))

    def _arm(self, side: str, a: Arm, b: Arm, t: float) -> Arm:
        if a == b:
            return a
        mixed: Arm
        try:
            mixed = _mix(replace(a, hand=None), replace(b, hand=None), t)
        except Unlike:
            mixed = ArmAim(*_bones(self.ends, ("sh", "el", "wr"), side, t))
        if a.hand is None and b.hand is None:
            return mixed
        if a.hand and b.hand and a.hand.frame == b.hand.frame:
            return replace(mixed, hand=_mix(a.hand, b.hand, t))
        hands = [end.hands[side] for end in self.ends]
        return replace(mixed, hand=Direction(slerp(hands[0], hands[1], t)))


def _root(a: Root, b: Root, t: float) -> Root:
    pin = None
    if a.pin and b.pin and a.pin.joint == b.pin.joint:
        pin = replace(a.pin, at=lerp(a.pin.at, b.pin.at, t))
    return Root(lerp(a.pos, b.pos, t), slerp_frames(a.turned, b.turned, t), pin)


def _mix(a: Any, b: Any, t: float) -> Any:
    """Two values of one kind mixed; raises Unlike when only one has a part or words differ."""
    if isinstance(a, float) and isinstance(b, float):
        return a + (b - a) * t
    if isinstance(a, Direction) and isinstance(b, Direction) and a.frame == b.frame:
        return Direction(slerp(a.vector, b.vector, t), a.frame)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(_mix(x, y, t) for x, y in zip(a, b, strict=True))
    if type(a) is not type(b):
        raise Unlike
    if isinstance(a, LegPlant):
        # The lift is no place; the step takes it from either pose.
        a, b = replace(a, lift=None), replace(b, lift=None)
    if is_dataclass(a) and not isinstance(a, type):
        mixed = {f.name: _mix(getattr(a, f.name), getattr(b, f.name), t) for f in fields(a)}
        return replace(a, **mixed)
    if a != b:
        raise Unlike
    return a


def _stepped(mixed: Leg, a: Leg, b: Leg, t: float) -> Leg:
    """A foot that moves is lifted on the way."""
    if not isinstance(mixed, LegPlant) or not isinstance(a, LegPlant):
        return mixed
    assert isinstance(b, LegPlant)  # noqa: S101 - only like limbs are mixed
    distance = hypot(a.x - b.x, a.y - b.y)
    if distance <= STEP:
        return mixed
    lift = next((one.lift for one in (b, a) if one.lift is not None), None)
    if lift is None:
        lift = min(STEP_HIGHEST, STEP_LEAST + STEP_SLOPE * distance)
    arc = sin(pi * t)
    return replace(mixed, z=mixed.z + lift * arc, heel=mixed.heel + STEP_HEEL * arc)


def _bones(ends: list[Body], joints: tuple[str, ...], side: str, t: float) -> list[Direction]:
    """The two bones of a limb, turned a part t of the way."""
    turned = []
    for start, end in pairwise(joints):
        ways = [unit(sub(e.joints[f"{end}_{side}"], e.joints[f"{start}_{side}"])) for e in ends]
        turned.append(Direction(slerp(ways[0], ways[1], t)))
    return turned


def _props(
    a: dict[str, dict[str, float]], b: dict[str, dict[str, float]], t: float
) -> dict[str, dict[str, float]]:
    """Moved props; one that only one of the poses moves jumps, so both should say it."""
    mixed = {}
    for kind in {**a, **b}:
        one, two = a.get(kind, b.get(kind, {})), b.get(kind, a.get(kind, {}))
        mixed[kind] = {key: value + (two.get(key, value) - value) * t for key, value in one.items()}
    return mixed
