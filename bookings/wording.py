"""How the desk reads what the database says."""

from bookings.models import AppointmentType


def fee(kind: AppointmentType) -> str:
    """What a visit costs ("$95", "$92.50"), or nothing where no fee is on file."""
    if kind.fee_cents is None:
        return ""
    dollars, cents = divmod(kind.fee_cents, 100)
    return f"${dollars}.{cents:02}" if cents else f"${dollars}"
