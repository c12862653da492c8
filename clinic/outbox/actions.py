"""Owing messages, and taking them back: always inside the transaction of the fact they tell of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from clinic.outbox.models import Message, Sweep


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
    """Take back what no provider has been handed yet; returns how many.

    Call it in the transaction that changes the fact: a worker that holds a claim asks again
    before it hands over, so nothing untrue leaves after the commit.
    """
    held_back = Q(state=Message.State.PLANNED) | Q(state=Message.State.SENDING, handed_over_at=None)
    unsent = Message.objects.filter(held_back, about=about)
    if kind:
        unsent = unsent.filter(kind=kind)
    return unsent.update(state=Message.State.CANCELLED, reason="No longer true", lease_until=None)


@transaction.atomic
def note_sweep(*, name: str, now: datetime) -> None:
    """Remember that a recurring job finished; /healthz shows the age."""
    Sweep.objects.update_or_create(name=name, defaults={"finished_at": now})
