"""Whose session of yesterday asks for an answer this morning. It only reads."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from programs.models import SessionLog

# Nothing is logged before it was done, so what was done yesterday came in within this time,
# wherever its runner lives: the newest logs have an index, their days have none.
CAME_IN_WITHIN = timedelta(days=3)


def unanswered(*, now: datetime, runners: Collection[UUID] | None = None) -> dict[UUID, SessionLog]:
    """The newest session of yesterday of each runner who has said nothing about its morning yet.

    Only where the plan that it was done under says that pain must settle by then (domain.md D1),
    and only of runners who want reminders of sessions; yesterday is their own. One query.
    """
    logs = SessionLog.objects.exclude(state=SessionLog.State.SKIPPED).filter(
        received_at__gte=now - CAME_IN_WITHIN,
        session__phase__plan__pain_must_settle=True,
        runner__wants_session_reminders=True,
        runner__user__is_active=True,
    )
    if runners is not None:
        logs = logs.filter(runner__in=runners)
    of_runners = defaultdict(list)
    for log in logs.exclude(runner__email="").select_related("runner", "next_morning"):
        today = now.astimezone(log.runner.zone).date()
        if log.occurred_on == today - timedelta(days=1):
            of_runners[log.runner_id].append(log)
    return {
        runner: max(logs, key=lambda log: log.occurred_at)
        for runner, logs in of_runners.items()
        if not any(hasattr(log, "next_morning") for log in logs)
    }
