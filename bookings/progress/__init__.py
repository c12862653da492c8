"""Reads of the diary that are more than one queryset."""

from bookings.progress.appointments import visits_to_come

__all__ = ["visits_to_come"]
