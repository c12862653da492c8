"""The shipped figures, read once."""

from functools import cache

from drills.figures.animate import loop
from drills.figures.pose import Figure
from drills.figures.read import FOLDER, parse_figure, read_figure

FILES = sorted(FOLDER.glob("*.toml"))
SLUGS = [file.stem for file in FILES]


@cache
def figure(slug: str) -> Figure:
    return read_figure(FOLDER / f"{slug}.toml")


@cache
def moving(slug: str) -> str:
    return loop(figure(slug))


def changed(slug: str, old: str, new: str) -> Figure:
    """A shipped figure with one thing in its file changed."""
    text = (FOLDER / f"{slug}.toml").read_text(encoding="utf-8")
    assert old in text
    return parse_figure(text.replace(old, new), f"{slug}.toml")
