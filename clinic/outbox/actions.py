"""Owing messages, and taking them back: always inside the transaction of the fact they tell of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from clinic.outbox.models import Handling, Message, MessageQuerySet, Sweep
from clinic.outbox.owing import store
from clinic.outbox.wording.current import current
from clinic.outbox.wording.own import own_words, rendered
from clinic.outbox.wording.texts import plain
from clinic.outbox.wording.variables import Values, filled

LONGEST_SUBJECT = 200
NONE = Q(pk__in=[])
# The states from which a text or a notification becomes an e-mail; from the first, once a receipt
# says that it was lost.
PASSED_ON_FROM = [
    Message.State.SENT,
    Message.State.FAILED,
    Message.State.UNCERTAIN,
    Message.State.EXPIRED,
]


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A message that somebody is owed.

    `template` names a pair: `<template>_subject.txt` and `<template>_body.txt`; of a text, which
    has no subject, `<template>.txt`; so of a notification, whose title is the clinic, and which
    opens the page `opens` (a path). `calendar` is an invitation (RFC 5545) that goes along;
    `stop_link` ends messages of this kind (RFC 8058). `instead` is the e-mail that a text
    becomes if it does not get through, and the e-mail or text that a notification becomes.
    """

    key: str
    kind: str
    to: str
    template: str
    context: dict[str, Any]
    channel: str = Message.Channel.EMAIL
    person: UUID | None = None
    about: str = ""
    send_after: datetime | None = None
    not_after: datetime | None = None
    is_secret: bool = False
    calendar: str = ""
    stop_link: str = ""
    opens: str = ""
    instead: "Owed | None" = None


def queue_message(*, now: datetime, **owed: Any) -> None:
    """Owe one message (the fields of Owed); owing the same key again changes nothing."""
    queue_messages([Owed(**owed)], now=now)


def queue_messages(owed: Iterable[Owed], *, now: datetime) -> None:
    """Owe messages with one query; those whose key is owed already change nothing.

    A person without an address gets a suppressed row, so that the front desk sees who was not told.
    """
    store([row_of(one, now=now) for one in owed])


def written(owed: Owed, *, now: datetime) -> Message:
    """The message in its words, not stored yet."""
    return Message(**row_of(owed, now=now))


def row_of(owed: Owed, *, now: datetime) -> dict[str, Any]:
    """The message in its words, by column; what it does not name is as the model says."""
    instead = row_of(owed.instead, now=now) if owed.instead and owed.instead.to else None
    subject, body = words_of(owed)
    return {
        "key": owed.key,
        "kind": owed.kind,
        "about": owed.about,
        "channel": owed.channel,
        "to": owed.to,
        "person": owed.person,
        "subject": _one_line(subject),
        "body": body.strip() + "\n",
        "is_secret": owed.is_secret,
        "calendar": owed.calendar,
        "stop_link": owed.stop_link,
        "opens": owed.opens,
        "instead": instead and _kept(instead),
        "state": Message.State.PLANNED if owed.to else Message.State.SUPPRESSED,
        "reason": "" if owed.to else "No e-mail address",
        "send_after": owed.send_after or now,
        "not_after": owed.not_after,
        "created_at": now,
    }


def _one_line(subject: str) -> str:
    """A subject as it is kept: with long names in it, it loses its end, and nobody a message."""
    line = " ".join(subject.split())
    return line if len(line) <= LONGEST_SUBJECT else shorten(line, LONGEST_SUBJECT, placeholder="…")


def words_of(owed: Owed) -> tuple[str, str]:
    """Subject and body: as the clinic words them, or else as we wrote them."""
    known = {"clinic": settings.CLINIC, "base_url": settings.BASE_URL, **owed.context}
    is_mail = owed.channel == Message.Channel.EMAIL
    words = current(owed.template) or own_words(owed.template, has_subject=is_mail)
    if words:
        values = Values(known)
        subject, body = (filled(text, values) for text in words)
    else:
        subject, body = rendered(owed.template, known, has_subject=is_mail)
    if owed.channel == Message.Channel.SMS:
        return "", plain(body)
    if owed.channel == Message.Channel.PUSH:
        return settings.CLINIC["name"], " ".join(body.split())
    return subject, body


def _kept(mail: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a message beside the one in whose place it may leave."""
    moments = {
        name: moment.isoformat() if (moment := mail[name]) else ""
        for name in ("send_after", "not_after")
    }
    words = ("channel", "to", "subject", "body", "stop_link")
    return {name: mail[name] for name in words} | moments


def new_keys(keys: Iterable[str]) -> list[str]:
    """Those of the keys that no message has yet, in the given order, with one query."""
    wanted = list(keys)
    known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    return [key for key in wanted if key not in known]


@transaction.atomic(savepoint=False)
def cancel_messages(*, about: str, kind: str | None = None) -> int:
    """Take back what has not left; returns how many never will.

    Call it in the transaction that changes the fact: a worker that holds a claim asks again
    before it hands over. What a provider is being handed at this moment is marked, so that it is
    not tried again if the provider refuses or goes silent; and a text that left is marked, so that
    it does not become an e-mail if the network loses it.
    """
    concerned = Message.objects.filter(about=about)
    if kind:
        concerned = concerned.filter(kind=kind)
    texts = Q(channel__in=Message.PASSED_ON, state__in=PASSED_ON_FROM, passed_on_at=None)
    return _taken_back(concerned, reason=Message.NO_LONGER_TRUE, also=texts)


def _taken_back(concerned: MessageQuerySet, *, reason: str, also: Q = NONE) -> int:
    """Cancel what has not left, and mark what is leaving and `also` others; how many never will.

    Locked first: whoever is just handing one over, or writing down what came of it, is waited for.
    Between two looks at a row that nobody holds it could go from one case to the other unseen.
    """
    waiting = Q(state__in=[Message.State.PLANNED, Message.State.SENDING])
    rows = concerned.filter(waiting | also).order_by("pk").select_for_update()
    held = Message.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    in_other_hands = Q(state=Message.State.SENDING, handed_over_at__isnull=False)
    held.filter(in_other_hands | also).update(is_taken_back=True)
    unsent = Q(state=Message.State.PLANNED) | Q(state=Message.State.SENDING, handed_over_at=None)
    return held.filter(unsent).update(
        state=Message.State.CANCELLED, reason=reason, lease_until=None
    )


@transaction.atomic(savepoint=False)
def cancel_unwanted(
    *,
    person: UUID,
    kinds: Collection[str],
    channel: str | None = None,
    later_than: datetime | None = None,
) -> int:
    """Take back what has not left of some kinds to one person, who wants it no more in this way.

    Named alone, `later_than` takes back only what is to leave after that moment.
    """
    theirs = Message.objects.filter(person=person, kind__in=kinds)
    if channel is not None:
        theirs = theirs.filter(channel=channel)
    if later_than is not None:
        theirs = theirs.filter(send_after__gt=later_than)
    return _taken_back(theirs, reason=Message.NOT_WANTED)


def has_left(*, key: str) -> bool:
    """Whether a provider has, or may have, the message with this key, in whichever way."""
    kept = [Message.State.PLANNED, Message.State.CANCELLED, Message.State.SUPPRESSED]
    keys = [key, key + Message.TEXT, key + Message.NOTICE]
    return Message.objects.filter(key__in=keys).exclude(state__in=kept).exists()


def is_planned(*, about: str, kind: str) -> bool:
    """Whether a message of that kind waits to leave."""
    waiting = Message.objects.filter(about=about, kind=kind, state=Message.State.PLANNED)
    return waiting.exists()


def is_waiting(*, about: str) -> bool:
    """Whether any message about it has not left yet, is leaving now, or may become an e-mail."""
    waiting = Q(state__in=[Message.State.PLANNED, Message.State.SENDING])
    texts = Q(channel__in=Message.PASSED_ON, state__in=PASSED_ON_FROM, passed_on_at=None)
    return Message.objects.filter(waiting | texts, about=about, is_taken_back=False).exists()


@transaction.atomic
def send_again(*, message: Message, by: AbstractBaseUser, now: datetime) -> bool:
    """The desk decides that a stuck message leaves after all; False if it is not stuck any more."""
    stuck = Message.objects.sendable_again().filter(pk=message.pk)
    changed = stuck.update(
        state=Message.State.PLANNED, send_after=now, not_after=None, attempts=0, reason=""
    )
    return _note(changed, message, Handling.What.AGAIN, by=by, now=now)


@transaction.atomic
def take_back(*, message: Message, by: AbstractBaseUser, now: datetime) -> bool:
    """The desk cancels a message that has not left; False if a worker has it, or it is gone."""
    unsent = Message.objects.filter(pk=message.pk, state=Message.State.PLANNED, is_secret=False)
    changed = unsent.update(state=Message.State.CANCELLED, reason="Taken back by the desk")
    return _note(changed, message, Handling.What.CANCELLED, by=by, now=now)


@transaction.atomic
def settle(*, message: Message, by: AbstractBaseUser, now: datetime) -> bool:
    """The desk has told the person in another way, or need not: the row leaves the list."""
    changed = Message.objects.needing_a_person().filter(pk=message.pk).update(settled_at=now)
    return _note(changed, message, Handling.What.SETTLED, by=by, now=now)


@transaction.atomic
def put_back(*, message: Message, by: AbstractBaseUser, now: datetime) -> bool:
    """It was another message that is looked after: the row comes back on the list."""
    settled = Message.objects.filter(pk=message.pk).exclude(settled_at=None)
    changed = settled.update(settled_at=None)
    return _note(changed, message, Handling.What.PUT_BACK, by=by, now=now)


def _note(
    changed: int, message: Message, what: str, *, by: AbstractBaseUser, now: datetime
) -> bool:
    """Write down who did it, in the same transaction; nothing if nothing was changed."""
    if changed:
        Handling.objects.create(message=message, what=what, by=by, at=now)  # type: ignore[misc]
    return bool(changed)


@transaction.atomic
def note_sweep(*, name: str, now: datetime) -> None:
    """Remember that a recurring job finished; /healthz shows the age."""
    Sweep.objects.update_or_create(name=name, defaults={"finished_at": now})
