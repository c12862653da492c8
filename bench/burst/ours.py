"""python -m bench.burst.ours NOW: plan and send what is due, as a worker does, in batches of 500.

The provider takes every message at once, so that what is measured is ours.
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from bookings.reminders import AT_ONCE, plan_batches  # noqa: E402
from clinic.outbox.delivery import deliver_by  # noqa: E402
from clinic.outbox.models import Message  # noqa: E402
from clinic.outbox.providers.base import Repeats, Sent  # noqa: E402


class Instant:
    """Takes what it is given."""

    name = "instant"
    channel = Message.Channel.EMAIL
    repeats = Repeats.DROPPED
    at_once = AT_ONCE
    remembers_for = timedelta(days=1)
    settles_within = timedelta(0)

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to end."""

    def hand_over(self, messages: Sequence[Message]) -> list:
        """All of them."""
        return [Sent() for _ in messages]

    def has(self, message: Message) -> bool:
        """Never asked."""
        raise NotImplementedError


class Counter:
    """Counts the statements of each batch; the words of messages are read once in ten seconds."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self, execute, sql, parameters, many, context):
        """One statement more."""
        self.now += "outbox_wording" not in sql
        return execute(sql, parameters, many, context)

    def lap(self) -> int:
        """How many since the last lap."""
        self.now, before = 0, self.now
        return before


def main() -> None:
    """Wait for the start, work until nothing is left, tell what it took."""
    now = datetime.fromisoformat(sys.argv[1])
    provider, counter = Instant(), Counter()
    list(plan_batches(now=now - timedelta(days=9)))  # connected, as a worker is
    reverse("home")
    planning: list[int] = []
    sending: list[int] = []
    sent = 0
    print("ready", flush=True)
    sys.stdin.readline()
    with connection.execute_wrapper(counter):
        planning.extend(counter.lap() for _ in plan_batches(now=now))
        counter.lap()
        while done := deliver_by(provider, now=now, limit=AT_ONCE):
            sent += done
            sending.append(counter.lap())
    most = [max(planning, default=0), max(sending, default=0)]
    print(json.dumps({"sent": sent, "most": most}), flush=True)


if __name__ == "__main__":
    main()
