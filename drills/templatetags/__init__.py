"""Template filters of the exercise library."""
