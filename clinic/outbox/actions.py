"""Owing messages, and taking them back: always inside the transaction of the fact they tell of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from clinic.outbox.models import Message, Sweep

NO_LONGER_TRUE = "No longer true"


def queue_message(
    *,
    key: str,
    kind: str,
    to: str,
    template: str,
    context: dict[str, Any],
    now: datetime,
    about: str = "",
    send_after: datetime | None = None,
    not_after: datetime | None = None,
    is_secret: bool = False,
) -> None:
    """Owe one message; owing the same key again changes nothing.

    `template` names a pair: `<template>_subject.txt` and `<template>_body.txt`. A person without
    an address gets a suppressed row, so that the front desk sees who was not told.
    """
    context = {"clinic": settings.CLINIC, "base_url": settings.BASE_URL, **context}
    Message.objects.bulk_create(
        [
            Message(
                key=key,
                kind=kind,
                about=about,
                to=to,
                subject=" ".join(render_to_string(f"{template}_subject.txt", context).split()),
                body=render_to_string(f"{template}_body.txt", context).strip() + "\n",
                is_secret=is_secret,
                state=Message.State.PLANNED if to else Message.State.SUPPRESSED,
                reason="" if to else "No e-mail address",
                send_after=send_after or now,
                not_after=not_after,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def new_keys(keys: Iterable[str]) -> list[str]:
    """Those of the keys that no message has yet, in the given order, with one query."""
    wanted = list(keys)
    known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    return [key for key in wanted if key not in known]


def cancel_messages(*, about: str, kind: str | None = None) -> int:
    """Take back what has not left; returns how many never will.

    Call it in the transaction that changes the fact: a worker that holds a claim asks again
    before it hands over. What a provider is being handed at this moment is marked, so that it is
    not tried again if the provider refuses or goes silent.
    """
    concerned = Message.objects.filter(about=about)
    if kind:
        concerned = concerned.filter(kind=kind)
    # In this order: a row that goes from sending back to planned in between is caught below.
    concerned.filter(state=Message.State.SENDING, handed_over_at__isnull=False).update(
        is_taken_back=True
    )
    unsent = concerned.filter(
        Q(state=Message.State.PLANNED) | Q(state=Message.State.SENDING, handed_over_at=None)
    )
    return unsent.update(state=Message.State.CANCELLED, reason=NO_LONGER_TRUE, lease_until=None)


def has_left(*, key: str) -> bool:
    """Whether a provider has, or may have, the message with this key."""
    kept = [Message.State.PLANNED, Message.State.CANCELLED, Message.State.SUPPRESSED]
    return Message.objects.filter(key=key).exclude(state__in=kept).exists()


def is_planned(*, about: str, kind: str) -> bool:
    """Whether a message of that kind waits to leave."""
    waiting = Message.objects.filter(about=about, kind=kind, state=Message.State.PLANNED)
    return waiting.exists()


def send_again(*, message: Message, now: datetime) -> bool:
    """The desk decides that a stuck message leaves after all; False if it is not stuck any more."""
    stuck = Message.objects.sendable_again().filter(pk=message.pk)
    return bool(
        stuck.update(
            state=Message.State.PLANNED, send_after=now, not_after=None, attempts=0, reason=""
        )
    )


def settle(*, message: Message, now: datetime) -> bool:
    """The desk has told the person in another way, or need not: the row leaves the list."""
    return bool(Message.objects.needing_a_person().filter(pk=message.pk).update(settled_at=now))


def put_back(*, message: Message) -> bool:
    """It was another message that is looked after: the row comes back on the list."""
    settled = Message.objects.filter(pk=message.pk).exclude(settled_at=None)
    return bool(settled.update(settled_at=None))


@transaction.atomic
def note_sweep(*, name: str, now: datetime) -> None:
    """Remember that a recurring job finished; /healthz shows the age."""
    Sweep.objects.update_or_create(name=name, defaults={"finished_at": now})
