"""Text messages through a service with a small HTTP contract (docs/operations.md).

POST <url>/messages {to, text, reference, from} with the header Idempotency-Key hands one over;
GET <url>/messages?reference=… answers with those it has. Which of the two it honours stands in the
address: sms+https://token@host/path?repeats=dropped, findable or doubled.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from requests.exceptions import ConnectTimeout, RequestException
from urllib3.exceptions import MaxRetryError, NewConnectionError

from clinic.outbox.models import Message
from clinic.outbox.providers.base import Outcome, Repeats, Silent
from clinic.outbox.providers.base import UnreachableError as Unreachable
from clinic.outbox.providers.senders import sender_and_words
from clinic.outbox.providers.web import judge

PATIENCE = (2, 5)
"""Seconds to connect, and between two bytes of the answer."""


class Gateway:
    """One text message a call."""

    channel = Message.Channel.SMS
    at_once = 1

    def __init__(self, name: str, url: str) -> None:
        parts = urlsplit(url.removeprefix("sms+"))
        asked = {word: values[0] for word, values in parse_qs(parts.query).items()}
        self.name = name
        self.repeats = Repeats(asked.get("repeats", "doubled"))
        self.remembers_for = timedelta(hours=float(asked.get("remembers_hours", "24")))
        self.settles_within = timedelta(seconds=float(asked.get("settles_seconds", "30")))
        where = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        self.url = f"{parts.scheme}://{where}{parts.path.rstrip('/')}/messages"
        self.session = requests.Session()
        self.session.trust_env = False
        if parts.username:
            self.session.headers["Authorization"] = f"Bearer {unquote(parts.username)}"

    def open(self) -> None:
        """Each call connects by itself."""

    def close(self) -> None:
        """Let go of the kept connection."""
        self.session.close()

    def hand_over(self, messages: Sequence[Message]) -> list[Outcome]:
        """Send each; what never reached the service is told apart from a lost answer."""
        return [self._send(message) for message in messages]

    def has(self, message: Message) -> bool:
        """Ask the service for our reference."""
        try:
            answer = self.session.get(
                self.url, params={"reference": str(message.pk)}, timeout=PATIENCE
            )
            answer.raise_for_status()
            return bool(answer.json()["messages"])
        except (RequestException, KeyError, TypeError, ValueError) as trouble:
            raise Unreachable(type(trouble).__name__) from trouble

    def _send(self, message: Message) -> Outcome:
        reference = str(message.pk)
        sender, words = sender_and_words(message)
        text = {"to": message.to, "text": words, "reference": reference}
        try:
            answer = self.session.post(
                self.url,
                json=text | ({"from": sender} if sender else {}),
                headers={"Idempotency-Key": reference},
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except RequestException as trouble:
            if never_connected(trouble):
                raise Unreachable(type(trouble).__name__) from trouble
            return Silent(type(trouble).__name__)
        return judge(answer.status_code, answer.headers.get("Retry-After", ""))


def never_connected(trouble: RequestException) -> bool:
    """Whether not a byte can have reached the service."""
    if isinstance(trouble, ConnectTimeout):
        return True
    cause = trouble.args[0] if trouble.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
