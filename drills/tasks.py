"""Wake-ups for photos and videos; they carry no arguments: what waits stands in the database."""

from celery import shared_task
from django.utils import timezone

from drills.preparing import erase_left_behind, erase_old, prepare_next


@shared_task(name="drills.prepare")
def prepare() -> None:
    """Make waiting files anew, one after another."""
    while prepare_next(now=timezone.now()):
        pass


@shared_task(name="drills.erase")
def erase() -> None:
    """Erase once a day what was taken away a week ago, and files that nothing names."""
    erase_old(now=timezone.now())
    erase_left_behind(now=timezone.now())
