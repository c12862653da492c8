"""Housekeeping about people."""

from celery import shared_task
from django.utils import timezone

from clinic.people.actions import prune_tries


@shared_task(name="people.prune")
def prune() -> None:
    """Forget old counted tries once a day."""
    prune_tries(now=timezone.now())
