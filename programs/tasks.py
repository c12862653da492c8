"""Wake-ups of the programs app. They carry no arguments: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from clinic.outbox.actions import note_sweep
from programs.actions.standings import count_standings
from programs.actions.thrown import forget_thrown
from programs.reminders.alerts import queue_alert_mails
from programs.reminders.mornings import queue_morning_questions
from programs.reminders.sessions import queue_session_reminders


@shared_task(name="programs.remind")
def remind() -> None:
    """Owe today's session reminders, and this morning's questions: in one go, for they may join."""
    queue_session_reminders(now=timezone.now())
    queue_morning_questions(now=timezone.now())
    note_sweep(name="programs.remind", now=timezone.now())


@shared_task(name="programs.alert")
def alert() -> None:
    """Owe physios the e-mails about new alerts."""
    queue_alert_mails(now=timezone.now())
    note_sweep(name="programs.alert", now=timezone.now())


@shared_task(name="programs.count")
def count() -> None:
    """Count how runners stand whose standing is of yesterday, or has changed."""
    count_standings(now=timezone.now())
    note_sweep(name="programs.count", now=timezone.now())


@shared_task(name="programs.forget")
def forget() -> None:
    """Drop drafts that were thrown away and cannot come back."""
    forget_thrown(now=timezone.now())
