"""Pages of the programs app."""
