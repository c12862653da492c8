"""A stretch of days as one number: bit n is its minute n, set where something is so.

Python's whole numbers are as long as they need to be, and `&`, `|` and `>>` on a month of minutes
take a microsecond, whatever is in them: so the cost of a search depends on how many people and
days are asked for, and hardly on how full the diary is.
"""

from collections.abc import Collection, Iterable
from itertools import compress
from operator import and_

A_DAY = 24 * 60
GRID = 15
EVERY_GRID_MINUTE = sum(1 << at for at in range(0, A_DAY, GRID))


def between(begin: int, end: int) -> int:
    """The minutes [begin, end); none where the end is not after the begin."""
    return (1 << end) - (1 << max(begin, 0)) if end > max(begin, 0) else 0


def union(stretches: Iterable[tuple[int, int]]) -> int:
    """All minutes of many stretches; day by day, so that each step works on a short number."""
    days: dict[int, int] = {}
    for begin, end in stretches:
        day, at = divmod(max(begin, 0), A_DAY)
        if end > max(begin, 0):
            days[day] = days.get(day, 0) | (((1 << (end - max(begin, 0))) - 1) << at)
    whole = 0
    for day, minutes in days.items():
        whole |= minutes << (day * A_DAY)
    return whole


def many(begins: list[int], ends: list[int], size: int) -> int:
    """All minutes below `size` of hundreds of stretches that hardly ever overlap.

    Each end and each begin is one bit, and the ends less the begins are all minutes between.
    Where two overlap, that sum has fewer minutes than they have, and they are joined one by one.
    """
    whole = _bits(ends, size) - _bits(begins, size)
    if whole > 0 and whole.bit_count() == sum(ends) - sum(begins):
        return whole
    return union(zip(begins, ends, strict=True))


def _bits(numbers: Iterable[int], size: int) -> int:
    row = bytearray(size // 8 + 1)
    for number in numbers:
        row[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(row, "little")


def grid(begin: int, end: int) -> int:
    """Every quarter of an hour from `begin` on, before `end`."""
    every, minutes = EVERY_GRID_MINUTE, A_DAY
    while minutes < end - begin:
        every |= every << minutes
        minutes *= 2
    return (every << begin) & between(begin, end)


def lasting(free: int, minutes: int) -> int:
    """The minutes from which on `minutes` of them are free in a row."""
    done = 1
    while done < minutes:
        step = min(done, minutes - done)
        free &= free >> step
        done += step
    return free


def run(free: int, begin: int) -> int:
    """How many minutes are free in a row from `begin` on."""
    ahead = free >> begin
    return (~ahead & (ahead + 1)).bit_length() - 1


class Picker:
    """Which of some minutes are set in a number, for many numbers: all looked up in one go.

    `size` is the number of minutes that a number may have. What is picked is counted from
    `origin` minutes earlier.
    """

    def __init__(self, minutes: Collection[int], size: int, origin: int = 0) -> None:
        at = sorted(minute for minute in minutes if minute < size)
        self.bytes = size // 8 + 1
        self.places = [minute >> 3 for minute in at]
        self.bits = [1 << (minute & 7) for minute in at]
        self.named = [minute + origin for minute in at]

    def picked(self, chosen: int) -> list[int]:
        """Those that are set, in order."""
        row = chosen.to_bytes(self.bytes, "little")
        return list(compress(self.named, map(and_, map(row.__getitem__, self.places), self.bits)))
