"""Programmes: what is prescribed and what was done."""
