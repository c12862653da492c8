"""Contact sheets: every figure at once, still, moving, small, dark, in print and left-sided."""

from html import escape

from drills.figures.animate import loop
from drills.figures.moment import moment
from drills.figures.palette import PALETTES
from drills.figures.pose import Figure
from drills.figures.scene import still, thumbnail

MOMENTS = 8
# Widths on the sheet, in pixels.
STILL, MOMENT, SMALL = 480, 180, 160


def sheets(figures: list[Figure]) -> dict[str, str]:
    """File names and their HTML."""
    pages = {
        "still": "".join(_cell(f.title, still(f), STILL) for f in figures),
        "film": "".join(_film(f) for f in figures),
        "thumbnails": "".join(_cell(f.title, thumbnail(f), SMALL) for f in figures),
        "left": "".join(_cell(f.title, still(f, side="left"), STILL) for f in figures),
    }
    for theme in ("dark", "mono"):
        pages[theme] = "".join(_cell(f.title, still(f, theme), STILL) for f in figures)
    return {f"{name}.html": _page(name, cells) for name, cells in pages.items()}


def _page(name: str, cells: str) -> str:
    card = PALETTES["dark" if name == "dark" else "light"]["card"]
    ink = "#ffffff" if name == "dark" else "#222222"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figures: {name}'
        f'</title></head><body bgcolor="{card}" text="{ink}">{cells}</body></html>\n'
    )


def _cell(title: str, svg: str, width: int) -> str:
    height = round(width * 0.7)
    size = f'<svg width="{width}" height="{height}" '
    return (
        f'<table align="left" width="{width}"><tr><td height="44">{escape(title)}</td></tr>'
        f"<tr><td>{svg.replace('<svg ', size, 1)}</td></tr></table>\n"
    )


def _film(figure: Figure) -> str:
    """A row of moments at equal distances."""
    moving = loop(figure)
    size = f'<svg width="{MOMENT}" height="{MOMENT}" '
    cells = "".join(
        f"<td>{moment(moving, i / MOMENTS).replace('<svg ', size, 1)}</td>" for i in range(MOMENTS)
    )
    title = f'<td width="90">{escape(figure.title)}</td>'
    return f"<table><tr>{title}{cells}</tr></table>\n"
