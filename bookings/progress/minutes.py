"""A stretch of days as one number: bit n is its minute n, set where something is so.

Python's whole numbers are as long as they need to be, and `&`, `|` and `>>` on a month of minutes
take a microsecond, whatever is in them: so the cost of a search depends on how many people and
days are asked for, and hardly on how full the diary is.
"""

from collections.abc import Iterable, Iterator

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


def each(minutes: int) -> Iterator[int]:
    """The numbers of the minutes that are set, in order."""
    bits = f"{minutes:b}"[::-1]
    at = bits.find("1")
    while at >= 0:
        yield at
        at = bits.find("1", at + 1)
