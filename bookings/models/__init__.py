"""Enquiries and calls; appointments and their types."""

from bookings.models.appointments import Appointment, AppointmentType
from bookings.models.enquiries import Call, Enquiry

__all__ = ["Appointment", "AppointmentType", "Call", "Enquiry"]
