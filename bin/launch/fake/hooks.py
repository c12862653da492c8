"""What the pretending provider tells the clinic: signed as Standard Webhooks asks, and repeatable.

The signature is worked out here by hand, so that it is checked against another hand's work.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from uuid import uuid4


@dataclass(frozen=True)
class Hook:
    """Where the clinic listens, and the secret that both know (whsec_ and base64)."""

    url: str
    secret: str

    def tell(
        self, kind: str, *, event_id: str = "", at: int | None = None, **event: str
    ) -> tuple[int, str]:
        """Send one event; returns the status and the body of the answer."""
        event_id, at = event_id or f"evt_{uuid4()}", int(time.time()) if at is None else at
        body = json.dumps({"type": kind, "data": event}).encode()
        request = urllib.request.Request(
            self.url, data=body, headers=self.signed(event_id, at, body), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def signed(self, event_id: str, at: int, body: bytes) -> dict[str, str]:
        """The headers: HMAC-SHA256 over `id.time.body`."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        proof = hmac.new(key, f"{event_id}.{at}.".encode() + body, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,{base64.b64encode(proof).decode()}",
        }
