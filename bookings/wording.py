"""How the desk reads what the database says."""

from django.conf import settings

from bookings.models import AppointmentType, CannedReply, Enquiry
from clinic.people.models import User


def fee(kind: AppointmentType) -> str:
    """What a visit costs ("$95", "$92.50"), or nothing where no fee is on file."""
    if kind.fee_cents is None:
        return ""
    dollars, cents = divmod(kind.fee_cents, 100)
    return f"${dollars}.{cents:02}" if cents else f"${dollars}"


def filled_in(reply: CannedReply, *, enquiry: Enquiry, by: User) -> str:
    """A ready-made reply with its known fields filled in; any other brace stays as it stands."""
    fields = {
        "first_name": enquiry.name.split(maxsplit=1)[0],
        "reference": enquiry.reference,
        "clinic": settings.CLINIC["name"],
        "phone": settings.CLINIC["phone"],
        "me": by.name,
    }
    text = reply.text
    for name, words in fields.items():
        text = text.replace(f"{{{name}}}", words)
    return text
