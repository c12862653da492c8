"""Commands of the exercise library."""
