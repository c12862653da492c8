"""Changes to the library: keyword-only, atomic, told what time it is."""

from drills.actions.library import LoadReport, load_library, shipped_id

__all__ = ["LoadReport", "load_library", "shipped_id"]
