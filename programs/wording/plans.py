"""Plans in plain words."""

from collections.abc import Iterable

from programs.models import PlannedSession

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
EVERY_DAY = set(range(1, 8))


def days_in_words(weekdays: Iterable[int]) -> str:
    """ISO weekdays as people say them: "Monday, Wednesday and Friday"."""
    chosen = sorted(set(weekdays))
    if set(chosen) == EVERY_DAY:
        return "Every day"
    *first, last = [DAYS[number - 1] for number in chosen]
    return f"{', '.join(first)} and {last}" if first else last


def cadence_in_words(session: PlannedSession) -> str:
    """On which days, and how often on them: "Every 2 days, twice a day"."""
    if session.cadence == PlannedSession.Cadence.WEEKDAYS:
        days = days_in_words(session.weekdays)
    elif session.cadence == PlannedSession.Cadence.EVERY_DAYS:
        days = "Every day" if session.every_days == 1 else f"Every {session.every_days} days"
    else:
        days = f"{times_in_words(session.per_week or 1).capitalize()} a week"
    turns = session.times_per_day
    return days if turns == 1 else f"{days}, {times_in_words(turns)} a day"


def times_in_words(count: int) -> str:
    """once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
