"""Which roles a page is for, and who knocks how often.

What a person may see inside a page is decided by the scoped querysets.
"""

from collections.abc import Callable
from functools import cache, wraps
from ipaddress import ip_network
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

from clinic.people.models import Runner, User

type View = Callable[..., HttpResponseBase]

STAFF = (User.Role.PHYSIO, User.Role.FRONT_DESK, User.Role.MANAGER)
NETWORK_BITS = {4: 24, 6: 56}
STOPS = signing.Signer(salt="people.stop")
DESK = (User.Role.FRONT_DESK, User.Role.MANAGER)


def for_roles(*roles: str) -> Callable[[View], View]:
    """Answer 403 to a signed-in person whose role is not named; strangers never get here."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.user.role not in roles:  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def stop_link(runner: Runner) -> str:
    """The whole address that ends this runner's reminders of sessions, for a letter."""
    return _own_link("stop_reminders", runner)


def choices_link(runner: Runner) -> str:
    """The whole address at which this runner chooses what we send them, for a letter."""
    return _own_link("ways_by_link", runner)


def _own_link(page: str, runner: Runner) -> str:
    before, after = _around_the_token(page)
    return f"{settings.BASE_URL}{before}{STOPS.sign_object(str(runner.pk))}{after}"


@cache
def _around_the_token(page: str) -> tuple[str, str]:
    """The path of a page before and behind its token: hundreds of letters are written at a time."""
    before, _, after = reverse(page, args=["TOKEN"]).partition("TOKEN")
    return before, after


def runner_of_stop(token: str) -> Runner | None:
    """Whose reminders a link ends; None for a forged one, or somebody who is gone."""
    try:
        return Runner.objects.filter(pk=UUID(STOPS.unsign_object(token))).first()
    except (signing.BadSignature, ValueError):
        return None


def network_of(request: HttpRequest) -> str:
    """The sender's network: /24 of an IPv4 address, /56 of an IPv6 one.

    Behind a proxy the address comes from the header that ALLAUTH_TRUSTED_… names, as for sign-in.
    """
    address = ip_network(get_adapter(request).get_client_ip(request))
    return str(address.supernet(new_prefix=NETWORK_BITS[address.version]))


def fingerprint(sender: str) -> str:
    """Tells senders apart without keeping their address or number."""
    return salted_hmac("people.sender", sender, algorithm="sha256").hexdigest()
