"""How the desk reads what the database says."""

from bookings.models import AppointmentType
from clinic.outbox.models import Message

DELIVERY = {
    Message.State.PLANNED: "Waiting to leave",
    Message.State.SENDING: "Leaving now",
    Message.State.SENT: "Sent",
    Message.State.UNCERTAIN: "Nobody can tell whether it left. Ring to make sure.",
    Message.State.FAILED: "Did not leave. Ring instead.",
    Message.State.CANCELLED: "Taken back before it left",
    Message.State.EXPIRED: "Not sent, it was too late to be useful",
    Message.State.SUPPRESSED: "Not sent, there is no e-mail address",
}


def delivery(message: Message) -> str:
    """What became of a message, in plain words."""
    return DELIVERY[Message.State(message.state)]


def fee(kind: AppointmentType) -> str:
    """What a visit costs ("$95", "$92.50"), or nothing where no fee is on file."""
    if kind.fee_cents is None:
        return ""
    dollars, cents = divmod(kind.fee_cents, 100)
    return f"${dollars}.{cents:02}" if cents else f"${dollars}"
