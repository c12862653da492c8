"""Calling runners: each once for what is called to mind, however often we look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from clinic.outbox.actions import new_keys
from clinic.outbox.models import Message
from clinic.people.models import Runner

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Call:
    """A runner whose time has come: for which day, and until when it is useful.

    `key` names what is called to mind and the day, so that nobody is called twice.
    """

    runner: Runner
    on: date
    until: datetime
    key: str


def untold(waiting: Iterable[Call]) -> list[Call]:
    """Those who were not called yet, in whichever way; one query."""
    called = {call.key: call for call in waiting}
    ways = ("", Message.TEXT, Message.NOTICE)
    new = set(new_keys(key + way for key in called for way in ways))
    return [call for key, call in called.items() if {key + way for way in ways} <= new]


def locked(runners: Iterable[UUID]) -> set[UUID]:
    """Those runners who are free, locked until their messages are written; one query.

    What is being stored at this very moment holds its runner: we pass that runner over and ask
    again at the next tick, so nobody is reminded of what they have just done.
    """
    free = Runner.objects.select_for_update(no_key=True, skip_locked=True)
    wanted = free.filter(pk__in=set(runners)).order_by("pk")
    return set(wanted.values_list("pk", flat=True))


def moment(day: date, at: time, runner: Runner) -> datetime:
    """That wall-clock time where the runner lives, in UTC."""
    return datetime.combine(day, at, runner.zone).astimezone(UTC)
