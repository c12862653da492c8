"""SVG text: presentation attributes only, no styles, scripts, links or ids."""

import re
from html import escape

from drills.figures.palette import LIGHT, PALETTES, Palette

THEMES = tuple(PALETTES)
SIDES = ("right", "left")
HALO = 0.9
# Pictures are drawn in names of roles first, and then painted for each theme. An escaped text
# cannot look like one, because its quotation marks are gone.
ROLES: Palette = {role: f"@{role}" for role in LIGHT}
ROLE = re.compile(r'="@(\w+)"')


def fill(palette: Palette, role: str) -> str:
    """Attributes of a plain area without a halo."""
    return f'fill="{palette[role]}" stroke="none"'


def stroke(palette: Palette, role: str, width: float, units: float) -> str:
    """Attributes of a line; `width` is in centimetres."""
    return (
        f'fill="none" stroke="{palette[role]}" stroke-width="{width * units:g}"'
        ' stroke-linejoin="round" paint-order="normal"'
    )


def painted(drawing: str, palette: Palette) -> str:
    """The drawing with the palette's colours in place of the roles' names."""
    return ROLE.sub(lambda found: f'="{palette[found[1]]}"', drawing)


def path_tag(data: str, attributes: str) -> str:
    """A path."""
    return f'<path d="{data}" {attributes}/>'


def document(
    *, title: str, description: str, size: tuple[float, float], units: float, palette: Palette
) -> str:
    """The opening of the file up to its card; the caller adds the drawing and the end tag."""
    width, height = (round(length * units) for length in size)
    card = palette["card"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
        f' stroke="{card}" stroke-width="{HALO * units:g}" stroke-linejoin="round"'
        f' paint-order="stroke"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        f'<rect width="{width}" height="{height}" {fill(palette, "card")}/>'
    )


def flipped(drawing: str, mirror: float, units: float, side: str) -> str:
    """The drawing as it is for the right side; mirrored for the left.

    `mirror` is what a point's place and its mirrored place add up to, in centimetres.
    """
    if side == "right":
        return drawing
    return f'<g transform="translate({round(mirror * units)} 0) scale(-1 1)">{drawing}</g>'


def named(title: str, side: str) -> str:
    """The title of the picture; the mirrored one says its side."""
    return title if side == "right" else f"{title}, left side"


def checked(theme: str, side: str) -> Palette:
    """The palette of a theme; refuses words that are no theme or side."""
    if theme not in PALETTES or side not in SIDES:
        raise ValueError(f"No figure for {theme!r} and {side!r}.")
    return PALETTES[theme]
