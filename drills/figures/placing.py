"""Which limb is placed before which: one that rests on another comes after it."""

from collections.abc import Iterator, Mapping
from typing import Any

from drills.figures.pose import ArmReach, LegReach, Pose
from drills.figures.skeleton import LIMBS

# The joints that a limb places; hips and shoulders belong to the trunk.
PLACED = {
    f"{joint}_{side}": f"{kind}_{side}"
    for kind, joints in (
        ("leg", ("knee", "ank", "heel", "ball", "toe")),
        ("arm", ("el", "wr", "hand", "tip")),
    )
    for joint in joints
    for side in "lr"
}


def too_early(pose: Pose) -> Iterator[tuple[str, str]]:
    """Limbs of a pose that rest on a joint which has no place yet, with that joint."""
    for n, limb in enumerate(pose.order):
        way = getattr(pose, limb)
        if isinstance(way, LegReach | ArmReach):
            for joint in (way.target.on, way.target.to):
                if joint == "hands" or (joint and PLACED.get(joint) in pose.order[n:]):
                    yield limb, joint


def order_for(blocks: Mapping[str, Any]) -> list[str] | None:
    """An order that suits the blocks of a pose, its own if that does; None if there is none."""
    wants = {limb: _rests_on(blocks.get(limb, {})) for limb in LIMBS}
    rest, order = list(blocks.get("order", LIMBS)), []
    while rest:
        ready = next((limb for limb in rest if not wants[limb] & set(rest)), None)
        if ready is None:
            return None
        rest.remove(ready)
        order.append(ready)
    return order


def _rests_on(block: Mapping[str, Any]) -> set[str]:
    """The limbs whose joints a limb's block names."""
    target = block.get("to")
    if not isinstance(target, dict):
        return set()
    return {PLACED[joint] for joint in (target.get("on"), target.get("to")) if joint in PLACED}
