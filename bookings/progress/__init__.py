"""Reads of the diary that are more than one queryset."""

from bookings.progress.appointments import next_visit_for

__all__ = ["next_visit_for"]
