"""Wake-ups for the outbox. They carry no arguments: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from clinic.outbox.actions import note_sweep
from clinic.outbox.delivery import deliver_due, prune

ROUNDS = 25


@shared_task(name="outbox.deliver")
def deliver() -> None:
    """Send what is due, a batch at a time; the next tick goes on where this one stops."""
    for _ in range(ROUNDS):
        if not deliver_due(now=timezone.now()):
            break
    note_sweep(name="outbox.deliver", now=timezone.now())


@shared_task(name="outbox.prune")
def prune_bodies() -> None:
    """Empty old bodies once a day."""
    prune(now=timezone.now())
    note_sweep(name="outbox.prune", now=timezone.now())
