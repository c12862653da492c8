"""The morning after: one answer to one question, and a physio sees when it is worse."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.people.models import Runner
from programs.actions.alerts import raise_morning_alert
from programs.actions.taking_back import take_back_morning
from programs.models import MorningCheck, SessionLog
from programs.progress.logs import latest_logs

# The question ends in the evening of the next day (ux.md R6); an answer later would be a guess.
ASKED_UNTIL = time(20)


@transaction.atomic
def answer_morning(
    *,
    log: SessionLog,
    runner: Runner,
    is_worse: bool,
    pain: int | None = None,
    where: str = "",
    now: datetime,
) -> MorningCheck:
    """Keep how the morning after a session was. A new answer takes the place of the old one.

    The question that has not left yet is taken back. Raises ValidationError on the day of the
    session itself, and for a rating that is none.
    """
    if now.astimezone(runner.zone).date() <= log.occurred_on:
        raise ValidationError("Answer this on the morning after the session.", code="too_early")
    if pain is not None and not 0 <= pain <= 10:
        raise ValidationError({"pain": "Pain is a number from 0 to 10."})
    # Questions are owed under this lock (programs/reminders/mornings.py).
    Runner.objects.select_for_update(no_key=True).only("pk").get(pk=runner.pk)
    check, _ = MorningCheck.objects.update_or_create(
        log=log,
        defaults={"is_worse": is_worse, "pain": pain, "where": where, "answered_at": now},
    )
    raise_morning_alert(check, now=now)
    take_back_morning(runner, now=now)
    return check


def morning_to_ask(
    *, runner: Runner, now: datetime, logs: list[SessionLog] | None = None
) -> SessionLog | None:
    """Yesterday's newest session that has no answer yet, until 8 pm.

    One query, none with the `latest_logs` at hand.
    """
    local = now.astimezone(runner.zone)
    if local.time() >= ASKED_UNTIL:
        return None
    yesterday = local.date() - timedelta(days=1)
    there = latest_logs(runner, local.date()) if logs is None else logs
    open_ones = (
        one for one in there if one.occurred_on == yesterday and not hasattr(one, "next_morning")
    )
    return max(open_ones, key=lambda one: one.occurred_at, default=None)
