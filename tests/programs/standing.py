"""Holding the standings that were counted ahead against counting everybody here and now."""

from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from clinic.people.models import User
from programs.actions.standings import count_standings
from programs.models import Standing
from programs.progress.caseload import Row, caseload

NOT_COUNTED = dict.fromkeys(
    ["counted_edition", "counted_on", "shape", "place", "weight", "needs_you", "has_program"]
) | {"told": ""}


def seen(rows: list[Row]) -> list[tuple]:
    """Everything that a caseload shows of its runners, in its order."""
    return [
        (
            row.id, row.name, row.rank(), row.needs_you, row.has_program, row.reasons, row.calm,
            row.programs, row.halves, row.limit, row.points,
        )
        for row in rows
    ]  # fmt: skip


def end_transaction() -> None:
    """Let happen now what the database leaves to the end; a test's transaction has none."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def counted_now(pia: User, today: date) -> list[tuple]:
    """The caseload without anything that was counted ahead."""
    Standing.objects.update(**NOT_COUNTED)
    return seen(caseload(user=pia, today=today))


def check_standing(pia: User, today: date) -> None:
    """What was counted before the last change shows what is true after it; then count again."""
    end_transaction()
    ahead = seen(caseload(user=pia, today=today))
    assert ahead == counted_now(pia, today)
    noon = datetime.combine(today, time(12), timezone.get_current_timezone())
    assert count_standings(now=noon) == len(ahead)
