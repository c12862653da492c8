"""What a person sees while drawing: the still, the movement, and what the lint says."""

from dataclasses import dataclass

from drills.figures.animate import loop
from drills.figures.authoring.words import sentence
from drills.figures.lint import findings
from drills.figures.pose import Figure
from drills.figures.scene import still


@dataclass(frozen=True)
class Preview:
    """Two SVG texts; warnings that nobody has given a reason for, and those with one."""

    still: str
    loop: str
    warnings: list[str]
    accepted: list[str]


def preview(figure: Figure) -> Preview:
    """Draw a figure once, for a light page."""
    allowed = {one.finding: one.up_to for one in figure.allow}
    found = findings(figure)
    open_ones = [one for one in found if one.size > allowed.get(one.name, -1.0)]
    return Preview(
        still=still(figure),
        loop=loop(figure),
        warnings=[sentence(one) for one in open_ones],
        accepted=[sentence(one) for one in found if one not in open_ones],
    )
