"""Template tags of the programs app."""
