"""Wake-ups of the diary; they carry no arguments, because what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from bookings.actions.holds import expire_holds
from bookings.actions.waitlist import expire_offers
from bookings.reminders import queue_appointment_reminders, ring_untold
from clinic.outbox.actions import note_sweep


@shared_task(name="bookings.remind")
def remind() -> None:
    """Plan the reminders of the next two days; list whom no text told for a call."""
    queue_appointment_reminders(now=timezone.now())
    ring_untold(now=timezone.now())
    note_sweep(name="bookings.remind", now=timezone.now())


@shared_task(name="bookings.expire")
def expire() -> None:
    """Write down which offers and holds have run out."""
    expire_offers(now=timezone.now())
    expire_holds(now=timezone.now())
    note_sweep(name="bookings.expire", now=timezone.now())
