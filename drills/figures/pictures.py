"""Every picture of a figure that pages use, drawn once and painted for each theme."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from drills.figures.animate import loops
from drills.figures.palette import PALETTES
from drills.figures.pose import Figure
from drills.figures.scene import stills, thumbnails
from drills.figures.svg import painted

# Nobody prints a movement.
KINDS = {
    "still": (stills, ("light", "dark", "mono")),
    "loop": (loops, ("light", "dark")),
    "thumb": (thumbnails, ("light", "dark", "mono")),
}
SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


@dataclass(frozen=True)
class Picture:
    """One picture as SVG text, with the width and the height that its drawing has."""

    kind: str
    theme: str
    side: str
    svg: str
    width: int
    height: int


def pictures(figure: Figure) -> Iterator[Picture]:
    """All pictures of a figure, for both sides."""
    for kind, (draw, themes) in KINDS.items():
        for side, drawing in draw(figure).items():
            size = SIZE.search(drawing)
            assert size  # noqa: S101 - every drawing has one
            for theme in themes:
                svg = painted(drawing, PALETTES[theme])
                yield Picture(kind, theme, side, svg, int(size[1]), int(size[2]))


def digest(table: dict[str, Any]) -> str:
    """Equal for equal poses drawn by the same engine, whatever the order of their keys."""
    poses = json.dumps(_plain(table), sort_keys=True)
    return sha256(f"{engine()}{poses}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value with every number written one way: a database turns 5 into 5.0 and -0.0 into 0."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    return value


@cache
def engine() -> str:
    """Equal while the engine's own files are, so that no change of it can be forgotten."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
