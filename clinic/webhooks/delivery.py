"""Posting what is due: a claim, a post outside of any transaction, and what came of it."""

import json
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from clinic.posting import RefusedError, post
from clinic.webhooks.actions import switch_off
from clinic.webhooks.models import TRIAL, Delivery
from clinic.webhooks.sight import KINDS
from clinic.webhooks.signing import headers_for

log = structlog.get_logger(__name__)

AT_ONCE = 20
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=2)
GONE = 410
KEPT_FOR = timedelta(days=30)


def deliver_due(*, now: datetime) -> int:
    """Post up to 20 events, each in its turn; returns how many were tried."""
    batch = claim(now=now)
    for delivery in batch:
        settle(delivery, *attempt(delivery, now=now), now=now)
    return len(batch)


@transaction.atomic
def claim(*, now: datetime) -> list[Delivery]:
    """Take what is due for the length of a lease; a dead worker's comes round again."""
    due = Delivery.objects.due(now).select_related("endpoint")
    batch = list(due.select_for_update(skip_locked=True, of=["self"])[:AT_ONCE])
    Delivery.objects.filter(pk__in=[one.pk for one in batch]).update(
        lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    for delivery in batch:
        delivery.attempts += 1
    return batch


def attempt(delivery: Delivery, *, now: datetime) -> tuple[bool, str]:
    """Post it; whether it was taken, and what to say of the try."""
    endpoint, body = delivery.endpoint, body_of(delivery)
    signed = headers_for(endpoint, str(delivery.pk), body, now=now)
    kind = {"Content-Type": "application/json", "User-Agent": "Steady-Webhooks/1"}
    try:
        status = post(endpoint.url, body, signed | kind).status
    except RefusedError as refusal:
        return False, str(refusal)
    except OSError as trouble:
        return False, f"No answer ({trouble})"[:120]
    if status == GONE:
        switch_off(endpoint=endpoint, now=now)
        log.info("webhook switched off", endpoint=str(endpoint.pk), reason="410")
    return 200 <= status < 300, f"Answered {status}"


def settle(delivery: Delivery, is_taken: bool, said: str, *, now: datetime) -> None:
    """Write down what came of it: taken, tried again after twice the pause, or given up."""
    facts: dict[str, Any] = {"said": said, "lease_until": None}
    pause = min(FIRST_PAUSE * 2 ** (delivery.attempts - 1), LONGEST_PAUSE)
    if is_taken:
        facts |= {"state": Delivery.State.DELIVERED, "delivered_at": now}
    elif now + pause > delivery.give_up_at:
        facts["state"] = Delivery.State.GIVEN_UP
        log.warning("webhook given up", delivery=str(delivery.pk), event_name=delivery.event)
    else:
        facts["next_at"] = now + pause
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING).update(**facts)


def body_of(delivery: Delivery) -> bytes:
    """What is posted: which thing changed and where to read it, nothing of what it says."""
    kind = delivery.event.partition(".")[0]
    data = {"object": kind, "id": str(delivery.subject), "version": delivery.version}
    if delivery.event != TRIAL:
        path = KINDS[kind].path
        data["url"] = f"{settings.BASE_URL}/api/v1/{path}/{delivery.subject}/"
    told = {"type": delivery.event, "timestamp": delivery.happened_at.isoformat(), "data": data}
    return json.dumps(told, separators=(",", ":")).encode()


def prune(*, now: datetime) -> int:
    """Forget what was told a month ago; what still waits stays."""
    over = Delivery.objects.exclude(state=Delivery.State.WAITING)
    return over.filter(happened_at__lt=now - KEPT_FOR).delete()[0]
