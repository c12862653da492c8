"""Text messages through one of the many services that apprise knows: apprise:<its address>.

Apprise answers only yes or no, and some of its no's come after the message was queued. So a no is
silence here: the desk is shown it, and nothing is sent twice.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

from apprise import Apprise, NotifyFormat

from clinic.outbox.models import Message
from clinic.outbox.providers.base import Outcome, Refused, Repeats, Sent, Silent
from clinic.outbox.providers.senders import sender_and_words

NUMBER = "{to}"
"""Stands in the address where the number of the person belongs."""
SENDER = "{from}"
"""Stands there where it belongs what the text comes from."""


class Service:
    """One text message a call."""

    channel = Message.Channel.SMS
    repeats = Repeats.DOUBLED
    at_once = 1
    remembers_for = timedelta(0)
    settles_within = timedelta(0)

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url = name, url.removeprefix("apprise:")

    def open(self) -> None:
        """Each call connects by itself."""

    def close(self) -> None:
        """Nothing is kept open."""

    def hand_over(self, messages: Sequence[Message]) -> list[Outcome]:
        """Send each to the number of its person."""
        return [self._send(message) for message in messages]

    def has(self, message: Message) -> bool:
        """Apprise has no look-up."""
        raise NotImplementedError

    def _send(self, message: Message) -> Outcome:
        sender, words = sender_and_words(message)
        if SENDER in self.url and not sender:
            return Refused("Nobody has said what texts come from", for_good=True)
        service = Apprise()
        address = self.url.replace(NUMBER, message.to).replace(SENDER, quote(sender, safe=""))
        if not service.add(address):
            return Silent("The address of the service is not understood")
        taken = service.notify(body=words, body_format=NotifyFormat.TEXT)
        return Sent() if taken else Silent("The service said no")
