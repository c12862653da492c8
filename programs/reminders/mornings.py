"""Whom to ask how the morning after a session is (domain.md D2), and who has not said it yet."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from clinic.outbox.actions import Owed, queue_messages
from clinic.people.access import stop_link
from clinic.people.actions import MORNING_REMINDER
from clinic.people.actions.telling import in_their_ways
from clinic.people.models import Purpose, Runner
from programs.actions.taking_back import about_morning
from programs.models import SessionLog
from programs.progress.mornings import unanswered
from programs.reminders.calls import MOST_AT_ONCE, Call, locked, moment, untold

# Not before eight, when nights end for our texts, unless the runner is called earlier anyway; and
# not after noon: it is about the morning.
ASKED_FROM, ASKED_UNTIL = time(8), time(12)


@transaction.atomic
def queue_morning_questions(*, now: datetime) -> None:
    """Owe the question to those whose plan asks for it. Run it as often as you like.

    It is one for a runner and day however much they did, on a day on which they want reminders,
    and is taken back once they have answered. It names neither the session nor what is asked of it.
    """
    fresh = untold(_calls(unanswered(now=now).values(), now=now))[:MOST_AT_ONCE]
    if not fresh:
        return
    free = locked(call.runner.pk for call in fresh)
    # Their choice and their answers as they stand under the lock.
    still = unanswered(now=now, runners=free)
    queue_messages(
        [
            one
            for call in untold(fresh)
            if (log := still.get(call.runner.pk))
            for one in _question(call, log.runner, now=now)
        ],
        now=now,
    )


def _calls(logs: Iterable[SessionLog], *, now: datetime) -> list[Call]:
    waiting = [call_on(log.runner, now=now) for log in logs]
    return [call for call in waiting if call is not None]


def call_on(runner: Runner, *, now: datetime) -> Call | None:
    """The runner's call of this morning, if it is time for it and a day that they chose.

    It comes at the time of their reminders if that is in the morning, so that both are one
    message, else at eight.
    """
    today = now.astimezone(runner.zone).date()
    if today.isoweekday() not in runner.remind_days:
        return None
    at = runner.remind_at if runner.remind_at < ASKED_UNTIL else ASKED_FROM
    until = moment(today, ASKED_UNTIL, runner)
    if moment(today, at, runner) <= now < until:
        return Call(runner, today, until, f"morning:{runner.pk}:{today}")
    return None


def _question(call: Call, runner: Runner, *, now: datetime) -> list[Owed]:
    """The question in the one way that the runner chose; nothing if they want none any more."""
    link = stop_link(runner)
    owed = Owed(
        key=call.key,
        kind=MORNING_REMINDER,
        about=about_morning(runner.pk, call.on),
        to=runner.email,
        template="programs/email/morning",
        context={"stop_link": link},
        stop_link=link,
        not_after=call.until,
    )
    return in_their_ways(runner, Purpose.SESSIONS, owed, now=now, event_at=call.until)
