"""What the front door does by itself."""

from celery import shared_task
from django.utils import timezone

from clinic.digest import owe_digests
from clinic.outbox.actions import note_sweep


@shared_task(name="clinic.digest")
def digest() -> None:
    """Owe managers the numbers of their days."""
    owe_digests(now=timezone.now())
    note_sweep(name="clinic.digest", now=timezone.now())
