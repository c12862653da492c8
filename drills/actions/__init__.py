"""Changes to the library: keyword-only, atomic, told what time it is."""

from drills.actions.figures import FiguresReport, load_figures, render_figure
from drills.actions.library import LoadReport, load_library, shipped_id

__all__ = [
    "FiguresReport",
    "LoadReport",
    "load_figures",
    "load_library",
    "render_figure",
    "shipped_id",
]
