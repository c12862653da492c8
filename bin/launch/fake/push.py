"""A push service and the phone behind it: it opens what is sealed for it, and checks who signed.

Like a phone it shows one notification a tag, so that a repeat changes nothing. The keys stand in
`phone.json` beside the ledger, for whoever registers the phone.
"""

import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

A_DAY = 24 * 3600
# Tests that are asked on another day have another clock than this process.
IS_OTHER_DAY = bool(os.environ.get("STEADY_TODAY"))
SECRET = b"sixteen bytes ok"


class Phone:
    """One pair of keys for every address below /push/."""

    def __init__(self, folder: Path, port: int) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.origin = f"http://127.0.0.1:{port}"
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": written(point), "auth": written(SECRET)}
        (folder / "phone.json").write_text(json.dumps({"origin": self.origin, **keys}))

    def refusal(self, headers: dict[str, str], sealed: bytes) -> tuple[int, dict | None]:
        """The status with which a push service says no, or 0 with what the phone shows."""
        if not is_signed(headers.get("authorization", ""), self.origin):
            return 403, None
        if not headers.get("ttl", "").isdigit() or len(headers.get("topic", "")) > 32:
            return 400, None
        if headers.get("content-encoding") != "aes128gcm" or len(sealed) > 4096:
            return 413, None
        try:
            return 0, json.loads(opened(sealed, self.key, SECRET))
        except (http_ece.ECEException, ValueError):
            return 400, None


def opened(sealed: bytes, key: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What was sealed for this key (RFC 8291)."""
    return http_ece.decrypt(sealed, private_key=key, auth_secret=secret, version="aes128gcm")


def is_signed(authorization: str, origin: str) -> bool:
    """Whether the claims are for us, good for a day at most, name somebody, and are signed."""
    try:
        if not Vapid02.verify(authorization):
            return False
        token = authorization.partition("t=")[2].partition(",")[0]
        body = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (AssertionError, IndexError, KeyError, ValueError):
        return False
    is_ours = claims["aud"] == origin and claims["sub"].startswith(("mailto:", "https:"))
    return is_ours and (IS_OTHER_DAY or 0 < claims["exp"] - time.time() <= A_DAY + 60)


def written(some: bytes) -> str:
    """As browsers write bytes: base64url without what fills it up."""
    return urlsafe_b64encode(some).rstrip(b"=").decode()
