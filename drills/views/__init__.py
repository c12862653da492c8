"""Pages of the drills app."""
