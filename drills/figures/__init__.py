"""Drill figures: a few key poses in, a still and a moving picture out, as SVG text."""
