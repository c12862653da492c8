"""Which part is drawn over which, from the surfaces themselves.

The screen is divided into square cells. In every cell the part whose surface is nearest must be
drawn after all others there; each cell is a vote of its area, weighed by how clearly the nearest
one leads, so that flesh meeting flesh at a joint votes for nothing. The order that leaves the
least wrong area is the drawing order, and the wrong area that is left is what the lint reports.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil, floor, sqrt

from drills.figures.camera import Camera, Spot
from drills.figures.flesh import Part
from drills.figures.skeleton import LIMB_PARTS, PARTS, SIDE
from drills.figures.solve import Body, facing
from drills.figures.vectors import dot, turn, unit

CELL = 3.0
# A lead of less than this is a joint, not a stacking; one of FULL more counts wholly.
UNCLEAR, FULL = 1.2, 3.0
# Neighbours grow into each other round their joint; there it takes more to be clear.
UNCLEAR_JOINED, FULL_JOINED = 2.8, 6.0
# Balls along a bone stand this far apart, in radii.
SPACING = 1.0
# Where two parts belong together the look decides, not the depth: (over, under, area).
RULES = (("torso", "pelvis", 60.0), ("face", "neck", 30.0))
# The neck lies over the torso, the surer the more of the chest's front or top is seen.
NECK_RULE, NECK_SEEN = 12.0, 40.0
# Face and hair, and the two bones of a limb, change places without a jump in what they ask for.
HEAD_RULE, HEAD_SURE = 40.0, 0.5
LIMB_RULE, LIMB_LEAST, LIMB_SURE = 25.0, 4.0, 0.4
# Limbs lie over the trunk when the surfaces do not say.
PREFER_LIMB = 14.0
# The face is shown while it looks at least this much towards the camera.
FACING = -0.12
# A knee or elbow bent sharper than this on the screen lets its two bones cover each other.
FOLDED = -0.3

FRONT, TOP = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
INDEX = {name: i for i, name in enumerate(PARTS)}
Pair = tuple[int, int]
# (over, under) to area in square centimetres.
Votes = dict[Pair, float]
TRUNK = frozenset(INDEX[name] for name in ("pelvis", "torso"))
JOINED = frozenset(
    pair
    for side in SIDE
    for limb, trunk in (("thigh", "pelvis"), ("upper_arm", "torso"), ("shank", "thigh"))
    for a, b in [(INDEX[f"{limb}_{side}"], INDEX.get(trunk, INDEX.get(f"{trunk}_{side}", -1)))]
    for pair in ((a, b), (b, a))
)
FOLDING = frozenset(
    (INDEX[f"{parts[1]}_{side}"], INDEX[f"{parts[0]}_{side}"])
    for side in SIDE
    for parts in LIMB_PARTS.values()
)
LIMBED = frozenset(i for name, i in INDEX.items() if name[-2:] in ("_l", "_r"))


def votes(body: Body, seen: list[Part], spots: list[list[list[Spot]]], camera: Camera) -> Votes:
    """How much area asks for which part over which, in one frame."""
    ruled = _rules(body, camera)
    fixed = {pair for pair, area in ruled.items() if pair not in FOLDING or area > LIMB_LEAST}
    related = fixed | {(b, a) for a, b in fixed}
    found: Votes = {}
    weight = CELL * CELL
    for cell in _cells(seen, spots).values():
        if len(cell) < 2:
            continue
        top = max(cell, key=cell.__getitem__)
        depth = cell[top]
        for other, below in cell.items():
            pair = (top, other)
            joined = pair in JOINED
            lead = depth - below - (UNCLEAR_JOINED if joined else UNCLEAR)
            if lead <= 0 or pair in related:
                continue
            clear = min(1.0, lead / (FULL_JOINED if joined else FULL))
            found[pair] = found.get(pair, 0.0) + weight * clear
    for pair, area in ruled.items():
        found[pair] = found.get(pair, 0.0) + area
    return found


def _cells(seen: list[Part], spots: list[list[list[Spot]]]) -> dict[Pair, dict[int, float]]:
    """Every cell of the screen, with the nearest depth of each part there."""
    cells: dict[Pair, dict[int, float]] = {}
    for part, hulls in zip(seen, spots, strict=True):
        index = INDEX[part.name]
        for hull in hulls:
            for spot in _filled(hull):
                _fill(cells, index, spot)
    return cells


def _filled(hull: list[Spot]) -> Iterable[Spot]:
    """The spots of a hull and as many between neighbours as leave no gap."""
    for a, b in pairwise(hull):
        gap = sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2 + (b.depth - a.depth) ** 2)
        size = sqrt(min(a.dd, b.dd))
        steps = max(1, ceil(gap / (SPACING * size)))
        for step in range(steps):
            t = step / steps
            yield a if not t else Spot(*(p + (q - p) * t for p, q in zip(a, b, strict=True)))
    yield hull[-1]


def _fill(cells: dict[Pair, dict[int, float]], index: int, spot: Spot) -> None:
    """Enter the near surface of one spot into the cells whose centres it covers."""
    x, y, depth, xx, xy, yy, xd, yd, dd = spot
    det = xx * yy - xy * xy
    if det < 1e-6:
        return
    # The surface's depth is a plane plus a half ellipse.
    slope_x, slope_y = (yy * xd - xy * yd) / det, (xx * yd - xy * xd) / det
    height = sqrt(max(0.0, dd - slope_x * xd - slope_y * yd))
    a, b, c = yy / det, -2 * xy / det, xx / det
    half_x = sqrt(xx)
    for i in range(ceil((x - half_x) / CELL), floor((x + half_x) / CELL) + 1):
        u = i * CELL - x
        middle = -b * u / (2 * c)
        inside = middle * middle - (a * u * u - 1) / c
        if inside <= 0:
            continue
        half_y = sqrt(inside)
        first = ceil((y + middle - half_y) / CELL)
        for j in range(first, floor((y + middle + half_y) / CELL) + 1):
            v = j * CELL - y
            rest = 1 - a * u * u - b * u * v - c * v * v
            near = depth + slope_x * u + slope_y * v
            if rest > 0:
                near += height * sqrt(rest)
            cell = cells.get((i, j))
            if cell is None:
                cells[i, j] = {index: near}
            elif near > cell.get(index, -1e9):
                cell[index] = near


def _rules(body: Body, camera: Camera) -> Votes:
    """What belongs together whichever surface is nearer."""
    ruled: Votes = {(INDEX[over], INDEX[under]): area for over, under, area in RULES}
    face, hair, neck = (INDEX[name] for name in ("face", "hair", "neck"))
    lead = facing(body, camera.to) - FACING
    area = HEAD_RULE * min(1.0, abs(lead) / HEAD_SURE)
    for under in (face, neck):
        ruled[(under, hair) if lead > 0 else (hair, under)] = area
    chest = body.frames["chest"]
    seen = max(0.0, *(dot(turn(chest, axis), camera.to) for axis in (FRONT, TOP)))
    ruled[neck, INDEX["torso"]] = NECK_RULE + NECK_SEEN * seen
    joints = body.joints
    for side in SIDE:
        for limb, chain in (("leg", ("hip", "knee", "ank")), ("arm", ("sh", "el", "wr"))):
            upper, lower, end = (INDEX[f"{part}_{side}"] for part in LIMB_PARTS[limb])
            ruled[end, lower] = LIMB_RULE
            points = [camera.flat(joints[f"{name}_{side}"]) for name in chain]
            sure = max(0.0, min(1.0, (_cosine(points) - FOLDED) / LIMB_SURE))
            ruled[lower, upper] = LIMB_LEAST + (LIMB_RULE - LIMB_LEAST) * sure
    return ruled


def _cosine(points: Sequence[tuple[float, float]]) -> float:
    (ax, ay), (bx, by), (cx, cy) = points
    first, second = (bx - ax, by - ay, 0.0), (cx - bx, cy - by, 0.0)
    return dot(unit(first), unit(second))


def total(frames: Iterable[Votes]) -> Votes:
    """The votes of several frames together."""
    found: Votes = {}
    for frame in frames:
        for pair, area in frame.items():
            found[pair] = found.get(pair, 0.0) + area
    return found


def best_order(asked: Votes, start: Sequence[int] | None = None) -> tuple[int, ...]:
    """The parts from the first to the last drawn, with little wrong area.

    From `start`, another frame's order, no more is changed than helps.
    """
    # What putting a part before another costs.
    cost = [[0.0] * len(PARTS) for _ in PARTS]
    for limb in LIMBED:
        for trunk in TRUNK:
            cost[limb][trunk] += PREFER_LIMB
    for (over, under), area in asked.items():
        cost[over][under] += area
    orders = [_greedy(cost), list(start)] if start else [_greedy(cost)]
    for order in orders:
        while _improve(order, cost):
            pass
    costs = [_cost(order, cost) for order in orders]
    # Where both are as good, the earlier frame's order stays.
    return tuple(orders[-1] if costs[-1] <= costs[0] else orders[0])


def _greedy(cost: list[list[float]]) -> list[int]:
    left = list(range(len(PARTS)))
    order: list[int] = []
    while left:
        first = min(left, key=lambda a: (sum(cost[a][b] for b in left), a))
        order.append(first)
        left.remove(first)
    return order


def _cost(order: list[int], cost: list[list[float]]) -> float:
    return round(sum(cost[a][b] for i, a in enumerate(order) for b in order[i + 1 :]), 6)


def _improve(order: list[int], cost: list[list[float]]) -> bool:
    """Move each part to where it costs least; says whether any move helped."""
    helped = False
    for part in list(order):
        at = order.index(part)
        best, best_at = 0.0, at
        for step in (-1, 1):
            change, to = 0.0, at + step
            while 0 <= to < len(order):
                other = order[to]
                swap = cost[part][other] - cost[other][part]
                change += swap if step < 0 else -swap
                if change < best - 1e-6:
                    best, best_at = change, to
                to += step
        if best_at != at:
            order.remove(part)
            order.insert(best_at, part)
            helped = True
    return helped


def wrong(order: Sequence[int], asked: Votes) -> float:
    """The area, in square centimetres, that an order shows wrongly in one frame."""
    at = {part: i for i, part in enumerate(order)}
    return sum(area for (over, under), area in asked.items() if at[over] < at[under])


def worst(order: Sequence[int], asked: Votes) -> tuple[str, str, float]:
    """The pair that an order shows most wrongly: what should be over what, and the area."""
    at = {part: i for i, part in enumerate(order)}
    over, under = max(asked, key=lambda pair: asked[pair] * (at[pair[0]] < at[pair[1]]))
    area = asked[over, under] if at[over] < at[under] else 0.0
    return PARTS[over], PARTS[under], area
