"""Wake-ups for webhooks. They carry no arguments: what is due stands in the database."""

from celery import shared_task

from clinic.db import clock
from clinic.webhooks.actions import hand_on
from clinic.webhooks.delivery import deliver_due, prune

ROUNDS = 5


@shared_task(name="webhooks.deliver")
def deliver() -> None:
    """Hand on what changed, and post what is due; the next tick goes on where this one stops."""
    hand_on(now=clock())
    for _ in range(ROUNDS):
        if not deliver_due(now=clock()):
            break


@shared_task(name="webhooks.prune")
def prune_told() -> None:
    """Forget old deliveries once a day."""
    prune(now=clock())
