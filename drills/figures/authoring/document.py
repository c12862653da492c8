"""A figure as the table its file holds: what each pose says itself, and what it takes over.

Whoever edits a figure changes this table; `read` makes the picture's values of it. Poses are
counted from 0.
"""

from copy import deepcopy
from typing import Any

from drills.figures.skeleton import LIMBS, other_side

Document = dict[str, Any]
Block = dict[str, Any]

BLOCKS = ("root", "spine", "neck", "leg_l", "leg_r", "arm_l", "arm_r", "order", "props")
# What holds where neither a pose nor those before it say anything.
UNSAID: Block = {
    "spine": {},
    "neck": {},
    "leg_l": {},
    "leg_r": {},
    "arm_l": {"abd": 6, "elbow": 8},
    "arm_r": {"abd": 6, "elbow": 8},
    "order": [*LIMBS],
    "props": {},
}
# Numbers that change their sign on the other side, by block.
SIGNED = {
    "root": ("yaw", "roll", "turn"),
    "spine": ("side", "twist"),
    "neck": ("side", "twist"),
}
DIRECTIONS = ("pole", "hand", "thigh", "shank", "toe", "sole", "upper", "fore")


def blocks_of(document: Document, pose: int) -> Block:
    """All blocks that hold in a pose: its own, and those of the pose it starts from."""
    said = document["pose"][pose]
    found = taken_over(document, pose)
    found.update({key: deepcopy(said[key]) for key in BLOCKS if key in said})
    return found


def taken_over(document: Document, pose: int) -> Block:
    """The blocks of the pose that this one starts from: the one before, or a mirrored one."""
    mirror = document["pose"][pose].get("mirror_of")
    if mirror is not None:
        return reflected(blocks_of(document, mirror))
    return blocks_of(document, pose - 1) if pose else {}


def reflected(blocks: Block) -> Block:
    """The blocks of a pose with left and right exchanged; twice it is the same again."""
    found: Block = {}
    for name, block in blocks.items():
        match name:
            case "order":
                continue
            case "props":
                found[name] = deepcopy(block)
            case _:
                found[other_side(name)] = _reflected_block(name, block)
    # A limb may rest on one that is placed before it.
    order = [other_side(limb) for limb in blocks.get("order", LIMBS)]
    if order != [*LIMBS]:
        found["order"] = order
    return found


def _reflected_block(name: str, block: Block) -> Block:
    found = deepcopy(block)
    for key in SIGNED.get(name, ()):
        if key in found:
            found[key] = _minus(found[key])
    if str(found.get("base", "")).startswith("side"):
        found["base"] = other_side(found["base"])
    if "pos" in found:
        found["pos"] = _across(found["pos"])
    if "pin" in found:
        joint, place = found["pin"]
        found["pin"] = [other_side(joint), _across(place)]
    for key in DIRECTIONS:
        if key in found:
            found[key] = _aside(found[key])
    if "plant" in found:
        x, y, heading, *height = found["plant"]
        found["plant"] = [x, _minus(y), _minus(heading), *height]
    if "to" in found:
        found["to"] = _reflected_target(found["to"])
    return found


def _reflected_target(target: Any) -> Any:
    if isinstance(target, list):
        return _across(target)
    found = {**target}
    for key in ("on", "to"):
        if key in found:
            found[key] = other_side(found[key])
    if "off" in found:
        found["off"] = _across(found["off"])
    return found


def _aside(direction: list[float]) -> list[float]:
    """A direction on the other side: two numbers are azimuth and elevation, three a vector."""
    if len(direction) == 2:
        return [_minus(direction[0]), direction[1]]
    return _across(direction)


def _across(place: list[float]) -> list[float]:
    x, y, z = place
    return [x, _minus(y), z]


def _minus(number: float) -> float:
    return -number if number else number
