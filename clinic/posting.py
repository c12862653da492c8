"""Posting to an address that somebody typed in, without becoming a door to our own network.

The name is looked up once, every address that it has must be a public one, and the connection goes
to the very address that was looked at; redirects are not followed (OWASP, server-side request
forgery). Webhooks and notifications on phones go this way.
"""

import socket
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import certifi
from django.conf import settings
from django.core.exceptions import ValidationError
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

PATIENCE = Timeout(connect=3, read=5)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class RefusedError(Exception):
    """An address that we do not post to; says why."""


class NobodyThereError(OSError):
    """Not a byte can have left: the name is unknown, or nobody takes the connection."""


class Answer(NamedTuple):
    """What came back: the status, and the pause that was asked for, as it was written."""

    status: int
    retry_after: str = ""


def check_address(url: str) -> None:
    """Raise ValidationError for what can never be posted to; what its name means is asked later."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValidationError("Enter an address like https://example.com/hook.") from None
    host = parts.hostname or ""
    ours = settings.WEBHOOKS_TO_LOOPBACK and host in LOOPBACK
    if not host or (parts.scheme != "https" and not ours):
        raise ValidationError("Enter an address that begins with https://.")
    if parts.username or parts.password:
        raise ValidationError("Leave the name and the password out of the address.")
    if not host.isascii():
        raise ValidationError("Write the name in the form that begins with xn--.")
    if port == 0:
        raise ValidationError("Enter a port from 1 to 65535, or none.")


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """What came back. Raises RefusedError, NobodyThereError, and OSError for no answer."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    if not host.isascii():
        raise RefusedError("The name of the address is not in plain letters")
    port = parts.port or (443 if secure else 80)
    address = public_address(host, port)
    named = host if port in {80, 443} else f"{host}:{port}"
    pool: HTTPConnectionPool
    if secure:
        pool = HTTPSConnectionPool(
            address, port, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
        )
    else:
        pool = HTTPConnectionPool(address, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with pool:
        try:
            answer = pool.urlopen(
                "POST", path, body=body, headers=headers | {"Host": named}, timeout=PATIENCE,
                retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
            answer.close()  # what it says is of no interest, and could be long
        except (NewConnectionError, ConnectTimeoutError) as trouble:
            raise NobodyThereError(type(trouble).__name__) from trouble
        except HTTPError as trouble:
            raise OSError(type(trouble).__name__) from trouble
    return Answer(answer.status, answer.headers.get("Retry-After", ""))


def public_address(host: str, port: int) -> str:
    """One address of this name. Raises RefusedError unless all of them are public."""
    try:
        lines = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NobodyThereError("The name is unknown") from unknown
    found = {str(line[4][0]) for line in lines}
    if settings.WEBHOOKS_TO_LOOPBACK and host in LOOPBACK:
        return min(found)
    if not all(map(is_public, found)):
        raise RefusedError("The address is not a public one")
    return min(found)


def is_public(address: str) -> bool:
    """Whether it is somebody's out there, in whichever way it is written."""
    found = ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return inner.is_global and not inner.is_multicast and found.is_global
