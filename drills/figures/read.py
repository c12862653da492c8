"""Reads a figure's table (a TOML file, or the same as a dict) into `pose`, and checks all of it."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from drills.figures.limbs import read_arm, read_leg
from drills.figures.mirror import mirrored
from drills.figures.muscles import MUSCLES
from drills.figures.placing import too_early
from drills.figures.pose import Allowance, Arrow, Bend, Figure, Pin, Pose, Prop, Root
from drills.figures.skeleton import JOINTS, LIMBS, PARTS
from drills.figures.table import FigureError, Table
from drills.figures.vectors import IDENTITY, product, rot_x, rot_y, rot_z

BASES = {
    "stand": IDENTITY,
    "supine": rot_y(-90),
    "prone": rot_y(90),
    "side_l": rot_x(-90),
    "side_r": rot_x(90),
}
PROPS = {
    "mat": ("x0", "x1", "y0", "y1"),
    "wall": ("x", "y", "x0", "x1", "y0", "y1", "h"),
    "box": ("x0", "x1", "y0", "y1", "z0", "z1"),
    "roller": ("x", "y0", "y1", "z", "r"),
    "ball": ("x", "y", "z", "r"),
    "band": ("f", "x", "y", "z"),
}
NEEDED = {"wall": ("h",), "band": ("f",)}
BAND_ON = [f"{part}_{side}" for part in ("thigh", "shank") for side in "lr"]
# The shipped figures, one file a drill, named as the drill is.
FOLDER = Path(__file__).parent.parent / "data" / "poses"
PASSING, RESTING, LONGEST_REST = 0.0, 0.45, 10.0
MOVE, QUICKEST, SLOWEST = 1.1, 0.2, 5.0


def read_figure(path: Path) -> Figure:
    """The figure in a file; the file's name is its slug. Raises FigureError."""
    return parse_figure(path.read_text(encoding="utf-8"), path.name)


def parse_figure(text: str, name: str) -> Figure:
    """The figure in a TOML text; `name` is what its messages call it. Raises FigureError."""
    return figure_of(read_toml(text, name), name)


def read_toml(text: str, name: str) -> dict[str, Any]:
    """The table in a TOML text, not checked yet. Raises FigureError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FigureError(f"{name}: this is not TOML: {problem}") from problem


def figure_of(values: object, name: str) -> Figure:
    """The figure in a table, whether it came from a file or from the database.

    `name` is what the messages call it. Raises FigureError.
    """
    top = Table(values, name)
    poses = _poses(top, name)
    azimuth, elevation = top.numbers("cam", (2,))
    figure = Figure(
        slug=name.removesuffix(".toml"),
        title=top.text("title"),
        camera=(azimuth, elevation),
        poses=poses,
        cycle=_cycle(top, len(poses)),
        hold=_hold(top, poses),
        move=_move(top),
        accent=_accent(top),
        muscles=top.words("muscle", {f"{m}_{side}" for m in MUSCLES for side in "lr"}),
        muscle_min=top.number("muscle_min", 0.1),
        arrows=tuple(_arrow(one, len(poses)) for one in top.tables("arrow")),
        props=tuple(_prop(one) for one in top.tables("props")),
        ghost=top.flag("ghost", default=True),
        thumb=_thumb(top, poses),
        allow=tuple(_allowance(one) for one in top.tables("allow")),
    )
    top.finish()
    return figure


def _poses(top: Table, name: str) -> tuple[Pose, ...]:
    found: list[Pose] = []
    for n, table in enumerate(top.tables("pose"), 1):
        table.place = f"{name}, pose {n}"
        start = found[-1] if found else None
        mirror = table.get("mirror_of")
        if mirror is not None:
            if not isinstance(mirror, int) or not 0 <= mirror < len(found):
                raise table.wrong("mirror_of", "the number of an earlier pose, counted from 0")
            start = mirrored(found[mirror])
        found.append(_pose(table, start))
    if not found:
        raise FigureError(f"{name}, pose: missing; expected at least one [[pose]]")
    if not any(not pose.via for pose in found):
        raise FigureError(f"{name}, pose: expected at least one pose without via")
    return tuple(found)


def _pose(table: Table, start: Pose | None) -> Pose:
    if start is None and "root" not in table:
        raise table.wrong("root", "a table; the first pose says where the pelvis is")
    pose = start or Pose(root=Root((0.0, 0.0, 0.0)))
    via = table.flag("via")
    said: dict[str, Any] = {"via": via, "label": "" if via else table.text("label")}
    for key, read in BLOCKS.items():
        if key in table:
            said[key] = read(table.table(key))
    if "order" in table:
        order = said["order"] = table.words("order", LIMBS)
        if sorted(order) != sorted(LIMBS):
            raise table.wrong("order", "each of " + ", ".join(LIMBS))
    if "props" in table:
        moved = table.table("props")
        said["props"] = {kind: _moved(moved, kind) for kind in moved.values}
        moved.finish()
    table.finish()
    found = replace(pose, **said)
    for limb, joint in too_early(found):
        raise FigureError(
            f"{table.place}, {limb}, to: rests on {joint}, which is placed later;"
            " expected an order in which it comes first"
        )
    return found


def _moved(moved: Table, kind: str) -> dict[str, float]:
    if kind not in PROPS:
        raise moved.wrong(kind, "one of " + ", ".join(PROPS))
    sizes = moved.table(kind)
    found = {key: sizes.number(key) for key in PROPS[kind] if key in sizes}
    sizes.finish(", ".join(PROPS[kind]))
    return found


def _root(table: Table) -> Root:
    pin = None
    given = table.get("pin")
    if given is not None:
        if not isinstance(given, list) or len(given) != 2 or str(given[0]) not in JOINTS:
            raise table.wrong("pin", "a joint and its place, [joint, [x, y, z]]")
        pin = Pin(given[0], Table({"pin": given[1]}, table.place).point("pin"))
    turned = product(
        rot_z(table.number("yaw", 0.0)),
        BASES[table.word("base", BASES, "stand")],
        rot_y(table.number("pitch", 0.0)),
        rot_x(-table.number("roll", 0.0)),
        rot_z(table.number("turn", 0.0)),
    )
    root = Root(table.point("pos"), turned, pin)
    table.finish()
    return root


def _bend(table: Table) -> Bend:
    bend = Bend(*(table.number(key, 0.0) for key in ("flex", "side", "twist")))
    table.finish()
    return bend


BLOCKS: dict[str, Callable[[Table], Any]] = {
    "root": _root,
    "spine": _bend,
    "neck": _bend,
    "leg_l": read_leg,
    "leg_r": read_leg,
    "arm_l": read_arm,
    "arm_r": read_arm,
}


def _cycle(top: Table, count: int) -> tuple[int, ...]:
    if "cycle" not in top:
        there = tuple(range(count))
        return there + there[-2::-1] if count > 1 else (0,)
    given = top.numbers("cycle", ())
    if len(given) < 2 or any(n not in range(count) for n in given) or given[0] != given[-1]:
        top_pose = count - 1
        raise top.wrong("cycle", f"numbers of poses, 0 to {top_pose}, that end where they began")
    return tuple(int(n) for n in given)


def _thumb(top: Table, poses: tuple[Pose, ...]) -> int:
    shown = [i for i, pose in enumerate(poses) if not pose.via]
    given = top.get("thumb")
    if given is None:
        return shown[-1]
    if given not in shown:
        raise top.wrong("thumb", "the number of a pose without via, counted from 0")
    return int(given)


def _hold(top: Table, poses: tuple[Pose, ...]) -> tuple[float, ...]:
    default = [PASSING if pose.via else RESTING for pose in poses]
    if "hold" not in top:
        return tuple(default)
    given = top.numbers("hold", ())
    if len(given) != len(poses) or not 0 <= min(given) <= max(given) <= LONGEST_REST:
        size = f"{len(poses)} numbers of seconds, 0 to {LONGEST_REST:g}, one for each pose"
        raise top.wrong("hold", size)
    return given


def _move(top: Table) -> float:
    seconds = top.number("move", MOVE)
    if not QUICKEST <= seconds <= SLOWEST:
        raise top.wrong("move", f"a number of seconds, {QUICKEST:g} to {SLOWEST:g}")
    return seconds


def _accent(top: Table) -> frozenset[str]:
    parts: set[str] = set()
    for word in top.words("accent", {*PARTS, *LIMBS}):
        limb, side = word[:3], word[-1]
        if word in LIMBS:
            names = (
                ("thigh", "shank", "foot") if limb == "leg" else ("upper_arm", "forearm", "hand")
            )
            parts.update(f"{name}_{side}" for name in names)
        else:
            parts.add(word)
    return frozenset(parts)


def _arrow(table: Table, count: int) -> Arrow:
    pose = table.get("pose")
    if pose is not None and pose not in range(1, count):
        raise table.wrong("pose", f"the number of a later pose, 1 to {count - 1}")
    arrow = Arrow(table.word("joint", JOINTS), table.point("off", (0.0, 0.0, 0.0)), pose)
    table.finish()
    return arrow


def _prop(table: Table) -> Prop:
    kind = table.word("kind", PROPS)
    limbs: tuple[str, ...] = ()
    if kind == "band":
        ends = [table.word(key, BAND_ON) for key in ("a", "b") if key in table]
        if not ends or (len(ends) == 1 and not {"x", "y", "z"} <= set(table.values)):
            raise FigureError(f"{table.place}: expected limbs a and b, or a and a place x, y, z")
        limbs = tuple(ends)
    sizes = {key: table.number(key) for key in PROPS[kind] if key in table}
    for key in NEEDED.get(kind, PROPS[kind]):
        if key not in sizes:
            raise table.wrong(key, "a number")
    if kind == "wall" and not ({"x", "y0", "y1"} <= set(sizes) or {"y", "x0", "x1"} <= set(sizes)):
        raise FigureError(f"{table.place}: expected x with y0 and y1, or y with x0 and x1")
    prop = Prop(kind, sizes, limbs, table.flag("front"))
    table.finish(", ".join(PROPS[kind]))
    return prop


def _allowance(table: Table) -> Allowance:
    found = Allowance(table.text("finding"), table.number("up_to"), table.text("because"))
    table.finish()
    return found
