"""How often somebody whom we do not know may write to us."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from clinic.people.access import fingerprint, network_of
from clinic.people.actions import Tried, count_try, spend

WINDOW = timedelta(hours=1)
PER_NETWORK = 10
PER_CONTACT = 5
HOLDS_PER_NETWORK = 60
HOLDS_PER_DEVICE = 20


def wait_to_enquire(
    request: HttpRequest, *, email: str, phone: object, now: datetime
) -> timedelta | None:
    """Count one enquiry as below: how long to wait, or None."""
    return try_to_enquire(request, email=email, phone=phone, now=now).wait


def try_to_enquire(request: HttpRequest, *, email: str, phone: object, now: datetime) -> Tried:
    """Count one enquiry against its network and its contacts: the one with the least left.

    The count is committed at once, so call it outside a transaction.
    """
    limits = [(f"network:{network_of(request)}", PER_NETWORK)]
    limits += [(f"contact:{contact}", PER_CONTACT) for contact in (email.lower(), phone) if contact]
    tried = [
        count_try(key=f"enquiry:{fingerprint(sender)}", limit=limit, window=WINDOW, now=now)
        for sender, limit in limits
    ]
    return min(tried, key=lambda one: one.limit - one.used)


def wait_to_cry(request: HttpRequest, *, now: datetime) -> timedelta | None:
    """Count one yes to a warning sign against its network: how long to wait, or None."""
    sender = fingerprint(f"network:{network_of(request)}")
    return spend(key=f"yes:{sender}", limit=PER_NETWORK, window=WINDOW, now=now)


def too_many() -> str:
    """What somebody reads who has written too often."""
    phone = settings.CLINIC["phone"]
    return f"Too many enquiries came from here. Try again in an hour, or ring us on {phone}."


def holder_of(request: HttpRequest) -> str:
    """Tells the device apart that holds a time, by its session."""
    if not request.session.session_key:
        request.session.create()
    return fingerprint(f"session:{request.session.session_key}")


def wait_to_hold(request: HttpRequest, *, now: datetime) -> timedelta | None:
    """Count one held time against device and network: how long to wait, or None."""
    limits = [
        (f"network:{network_of(request)}", HOLDS_PER_NETWORK),
        (f"device:{holder_of(request)}", HOLDS_PER_DEVICE),
    ]
    waits = [
        spend(key=f"hold:{fingerprint(sender)}", limit=limit, window=WINDOW, now=now)
        for sender, limit in limits
    ]
    return max((wait for wait in waits if wait), default=None)


def too_many_holds() -> str:
    """What somebody reads who has held too many times."""
    phone = settings.CLINIC["phone"]
    return f"Too many times were chosen from here. Try again in an hour, or ring us on {phone}."
