"""Tags of the bookings app."""
