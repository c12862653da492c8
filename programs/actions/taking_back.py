"""Taking reminders back once there is nothing left to be reminded of."""

from datetime import date, datetime
from uuid import UUID

from clinic.outbox.actions import cancel_messages, is_waiting
from clinic.people.models import Runner
from programs.models import Alert, Program
from programs.progress.mornings import unanswered
from programs.progress.sessions import due_runners


def about_sessions(runner_id: UUID, day: date) -> str:
    """What a session reminder of that runner and day is about, for taking it back."""
    return f"sessions:{runner_id}:{day}"


def take_back_reminder(runner: Runner, *, day: date, now: datetime) -> None:
    """Cancel today's reminder once nothing is due; one of another day has expired, or never was.

    Call it with the runner's row locked: reminders are owed under that lock, so none comes up
    between the look and the end of the transaction.
    """
    if day != now.astimezone(runner.zone).date():
        return
    about = about_sessions(runner.pk, day)
    if not is_waiting(about=about):
        return
    if runner.pk not in due_runners(programs=Program.objects.filter(runner=runner), day=day):
        cancel_messages(about=about)


def about_morning(runner_id: UUID, day: date) -> str:
    """What the question of that morning to that runner is about, for taking it back."""
    return f"morning:{runner_id}:{day}"


def take_back_morning(runner: Runner, *, now: datetime) -> None:
    """Cancel this morning's question once it is answered, or nothing is left to ask about.

    Call it with the runner's row locked, as for a reminder.
    """
    about = about_morning(runner.pk, now.astimezone(runner.zone).date())
    if is_waiting(about=about) and not unanswered(now=now, runners=[runner.pk]):
        cancel_messages(about=about)


def about_alerts(runner_id: UUID) -> str:
    """What an e-mail to a physio about that runner's alerts is about, for taking it back."""
    return f"alerts:{runner_id}"


def take_back_alert_mail(runner_id: UUID) -> None:
    """Cancel the e-mail to the physio once nothing of the runner is open any more.

    Call it with the runner's row locked, as for a reminder.
    """
    about = about_alerts(runner_id)
    if is_waiting(about=about) and not Alert.objects.open().filter(runner=runner_id).exists():
        cancel_messages(about=about)
