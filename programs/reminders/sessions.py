"""Who has a session today and was not told yet."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from clinic.outbox.actions import Owed, queue_messages
from clinic.people.access import stop_link
from clinic.people.actions import SESSION_REMINDER
from clinic.people.actions.telling import in_their_ways
from clinic.people.models import Purpose, Runner
from programs.actions.taking_back import about_sessions
from programs.models import Program
from programs.progress.sessions import due_runners
from programs.reminders.calls import MOST_AT_ONCE, Call, locked, moment, untold

USEFUL_FOR = timedelta(hours=4)
AGAIN_AFTER = timedelta(hours=5)
# A second reminder does not begin later than this on the runner's clock.
QUIET_FROM = time(21)


@transaction.atomic
def queue_session_reminders(*, now: datetime) -> None:
    """Owe a reminder to every runner with a session due today. Run it as often as you like.

    The time is the runner's own wall clock. A reminder leaves within four hours of it and never
    after midnight, says nothing about the session, and is taken back once nothing is due.
    """
    fresh = untold(calls(now=now))[:MOST_AT_ONCE]
    if not fresh:
        return
    due = _due_now(fresh)
    # Their choice, and what they were told, as they stand under the lock.
    runners = Runner.objects.in_bulk(due)
    owed = [
        one
        for call in untold(fresh)
        if (runner := runners.get(call.runner.pk))
        for one in _reminder(call, runner, now=now)
    ]
    queue_messages(owed, now=now)


def _reminder(call: Call, runner: Runner, *, now: datetime) -> list[Owed]:
    """The reminder in the one way that the runner chose; nothing if they want none any more."""
    link = stop_link(runner)
    owed = Owed(
        key=call.key,
        kind=SESSION_REMINDER,
        about=about_sessions(runner.pk, call.on),
        to=runner.email,
        template="programs/email/session_reminder",
        context={"stop_link": link},
        stop_link=link,
        not_after=call.until,
    )
    return in_their_ways(runner, Purpose.SESSIONS, owed, now=now, event_at=call.until)


def calls(*, now: datetime) -> list[Call]:
    """The runners with an active programme whose reminder time has come; one query."""
    active = Program.objects.filter(status=Program.Status.ACTIVE)
    runners = Runner.objects.filter(
        wants_session_reminders=True, user__is_active=True, pk__in=active.values("runner")
    )
    waiting = [call_on(runner, now=now) for runner in runners.exclude(email="").order_by("pk")]
    return [call for call in waiting if call is not None]


def call_on(runner: Runner, *, now: datetime) -> Call | None:
    """The runner's call of today, if it is time for it, not too late, and a day they chose.

    One for a runner and day, however many sessions there are; one more if they asked for it.
    """
    today = now.astimezone(runner.zone).date()
    if today.isoweekday() not in runner.remind_days:
        return None
    starts = moment(today, runner.remind_at, runner)
    midnight = moment(today + timedelta(days=1), time.min, runner)
    until = min(starts + USEFUL_FOR, midnight)
    if starts <= now < until:
        return Call(runner, today, until, f"session-due:{runner.pk}:{today}")
    again = starts + AGAIN_AFTER
    until = min(again + USEFUL_FOR, midnight)
    latest = moment(today, QUIET_FROM, runner)
    if runner.remind_again and again <= latest and again <= now < until:
        return Call(runner, today, until, f"session-due-again:{runner.pk}:{today}")
    return None


def _due_now(waiting: Iterable[Call]) -> set[UUID]:
    """The runners with a session still due, locked until their messages are written."""
    by_day = defaultdict(set)
    for call in waiting:
        by_day[call.on].add(call.runner.pk)
    free = locked(set().union(*by_day.values()))
    due = set()
    for day, runners in by_day.items():
        programs = Program.objects.filter(runner__in=runners & free)
        due |= due_runners(programs=programs, day=day)
    return due
