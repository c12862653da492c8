"""Bookings: from the first question to the visit."""
