"""Plans in plain words."""

from collections.abc import Iterable

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
EVERY_DAY = set(range(1, 8))


def days_in_words(weekdays: Iterable[int]) -> str:
    """ISO weekdays as people say them: "Monday, Wednesday and Friday"."""
    chosen = sorted(set(weekdays))
    if set(chosen) == EVERY_DAY:
        return "Every day"
    *first, last = [DAYS[number - 1] for number in chosen]
    return f"{', '.join(first)} and {last}" if first else last
