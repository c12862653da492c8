"""Measurements, not tests: each prints its verdict as its last line. Run them by bin/bench."""
