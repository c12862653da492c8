"""The signed link by which somebody without an account reaches their own visit.

It names the visit and nothing else, so it always leads to how the visit stands now.
"""

from functools import cache
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from bookings.models import Appointment, WaitlistOffer

SIGNER = signing.Signer(salt="bookings.visit")
OFFERS = signing.Signer(salt="bookings.offer")


def token_of(visit: Appointment) -> str:
    """What stands in the link."""
    return SIGNER.sign_object(str(visit.pk))


def link_of(visit: Appointment) -> str:
    """The whole address, for a letter."""
    return link_to(visit.pk)


def link_to(pk: UUID) -> str:
    """The same by the visit's id: hundreds of reminders are written at a time."""
    before, after = _around_the_token()
    return f"{settings.BASE_URL}{before}{SIGNER.sign_object(str(pk))}{after}"


@cache
def _around_the_token() -> tuple[str, str]:
    before, _, after = reverse("bookings:my_visit", args=["TOKEN"]).partition("TOKEN")
    return before, after


def visit_of(token: str) -> UUID | None:
    """The id that a link names; None for a forged one."""
    try:
        return UUID(SIGNER.unsign_object(token))
    except (signing.BadSignature, ValueError):
        return None


def offer_link(offer: WaitlistOffer) -> str:
    """The whole address of an offer, for a letter."""
    token = OFFERS.sign_object(str(offer.pk))
    return settings.BASE_URL + reverse("bookings:offer", args=[token])


def offer_of(token: str) -> UUID | None:
    """The id that an offer's link names; None for a forged one."""
    try:
        return UUID(OFFERS.unsign_object(token))
    except (signing.BadSignature, ValueError):
        return None


def as_uuid(sent: str) -> UUID | None:
    """An id from a link or a letter; None for anything else, which is nobody's."""
    try:
        return UUID(sent)
    except ValueError:
        return None
