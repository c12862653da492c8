"""One drawing order for a loop, or as few as it needs, each for its own stretches of time.

SVG cannot change the order of its parts in time. Where limbs pass over each other so that no one
order is right, the loop is cut at the moment when the change shows least, and each order is drawn
as a group that is shown in its stretches only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from drills.figures.order import Votes, best_order, total, wrong

# Square centimetres that a shared order may show more wrongly than a frame's own.
TOLERANCE = 22.0

Order = tuple[int, ...]


@dataclass
class Layer:
    """An order and the stretches of the timeline (first and last moment) that it is for."""

    order: Order
    stretches: list[tuple[int, int]] = field(default_factory=list)


def layers(moments: list[int], frames: list[Votes]) -> list[Layer]:
    """The layers of a loop whose moments show the given frames."""
    own = [wrong(best_order(frame), frame) for frame in frames]
    found: list[Layer] = []
    start = 0
    while start < len(moments) - 1 or not found:
        end, order = _longest(start, moments, frames, own)
        if found:
            start = _quietest(found[-1], order, start, moments, frames, own)
            found[-1].stretches[-1] = (found[-1].stretches[-1][0], start)
        found.append(Layer(order, [(start, end)]))
        start = end
    return _shared(found, moments, frames, own)


def _fits(order: Order, numbers: Iterable[int], frames: list[Votes], own: list[float]) -> bool:
    return all(wrong(order, frames[n]) <= own[n] + TOLERANCE for n in numbers)


def _longest(
    start: int, moments: list[int], frames: list[Votes], own: list[float]
) -> tuple[int, Order]:
    """How far one order reaches from a moment, and that order."""
    numbers = {moments[start]}
    order = best_order(frames[moments[start]])
    for at in range(start + 1, len(moments)):
        if moments[at] not in numbers:
            wider = numbers | {moments[at]}
            if not _fits(order, [moments[at]], frames, own):
                order_here = best_order(total(frames[n] for n in wider), order)
                if not _fits(order_here, wider, frames, own):
                    # One step further than it fits is where the next order must have begun.
                    return max(at - 1, start + 1), order
                order = order_here
            numbers = wider
    return len(moments) - 1, order


def _quietest(
    before: Layer,
    order: Order,
    start: int,
    moments: list[int],
    frames: list[Votes],
    own: list[float],
) -> int:
    """The moment up to `start` at which changing to `order` shows least."""
    best, least = start, _change(before.order, order, frames[moments[start]])
    for at in range(start - 1, before.stretches[-1][0], -1):
        if not _fits(order, [moments[at]], frames, own):
            break
        change = _change(before.order, order, frames[moments[at]])
        if change < least:
            best, least = at, change
    return best


def _change(a: Order, b: Order, asked: Votes) -> float:
    """The area that looks different when one order takes over from another."""
    at_a, at_b = ({part: i for i, part in enumerate(order)} for order in (a, b))
    return sum(
        area
        for (over, under), area in asked.items()
        if (at_a[over] < at_a[under]) != (at_b[over] < at_b[under])
    )


def _shared(
    found: list[Layer], moments: list[int], frames: list[Votes], own: list[float]
) -> list[Layer]:
    """Layers that one order can serve together, such as the way there and the way back."""
    kept: list[Layer] = []
    for layer in found:
        for earlier in kept:
            if _fits(earlier.order, _numbers(layer, moments), frames, own):
                earlier.stretches += layer.stretches
                break
        else:
            kept.append(layer)
    for layer in kept:
        layer.stretches = _merged(layer.stretches)
    return kept


def _numbers(layer: Layer, moments: list[int]) -> set[int]:
    return {n for first, last in layer.stretches for n in moments[first : last + 1]}


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = [stretches[0]]
    for first, last in stretches[1:]:
        if first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def changes(kept: list[Layer], moments: list[int], frames: list[Votes]) -> list[tuple[int, float]]:
    """Every change of order in the loop: at which moment, and the area that then jumps."""
    turns = sorted((first, last, layer.order) for layer in kept for first, last in layer.stretches)
    found = [
        (after[0], _change(before[2], after[2], frames[moments[after[0]]]))
        for before, after in pairwise(turns)
    ]
    if len(turns) > 1:
        found.append((len(moments) - 1, _change(turns[-1][2], turns[0][2], frames[moments[0]])))
    return found
