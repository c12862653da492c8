"""Wake-ups for the outbox. They carry no arguments: what is due stands in the database."""

from celery import shared_task

from clinic.db import clock
from clinic.outbox.actions import note_sweep
from clinic.outbox.delivery import deliver_due, prune
from clinic.outbox.fallback import fall_back

ROUNDS = 25


@shared_task(name="outbox.deliver")
def deliver() -> None:
    """Send what is due, a batch at a time; the next tick goes on where this one stops."""
    fall_back(now=clock())
    for _ in range(ROUNDS):
        if not deliver_due(now=clock()):
            break
    note_sweep(name="outbox.deliver", now=clock())


@shared_task(name="outbox.prune")
def prune_bodies() -> None:
    """Empty old bodies once a day."""
    prune(now=clock())
    note_sweep(name="outbox.prune", now=clock())
