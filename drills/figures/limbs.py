"""Reads the legs and arms of a pose; which keys stand there says in which way a limb is given."""

from drills.figures.pose import (
    Arm,
    ArmAim,
    ArmAngles,
    ArmReach,
    Direction,
    Foot,
    Leg,
    LegAim,
    LegAngles,
    LegPlant,
    LegReach,
    Target,
)
from drills.figures.skeleton import JOINTS, PALM_SLOPE, WRIST_HEIGHT
from drills.figures.table import Table
from drills.figures.vectors import aim, unit

FRAMES = ("world", "pelvis", "chest", "head")


def read_leg(table: Table) -> Leg:
    """A leg from its table. Raises FigureError."""
    leg: Leg
    if "plant" in table:
        x, y, heading, *height = table.numbers("plant", (3, 4))
        leg = LegPlant(
            x,
            y,
            heading,
            z=height[0] if height else 0.0,
            heel=table.number("heel", 0.0),
            lift=table.number("lift") if "lift" in table else None,
            pole=_pole(table, 1.0),
        )
    elif "to" in table:
        leg = LegReach(_target(table), _pole(table, 1.0), _foot(table))
    elif "thigh" in table or "shank" in table:
        leg = LegAim(_direction(table, "thigh"), _direction(table, "shank"), _foot(table))
    else:
        flex, abd, rot, knee = (table.number(key, 0.0) for key in ("flex", "abd", "rot", "knee"))
        leg = LegAngles(flex, abd, rot, knee, _foot(table))
    table.finish()
    return leg


def read_arm(table: Table) -> Arm:
    """An arm from its table. Raises FigureError."""
    arm: Arm
    if "plant" in table:
        x, y, heading, *height = table.numbers("plant", (3, 4))
        z = (height[0] if height else 0.0) + WRIST_HEIGHT
        palm = Direction(aim(heading, PALM_SLOPE))
        arm = ArmReach(Target((x, y, z)), _pole(table, -1.0), palm)
    elif "to" in table:
        arm = ArmReach(_target(table), _pole(table, -1.0), _hand(table))
    elif "upper" in table or "fore" in table:
        arm = ArmAim(_direction(table, "upper"), _direction(table, "fore"), _hand(table))
    else:
        flex, abd, rot, elbow = (table.number(key, 0.0) for key in ("flex", "abd", "rot", "elbow"))
        arm = ArmAngles(flex, abd, rot, elbow, _hand(table))
    table.finish()
    return arm


def _direction(table: Table, key: str, frame: str = "world") -> Direction:
    given = table.numbers(key, (2, 3))
    if len(given) == 2:
        return Direction(aim(given[0], given[1]), frame)
    vector = unit((given[0], given[1], given[2]))
    if vector == (0.0, 0.0, 0.0):
        raise table.wrong(key, "a direction: azimuth and elevation, or three numbers not all zero")
    return Direction(vector, frame)


def _hand(table: Table) -> Direction | None:
    """Two numbers are azimuth and elevation in the world, three a direction of the chest."""
    if "hand" not in table:
        return None
    world = len(table.numbers("hand", (2, 3))) == 2
    return _direction(table, "hand", "world" if world else "chest")


def _pole(table: Table, forward: float) -> Direction:
    frame = table.word("pole_in", ("world", "chest"), "world")
    if "pole" not in table:
        return Direction((forward, 0.0, 0.0), frame)
    return _direction(table, "pole", frame)


def _foot(table: Table) -> Foot:
    toe = _direction(table, "toe") if "toe" in table else None
    sole = _direction(table, "sole") if "sole" in table else None
    return Foot(table.number("point", 0.0), toe, sole)


def _target(table: Table) -> Target:
    if isinstance(table.values["to"], list):
        return Target(table.point("to"))
    given = table.table("to")
    target = Target(
        given.point("off", (0.0, 0.0, 0.0)),
        on=given.word("on", JOINTS),
        to=given.word("to", JOINTS) if "to" in given else None,
        f=given.number("f", 0.5),
        frame=given.word("in", FRAMES, "world"),
    )
    given.finish()
    return target
