"""Housekeeping about people."""

from celery import shared_task
from django.utils import timezone
from oauth2_provider.models import clear_expired

from clinic.people.actions import prune_tries
from clinic.people.clients import forget_spent_codes


@shared_task(name="people.prune")
def prune() -> None:
    """Forget old counted tries, and tokens that are over, once a day."""
    prune_tries(now=timezone.now())
    clear_expired()
    forget_spent_codes()
