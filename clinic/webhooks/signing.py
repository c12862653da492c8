"""Signatures as in Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over id, time and body.

Nothing secret is stored: a secret is derived from our own key, the address and its number, so a
copy of the database signs nothing.
"""

import base64
import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.crypto import salted_hmac

from clinic.webhooks.models import Endpoint

OLD_IS_GOOD_FOR = timedelta(days=1)


def secret_of(endpoint: Endpoint, *, before: int = 0) -> str:
    """The secret, as whoever receives writes it into their settings; `before`: an earlier one."""
    return "whsec_" + base64.b64encode(_key(endpoint, before)).decode()


def headers_for(endpoint: Endpoint, message: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Id, time and signatures. For a day after a new secret, the old one signs, too."""
    at = str(int(now.timestamp()))
    keys = [_key(endpoint, 0)]
    changed_at = endpoint.secret_changed_at
    if changed_at and now < changed_at + OLD_IS_GOOD_FOR:
        keys.append(_key(endpoint, 1))
    signed = f"{message}.{at}.".encode() + body
    marks = [base64.b64encode(hmac.digest(key, signed, sha256)).decode() for key in keys]
    return {
        "Webhook-Id": message,
        "Webhook-Timestamp": at,
        "Webhook-Signature": " ".join(f"v1,{mark}" for mark in marks),
    }


def _key(endpoint: Endpoint, before: int) -> bytes:
    name = f"{endpoint.pk} {endpoint.secret_number - before}"
    return salted_hmac("clinic.webhooks", name, algorithm="sha256").digest()
