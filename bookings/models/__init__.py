"""Enquiries, calls and letters; appointments, their types and series; supply; the wait list."""

from bookings.models.appointments import Appointment
from bookings.models.calls import Call
from bookings.models.enquiries import Enquiry
from bookings.models.kinds import AppointmentType
from bookings.models.letters import CannedReply, Letter
from bookings.models.series import Series
from bookings.models.supply import UnavailableBlock, WorkingHours
from bookings.models.tasks import CallTask
from bookings.models.waitlist import WaitlistEntry, WaitlistOffer

__all__ = [
    "Appointment",
    "AppointmentType",
    "Call",
    "CallTask",
    "CannedReply",
    "Enquiry",
    "Letter",
    "Series",
    "UnavailableBlock",
    "WaitlistEntry",
    "WaitlistOffer",
    "WorkingHours",
]
