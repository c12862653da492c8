"""Parts of a file: players on iPhones ask for the first bytes of a video before they play it."""

import re
from collections.abc import Iterator
from typing import BinaryIO

ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
PIECE = 64 * 1024


class OutOfRangeError(Exception):
    """The part that was asked for is not in the file."""


def wanted(asked: str, size: int) -> range | None:
    """The bytes that a Range header asks for; None is the whole file.

    Several parts at once, other units and nonsense get the whole file, as RFC 9110 allows. Raises
    OutOfRangeError for a part that the file does not have.
    """
    found = ONE.fullmatch(asked.replace(" ", ""))
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise OutOfRangeError
    return range(start, end)


def pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    """The next `left` bytes of a file, a piece at a time."""
    while left and (piece := file.read(min(left, PIECE))):
        left -= len(piece)
        yield piece
