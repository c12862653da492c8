"""The exercise library: drills, routines, and the words for doses."""
