"""What the delivery asks of a provider, whatever it carries, and what can come of asking.

Providers differ in one thing that decides whether a message can arrive twice: what they make of a
message that is handed over again because the first answer was lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol

from clinic.outbox.models import Message
from clinic.outbox.models.states import Channel


class Repeats(Enum):
    """What a provider makes of a message that it may already have."""

    DROPPED = "dropped"
    """It knows it by its key, and drops it: hand it over again."""
    FINDABLE = "findable"
    """It can be asked for it, once it has settled: ask first."""
    DOUBLED = "doubled"
    """Nobody can know: a person decides."""


@dataclass(frozen=True)
class Sent:
    """The provider has taken it."""


@dataclass(frozen=True)
class Refused:
    """A definite no: it has not left. `for_good`: it never will; `pause`: not before that."""

    reason: str
    for_good: bool = False
    pause: timedelta = timedelta(0)


@dataclass(frozen=True)
class Busy:
    """Not now: it has not left, and the provider wants a pause."""

    reason: str
    pause: timedelta


@dataclass(frozen=True)
class Silent:
    """Handed over, and no answer that can be believed: it may have left."""

    reason: str


type Outcome = Sent | Refused | Busy | Silent


class UnreachableError(Exception):
    """Nothing can be handed over: nobody there, or no answer to a look-up."""


class Provider(Protocol):
    """Somebody who carries messages on one channel."""

    name: str
    channel: Channel
    repeats: Repeats
    at_once: int
    """How many messages one call carries: a cancelled one waits no longer than such a call."""
    remembers_for: timedelta
    """How long a key is known (DROPPED)."""
    settles_within: timedelta
    """How long after a lost answer a message may still turn up (FINDABLE)."""

    def open(self) -> None:
        """Make sure that somebody is there; raises UnreachableError."""

    def close(self) -> None:
        """End a connection, if there is one."""

    def hand_over(self, messages: Sequence[Message]) -> list[Outcome]:
        """Give it at most `at_once` messages; one outcome each, in their order."""

    def has(self, message: Message) -> bool:
        """Whether it has this message (FINDABLE); raises UnreachableError."""
