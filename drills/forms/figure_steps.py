"""What the buttons of a figure's page do to its table, one step each; nothing is saved by them."""

from collections.abc import Callable
from copy import deepcopy

from drills.figures.authoring.document import Document
from drills.figures.authoring.rearrange import MOST_POSES, added, moved, removed, turned
from drills.figures.solve import solve
from drills.figures.table import FigureError
from drills.forms.figure_entries import NEW_PROPS, new_prop
from drills.forms.figure_reading import figure_in

# Every body takes this much more room than its joints.
FLESH = 6.0
ROOM_JOINTS = ("head", "tip_l", "tip_r", "toe_l", "toe_r", "heel_l", "heel_r", "el_l", "el_r")
NEW_ARROW = {"joint": "knee_r"}
type Step = Callable[[Document, int, str], tuple[Document, int]]


def take(do: str, table: Document, shown: int) -> tuple[Document, int]:
    """The table after a button's step, and which picture the page shows then.

    `do` is a word of STEPS and what it is about: `show:1`, `prop-drop:0`. Other words change
    nothing. Raises FigureError when the figure has no room for more.
    """
    word, _, about = do.partition(":")
    if word not in STEPS:
        return table, shown
    table, shown = STEPS[word](deepcopy(table), shown, about)
    figure_in(table)
    return table, min(max(shown, 0), len(table["pose"]) - 1)


def _show(table: Document, shown: int, about: str) -> tuple[Document, int]:
    return table, shown if (counted := _counted(about)) is None else counted


def _add(table: Document, shown: int, about: str) -> tuple[Document, int]:
    if len(table["pose"]) >= MOST_POSES:
        raise FigureError(f"{MOST_POSES} pictures are the most that a figure has")
    return added(table, shown, mirrored=about == "mirrored"), shown + 1


def _turn(table: Document, shown: int, about: str) -> tuple[Document, int]:
    return turned(table, shown), shown


def _remove(table: Document, shown: int, about: str) -> tuple[Document, int]:
    return removed(table, shown), shown - 1


def _earlier(table: Document, shown: int, about: str) -> tuple[Document, int]:
    return moved(table, shown, -1), shown - 1


def _later(table: Document, shown: int, about: str) -> tuple[Document, int]:
    return moved(table, shown, 1), shown + 1


def _add_arrow(table: Document, shown: int, about: str) -> tuple[Document, int]:
    table.setdefault("arrow", []).append(dict(NEW_ARROW))
    return table, shown


def _add_prop(table: Document, shown: int, about: str) -> tuple[Document, int]:
    if about in dict(NEW_PROPS):
        table.setdefault("props", []).append(new_prop(about, _room(table)))
    return table, shown


def _drop(key: str) -> Step:
    def drop(table: Document, shown: int, about: str) -> tuple[Document, int]:
        rows, counted = table.get(key, []), _counted(about)
        if counted is not None and counted < len(rows):
            del rows[counted]
        if not rows:
            table.pop(key, None)
        return table, shown

    return drop


def _counted(about: str) -> int | None:
    """The number that a button names; no figure has a thousand of anything."""
    return int(about) if about.isdecimal() and len(about) < 4 else None


def _room(table: Document) -> tuple[float, float, float, float]:
    """The floor that the bodies of all pictures take: back, front, right, left."""
    bodies = [solve(pose) for pose in figure_in(table).poses]
    places = [body.joints[joint] for body in bodies for joint in ROOM_JOINTS]
    xs, ys = [place[0] for place in places], [place[1] for place in places]
    return min(xs) - FLESH, max(xs) + FLESH, min(ys) - FLESH, max(ys) + FLESH


STEPS: dict[str, Step] = {
    "show": _show,
    "add": _add,
    "turn": _turn,
    "remove": _remove,
    "earlier": _earlier,
    "later": _later,
    "arrow-add": _add_arrow,
    "arrow-drop": _drop("arrow"),
    "prop-add": _add_prop,
    "prop-drop": _drop("props"),
    "allow-drop": _drop("allow"),
}
