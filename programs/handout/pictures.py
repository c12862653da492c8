"""The printed pictures of drills, with what they show in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from drills.models import Dose, Figure, FigurePicture, Picture, ShownSide, Theme

# A dose without sides shows its picture as it is; all others have a side that works.
WORDS = {
    ShownSide.LEFT: " Shown on the left side.",
    ShownSide.RIGHT: " Shown on the right side.",
}


@dataclass(frozen=True)
class Shown:
    """A picture as SVG, its shape (width to height), and the words for those who cannot see it."""

    svg: str
    aspect: float
    alt: str


type Wanted = tuple[UUID, str]


def pictures(wanted: Iterable[Wanted]) -> dict[Wanted, Shown]:
    """The pictures for (key of a drill, side of its dose), mirrored for the left; one query.

    A drill without a published figure has none.
    """
    keys = set(wanted)
    rows = FigurePicture.objects.filter(
        figure__in=Figure.objects.published(),
        figure__drill__in={drill for drill, _ in keys},
        kind=Picture.STILL,
        theme=Theme.MONO,
        side__in={shown_side(side) for _, side in keys},
    ).values_list(
        "figure__drill", "side", "file__content", "width", "height", "figure__description"
    )
    drawn = {
        (drill, side): (svg, width / height, description)
        for drill, side, svg, width, height, description in rows
    }
    shown = {}
    for drill, side in keys:
        there = shown_side(side)
        if found := drawn.get((drill, there)):
            svg, aspect, description = found
            words = "" if side == Dose.Side.NONE else WORDS[there]
            shown[drill, side] = Shown(svg, aspect, description + words)
    return shown


def shown_side(side: str) -> ShownSide:
    """The side that the picture of a dose shows working."""
    return ShownSide.LEFT if side == Dose.Side.LEFT else ShownSide.RIGHT
