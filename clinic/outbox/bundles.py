"""Several for one person at about one time leave as one message that says each.

Joined are reminders and news that their person chose (those with a `person`), on one channel to one
address. What must stand alone never is: codes, offers that run out, and news of a visit itself with
its invitation. A bundle goes by the id of its first part, which providers know it by (`bundle`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings

from clinic.outbox.models import Message

WITHIN = timedelta(minutes=5)
"""How long before its time a reminder leaves along with another of the same person."""
LONGEST_SUBJECT = 200

type Unit = list[Message]
"""What leaves in one piece: one message, or the parts of a bundle, the earliest first."""


def bundles_of(fresh: Iterable[Message]) -> dict[UUID, Unit]:
    """Which of some messages leave together, by the id of the first; those alone are in none."""
    together: defaultdict[tuple, Unit] = defaultdict(list)
    for message in fresh:
        if message.person and not message.is_secret and not message.calendar:
            together[message.person, message.channel, message.to].append(message)
    return {parts[0].pk: parts for parts in together.values() if len(parts) > 1}


def units_of(messages: Iterable[Message]) -> list[Unit]:
    """The messages of a claim, each bundle in one piece, in their order."""
    units: dict[UUID, Unit] = {}
    for message in messages:
        units.setdefault(message.bundle or message.pk, []).append(message)
    return list(units.values())


def joined(unit: Sequence[Message]) -> Message:
    """One message that says all of them, under the id that its provider knows; it is not stored."""
    first = unit[0]
    if first.bundle is None:
        return first
    return Message(
        pk=first.bundle,
        channel=first.channel,
        to=first.to,
        person=first.person,
        subject=_subject(unit),
        body=BODIES[Message.Channel(first.channel)](unit),
        opens=first.opens if _is_one([one.opens for one in unit]) else "",
        stop_link=first.stop_link if _is_one([one.stop_link for one in unit]) else "",
        not_after=min((one.not_after for one in unit if one.not_after), default=None),
        lease_until=first.lease_until,
    )


def _is_one(values: Collection[str]) -> bool:
    return len(set(values)) == 1


def _subject(unit: Sequence[Message]) -> str:
    """What each is about, so that none hides behind another; of too many, how many more."""
    if unit[0].channel != Message.Channel.EMAIL:
        return unit[0].subject
    named = unit[0].subject
    for number, one in enumerate(unit[1:], start=1):
        longer = f"{named} · {one.subject}"
        if len(longer) > LONGEST_SUBJECT:
            more = f", and {len(unit) - number} more"
            return named[: LONGEST_SUBJECT - len(more)] + more
        named = longer
    return named


def _mail(unit: Sequence[Message]) -> str:
    """Each with its own subject above it."""
    if len(unit) == 1:
        return unit[0].body
    parts = [f"{n}. {one.subject}\n\n{one.body.strip()}" for n, one in enumerate(unit, start=1)]
    rule = f"\n\n{'-' * 20}\n\n"
    return f"This is {len(unit)} messages in one.\n\n{rule.join(parts)}\n"


def _text(unit: Sequence[Message]) -> str:
    """A line each; who writes, and how to end it, are said once if all of them say it."""
    bodies = [one.body.strip() for one in unit]
    opening = f"{settings.CLINIC['name']}: "
    ending = f" {Message.NO_MORE}"
    if len(bodies) > 1 and all(one.startswith(opening) for one in bodies):
        bodies = [bodies[0], *(one.removeprefix(opening) for one in bodies[1:])]
    if all(one.endswith(ending) for one in bodies):
        bodies = [*(one.removesuffix(ending) for one in bodies[:-1]), bodies[-1]]
    return "\n".join(bodies)


def _notice(unit: Sequence[Message]) -> str:
    return "\n".join(one.body.strip() for one in unit)


BODIES = {
    Message.Channel.EMAIL: _mail, Message.Channel.SMS: _text, Message.Channel.PUSH: _notice,
}  # fmt: skip
