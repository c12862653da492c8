"""The poses of a figure's table in another order: added, copied, mirrored, taken out, moved.

Every pose looks as it did before. What counts poses (the loop, the holds, the arrows, the picture
for lists) counts them anew. Nothing is changed in place.
"""

from collections.abc import Sequence
from copy import deepcopy

from drills.figures.authoring.document import BLOCKS, UNSAID, Document, blocks_of, reflected
from drills.figures.skeleton import LIMBS

MOST_POSES = 12


def added(document: Document, after: int, *, mirrored: bool = False) -> Document:
    """A new pose after another one: the same body, or that body mirrored; still without words."""
    count = len(document["pose"])
    order = [*range(after + 1), after, *range(after + 1, count)]
    found = _arranged(document, order, new=after + 1)
    fresh = found["pose"][after + 1]
    if mirrored:
        fresh.update(reflected(blocks_of(document, after)))
    return found


def removed(document: Document, pose: int) -> Document:
    """Without a pose. The last pose that is a picture stays."""
    rest = [n for n in range(len(document["pose"])) if n != pose]
    if all(document["pose"][n].get("via") for n in rest):
        return deepcopy(document)
    return _arranged(document, rest)


def turned(document: Document, pose: int) -> Document:
    """With left and right of one pose exchanged; the others stay as they are."""
    found = deepcopy(document)
    whole = {**deepcopy(UNSAID), **blocks_of(document, pose)}
    if pose + 1 < len(found["pose"]):
        after = found["pose"][pose + 1]
        if "mirror_of" not in after:
            kept = {**deepcopy(UNSAID), **blocks_of(document, pose + 1)}
            after.update(kept)
    for n, said in enumerate(found["pose"]):
        if said.get("mirror_of") == pose:
            kept = {**deepcopy(UNSAID), **blocks_of(document, n)}
            found["pose"][n] = {**said, **kept}
            del found["pose"][n]["mirror_of"]
    said = found["pose"][pose]
    said.pop("mirror_of", None)
    order = {"order": [*LIMBS]}
    said.update(order | reflected(whole))
    return found


def moved(document: Document, pose: int, by: int) -> Document:
    """With a pose so many places later (or earlier, below 0)."""
    order = list(range(len(document["pose"])))
    to = min(max(pose + by, 0), len(order) - 1)
    order.insert(to, order.pop(pose))
    return _arranged(document, order)


def _arranged(document: Document, order: Sequence[int], new: int | None = None) -> Document:
    """The poses in an order of their old numbers; the pose at `new` is a copy of its old one."""
    found = deepcopy(document)
    places = {old: n for n, old in reversed(list(enumerate(order))) if n != new}
    found["pose"] = [_pose(document, order, n, new) for n in range(len(order))]
    if "hold" in found:
        found["hold"] = [document["hold"][old] for old in order]
    if "thumb" in found:
        _renumber(found, "thumb", places)
    cycle = [places[old] for old in document.get("cycle", ()) if old in places]
    if len(cycle) > 1 and cycle[0] == cycle[-1] and len(set(cycle)) > 1:
        found["cycle"] = cycle
    else:
        found.pop("cycle", None)
    for arrow in found.get("arrow", ()):
        if "pose" in arrow:
            _renumber(arrow, "pose", places)
            if arrow.get("pose") == 0:
                del arrow["pose"]
    return found


def _pose(document: Document, order: Sequence[int], n: int, new: int | None) -> Document:
    """One pose in its new place; what it took over from elsewhere it says itself now."""
    old = order[n]
    if n == new:
        return {"label": ""}
    said = deepcopy(document["pose"][old])
    stands_alone = old == 0 and n == 0
    follows = n > 0 and old > 0 and order[n - 1] == old - 1 and n - 1 != new
    if "mirror_of" not in said and (stands_alone or follows):
        return said
    if "mirror_of" in said and list(order[:n]) == list(range(old)):
        return said
    whole = {**deepcopy(UNSAID), **blocks_of(document, old)}
    words = {key: value for key, value in said.items() if key not in (*BLOCKS, "mirror_of")}
    return {**words, **{key: whole[key] for key in BLOCKS if key in whole}}


def _renumber(table: Document, key: str, places: dict[int, int]) -> None:
    if table[key] in places:
        table[key] = places[table[key]]
    else:
        del table[key]
