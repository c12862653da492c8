"""How often somebody whom we do not know may write to us."""

from datetime import datetime, timedelta
from ipaddress import ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from clinic.people.actions import spend

NETWORK_BITS = {4: 24, 6: 56}
WINDOW = timedelta(hours=1)
PER_NETWORK = 10
PER_CONTACT = 5


def wait_to_enquire(
    request: HttpRequest, *, email: str, phone: object, now: datetime
) -> timedelta | None:
    """Count one enquiry against its network and its contacts: how long to wait, or None.

    The count is committed at once, so call it outside a transaction.
    """
    limits = [(f"network:{network_of(request)}", PER_NETWORK)]
    limits += [(f"contact:{contact}", PER_CONTACT) for contact in (email.lower(), phone) if contact]
    waits = [
        spend(key=f"enquiry:{fingerprint(sender)}", limit=limit, window=WINDOW, now=now)
        for sender, limit in limits
    ]
    return max((wait for wait in waits if wait), default=None)


def too_many() -> str:
    """What somebody reads who has written too often."""
    phone = settings.CLINIC["phone"]
    return f"Too many enquiries came from here. Try again in an hour, or ring us on {phone}."


def network_of(request: HttpRequest) -> str:
    """The sender's network: /24 of an IPv4 address, /56 of an IPv6 one.

    Behind a proxy the address comes from the header that ALLAUTH_TRUSTED_… names, as for sign-in.
    """
    address = ip_network(get_adapter(request).get_client_ip(request))
    return str(address.supernet(new_prefix=NETWORK_BITS[address.version]))


def fingerprint(sender: str) -> str:
    """Tells senders apart without keeping their address or number."""
    return salted_hmac("bookings.enquiry", sender, algorithm="sha256").hexdigest()
