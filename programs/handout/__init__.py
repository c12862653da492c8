"""A programme on paper: what stands on it, its pictures, and the PDF."""

from programs.handout.content import Handout, for_handouts, handout_of
from programs.handout.pdf import render

__all__ = ["Handout", "for_handouts", "handout_of", "render"]
