"""Notifications on phones: Web Push (RFC 8030), sealed for each phone (8291), signed by us (8292).

The phone shows a repeat in the place of the first (`tag`), and a push service that still has the
first keeps only the second (`Topic`): so a repeat is dropped, whoever lost the answer.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from clinic.outbox.models import Device, Message
from clinic.outbox.providers.base import Busy, Outcome, Refused, Repeats, Sent, Silent
from clinic.outbox.providers.web import judge
from clinic.posting import NobodyThereError, RefusedError, post

CURVE = ec.SECP256R1()
SECRET_BYTES, LONGEST_KEY = 16, 100
GONE = {404, 410}
"""The address has ended: permission was taken back, or the app is no longer there."""
LONGEST = timedelta(days=1)
"""How long a push service keeps what has no last useful moment, for a phone that is off."""


class Push:
    """One message to all phones of its person; one that takes it is enough.

    A phone that does not answer, or asks for a pause, concerns this message alone: whoever chose
    the address of a phone could otherwise keep everybody waiting.
    """

    channel = Message.Channel.PUSH
    repeats = Repeats.DROPPED
    at_once = 1
    remembers_for = timedelta(hours=2)
    settles_within = timedelta(0)

    def __init__(self, name: str, *, private_key: str, contact: str) -> None:
        self.name, self.contact = name, contact
        self.vapid = vapid(private_key)

    def open(self) -> None:
        """Each call connects by itself."""

    def close(self) -> None:
        """Nothing is kept open."""

    def hand_over(self, messages: Sequence[Message]) -> list[Outcome]:
        """Send each to the phones of its person."""
        return [self._send(message) for message in messages]

    def has(self, message: Message) -> bool:
        """Push services cannot be asked."""
        raise NotImplementedError

    def _send(self, message: Message) -> Outcome:
        content, keep = content_of(message), seconds_of_use(message)
        told = [
            self._tell(one, message, content, keep) for one in Device.objects.of(message.person)
        ]
        return together(told)

    def _tell(self, device: Device, message: Message, content: bytes, keep: int) -> Outcome:
        parts = urlsplit(device.endpoint)
        claims = {"sub": self.contact, "aud": f"{parts.scheme}://{parts.netloc}"}
        headers = self.vapid.sign(claims) | {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(keep),
            "Topic": message.pk.hex,
            "Urgency": "normal",
        }
        try:
            answer = post(device.endpoint, sealed(device, content), headers)
        except RefusedError as refusal:
            return Refused(str(refusal), for_good=True)
        except NobodyThereError as trouble:
            return Refused(f"Nobody there ({trouble})")
        except OSError as trouble:
            return Silent(str(trouble))
        if answer.status in GONE:
            device.delete()
            return Refused("Switched off on the phone", for_good=True)
        outcome = judge(answer.status, answer.retry_after)
        return (
            Refused(outcome.reason, pause=outcome.pause) if isinstance(outcome, Busy) else outcome
        )


def together(told: Sequence[Outcome]) -> Outcome:
    """What came of it by what each phone said: sent, else unknown, else to be tried again."""
    unknown = [one for one in told if isinstance(one, Silent)]
    refused = [one for one in told if isinstance(one, Refused)]
    if any(isinstance(one, Sent) for one in told):
        return Sent()
    if unknown:
        return unknown[0]
    again = [one for one in refused if not one.for_good]
    return next(iter([*again, *refused]), Refused("No phone has notifications on", for_good=True))


def content_of(message: Message) -> bytes:
    """What the phone is given: two lines, the page behind them, and what it knows a repeat by."""
    shown = {"title": message.subject, "body": message.body.strip(), "url": message.opens or "/"}
    return json.dumps(shown | {"tag": str(message.pk)}, ensure_ascii=False).encode()


def seconds_of_use(message: Message) -> int:
    """How long a push service may keep it: never beyond its last useful moment.

    Counted from its claim, which is a moment of the database and of no other clock.
    """
    if message.not_after is None or message.lease_until is None:
        return int(LONGEST.total_seconds())
    claimed_at = message.lease_until - timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    return max(0, int(min(message.not_after - claimed_at, LONGEST).total_seconds()))


def sealed(device: Device, content: bytes) -> bytes:
    """The content as only this phone can open it."""
    return http_ece.encrypt(
        content,
        private_key=ec.generate_private_key(CURVE),
        dh=decoded(device.p256dh),
        auth_secret=decoded(device.auth),
        version="aes128gcm",
    )


def check_keys(p256dh: str, auth: str) -> None:
    """Raise ValueError unless the keys of a phone are a point of the curve and 16 bytes."""
    if len(p256dh) > LONGEST_KEY or len(auth) > LONGEST_KEY:
        raise ValueError("The keys are too long.")
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(p256dh))
    if len(decoded(auth)) != SECRET_BYTES:
        raise ValueError("The secret has 16 bytes.")


def decoded(text: str) -> bytes:
    """From base64url, with or without what fills it up."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@cache
def vapid(private_key: str) -> Vapid02:
    """Our own key pair, from the 32 bytes that the environment names."""
    return Vapid02.from_raw(private_key.encode())


def public_key() -> str:
    """What a browser is told, so that nobody but us can send to it; "" where we send none."""
    if not settings.PUSH:
        return ""
    ours = vapid(settings.PUSH["private_key"]).public_key
    return b64urlencode(ours.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
