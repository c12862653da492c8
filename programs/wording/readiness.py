"""What stands behind each exit criterion, in words: the number, the window and what is missing."""

from datetime import date

from django.utils.dateformat import format as written

SOURCE = (
    "The limits are this phase’s own: you set them. Pain during, after and on the next morning are "
    "looked at together, as in the pain-monitoring model (Silbernagel and others 2007, American "
    "Journal of Sports Medicine 35:897). Everything is as reported by the runner."
)
NOBODY_SAID = "no score given"


def window(first: date, last: date) -> str:
    """The days that were looked at: "18 to 24 November"."""
    if first == last:
        return written(last, "j F")
    same = (first.year, first.month) == (last.year, last.month)
    return f"{written(first, 'j' if same else 'j F')} to {written(last, 'j F')}"


def weeks_label(weeks: int) -> str:
    """The criterion."""
    return f"At least {counted(weeks, 'week')} in this phase"


def weeks_words(days: int, held: int) -> str:
    """ "1 week 3 days, without 4 days on hold"."""
    weeks, left = divmod(days, 7)
    parts = [counted(weeks, "week")] if weeks else []
    parts += [counted(left, "day")] if left or not weeks else []
    without = f", without {counted(held, 'day')} on hold" if held else ""
    return " ".join(parts) + without


def pain_label(limit: int) -> str:
    """The criterion."""
    return f"Worst pain of 7 days is {limit} of 10 or less"


def pain_words(worst: int | None, told: int, silent: int, days: str) -> str:
    """ "Worst 2 of 10 in 5 sessions, 18 to 24 November; 1 session without a score"."""
    if worst is None:
        return f"{NOBODY_SAID}, {days}"
    without = f"; {counted(silent, 'session')} without a score" if silent else ""
    return f"worst {worst} of 10 in {counted(told, 'session')}, {days}{without}"


MORNINGS_LABEL = "No worse next morning in 7 days"


def mornings_words(worse: int, told: int, silent: int, days: str) -> str:
    """ "1 of 4 mornings worse, 18 to 24 November; 2 not answered"."""
    if not told:
        return f"no morning answered, {days}"
    found = f"{worse} of {counted(told, 'morning')} worse"
    return f"{found}, {days}" + (f"; {silent} not answered" if silent else "")


def completion_label(percent: int) -> str:
    """The criterion."""
    return f"At least {percent}% of the sessions of 14 days"


def completion_words(done: int, due: int, days: str) -> str:
    """ "9 of 12 due sessions done or partly done (75%), 11 to 24 November"."""
    if not due:
        return f"no session was due, {days}"
    # Down, never up: 79.9 percent is not 80.
    return f"{done} of {due} due sessions done or partly done ({100 * done // due}%), {days}"


def test_label(test: str) -> str:
    """The criterion."""
    return f"Test: {test}"


def test_words(is_passed: bool | None, on: date | None, by: str, note: str) -> str:
    """ "passed on 24 November, Pia: ten hops", or that nobody tried."""
    if is_passed is None or on is None:
        return "not tried in this phase"
    found = f"{'passed' if is_passed else 'not passed'} on {written(on, 'j F')}"
    return found + (f", {by}" if by else "") + (f": {note}" if note else "")


def counted(number: int, unit: str) -> str:
    """ "1 week", "2 weeks"."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
