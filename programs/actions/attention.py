"""What a physio does about a runner: put a reason off, answer a question, keep a note."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.outbox.actions import Owed
from clinic.people.actions.telling import tell_runner
from clinic.people.models import Principal, Purpose, Runner, User
from programs.actions.alerts import raise_alert
from programs.actions.taking_back import take_back_alert_mail
from programs.models import Alert, Note, Program, Question, Snooze

# Pain cannot be put off for longer than to the next day (ux.md D4).
PAIN = {Alert.Kind.SEVERE_PAIN, Alert.Kind.PAIN, Alert.Kind.MORNING}
ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=28)


@transaction.atomic
def put_off(
    *, runner: Runner, reason: str, until: date, today: date, by: Principal, now: datetime
) -> Snooze:
    """Hide a reason of the caseload until a day; anything new of the same kind shows at once.

    Raises ValidationError for a day that is past, more than four weeks ahead, or, for pain, later
    than tomorrow.
    """
    longest = ONE_DAY if reason in PAIN else LONGEST
    if not today < until <= today + longest:
        limit = "tomorrow" if reason in PAIN else "four weeks from now"
        raise ValidationError(f"Choose a day from tomorrow on, at the latest {limit}.")
    snooze, _ = Snooze.objects.update_or_create(
        runner=runner,
        reason=reason,
        defaults={"until": until, "by": cast(User, by), "made_at": now},
    )
    return snooze


def bring_back(*, runner: Runner, reason: str) -> None:
    """Show a reason again that was put off; harmless when it was not."""
    Snooze.objects.filter(runner=runner, reason=reason).delete()


@transaction.atomic
def ask_question(
    *,
    runner: Runner,
    program: Program | None,
    text: str,
    drill_name: str = "",
    question_id: UUID,
    now: datetime,
) -> Question:
    """Keep what a runner asks, and flag it. The same id again is the same question."""
    there = Question.objects.filter(pk=question_id, runner=runner).first()
    if there:
        return there
    question = save_checked(
        Question(
            id=question_id,
            runner=runner,
            program=program,
            drill_name=drill_name,
            text=text,
            asked_at=now,
        )
    )
    raise_alert(
        kind=Alert.Kind.QUESTION,
        key=_about(question),
        runner=runner,
        program=program,
        on=now.astimezone(runner.zone).date(),
        now=now,
    )
    return question


@transaction.atomic
def answer_question(*, question: Question, text: str, by: Principal, now: datetime) -> None:
    """Answer, clear the alert, and owe the runner one message that says no more than that.

    Raises ValidationError `answered` when somebody has answered it already.
    """
    # E-mails about alerts are owed under this lock (programs/reminders/alerts.py).
    Runner.objects.select_for_update(no_key=True).only("pk").get(pk=question.runner_id)
    claimed = Question.objects.open().filter(pk=question.pk)
    if not claimed.update(answer=text, answered_by=cast(User, by), answered_at=now):
        raise ValidationError("This question has an answer already.", code="answered")
    Alert.objects.open().filter(key=_about(question)).update(
        cleared_at=now, cleared_by=cast(User, by), done=Alert.Done.ANSWERED
    )
    take_back_alert_mail(question.runner_id)
    runner = question.runner
    owed = Owed(
        key=f"question-answered:{question.pk}",
        kind="question-answered",
        opens="/ask/",
        about=f"question:{question.pk}",
        to=runner.email,
        template="programs/email/answered",
        context={"physio": cast(User, by).name, "runner": runner.name},
    )
    tell_runner(runner, Purpose.NEWS, owed, now=now)


def add_note(*, runner: Runner, text: str, by: Principal, now: datetime) -> Note:
    """Keep a note with the runner's open case, if there is one. Nobody can change it later."""
    case = runner.cases.open().first()
    return save_checked(Note(runner=runner, case=case, text=text, by=cast(User, by), made_at=now))


def _about(question: Question) -> str:
    return f"question:{question.pk}"
