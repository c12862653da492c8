"""The same pose on the other side: reflected in the plane between left and right."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from drills.figures.pose import Bend, Direction, LegPlant, Pin, Pose, Root, Target
from drills.figures.skeleton import other_side
from drills.figures.vectors import Mat, Vec


def mirrored(pose: Pose) -> Pose:
    """The pose with left and right exchanged; mirrored twice it is itself again."""
    return replace(
        pose,
        root=_swap(pose.root),
        spine=_swap(pose.spine),
        neck=_swap(pose.neck),
        leg_l=_swap(pose.leg_r),
        leg_r=_swap(pose.leg_l),
        arm_l=_swap(pose.arm_r),
        arm_r=_swap(pose.arm_l),
        order=tuple(other_side(limb) for limb in pose.order),
    )


def _flip(v: Vec) -> Vec:
    return (v[0], -v[1], v[2])


def _flip_frame(m: Mat) -> Mat:
    x, y, z = m
    return ((x[0], -x[1], x[2]), (-y[0], y[1], -y[2]), (z[0], -z[1], z[2]))


def _swap(value: Any) -> Any:
    """Limbs and their contents, recursively; what has no side stays."""
    match value:
        case Root():
            return Root(_flip(value.pos), _flip_frame(value.turned), _swap(value.pin))
        case Pin():
            return Pin(other_side(value.joint), _flip(value.at))
        case Bend():
            return Bend(value.flex, -value.side, -value.twist)
        case Direction():
            return replace(value, vector=_flip(value.vector))
        case Target():
            on, to = (name and other_side(name) for name in (value.on, value.to))
            return replace(value, off=_flip(value.off), on=on, to=to)
        case LegPlant():
            return replace(value, y=-value.y, heading=-value.heading, pole=_swap(value.pole))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _swap(getattr(value, f.name)) for f in fields(value)})
    return value
