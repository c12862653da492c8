"""The tables of the outbox."""

from clinic.outbox.models.devices import Device
from clinic.outbox.models.handlings import Handling
from clinic.outbox.models.messages import Message
from clinic.outbox.models.numbers import ReplyDone, StoppedNumber, Told
from clinic.outbox.models.reading import MessageQuerySet
from clinic.outbox.models.senders import TextSender
from clinic.outbox.models.wordings import Wording
from clinic.outbox.models.workings import ProviderRest, Sweep

__all__ = [
    "Device",
    "Handling",
    "Message",
    "MessageQuerySet",
    "ProviderRest",
    "ReplyDone",
    "StoppedNumber",
    "Sweep",
    "TextSender",
    "Told",
    "Wording",
]
