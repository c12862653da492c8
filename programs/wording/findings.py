"""What the pictures find, as sentences. Missing is said as missing, never as nought."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.utils.dateformat import format as written

NOT_TOLD = "not reported"
NO_SESSION = "–"
NO_LOADS = "No drills to compare yet"
CLEAR = "clear change"
NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six"]


class Pain(StrEnum):
    """What can be found about pain over time; the rule is `charts.trends.pain_finding`."""

    NONE = "none"
    TOO_FEW = "too_few"
    OVER = "over"
    MORNINGS_UP = "mornings_up"
    UP = "up"
    DOWN = "down"
    STEADY = "steady"


class Change(StrEnum):
    """What can be found about a score over time; the rule is `charts.trends.score_finding`."""

    NONE = "none"
    ONE = "one"
    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"


# To the runner, and to the physio.
PAIN = {
    Pain.NONE: ("Your pain line starts with your first session", "No pain reported yet"),
    Pain.OVER: (
        "Your latest pain was above your limit of {limit}",
        "Latest pain above the limit of {limit}",
    ),
    Pain.MORNINGS_UP: ("Your pain the next morning is going up", "Next-morning pain is going up"),
    Pain.UP: ("Your pain is going up", "Pain is going up"),
    Pain.DOWN: ("Your pain is going down", "Pain is going down"),
    Pain.STEADY: ("Your pain is about the same", "Pain is about the same"),
}
PAIN_RULE = (
    "How we read it: the average of the last three scores beside that of the first three in this "
    "picture. One point or more is a change (Salaffi 2004). A score above the limit comes first."
)


def pain_heading(found: Pain, *, mine: bool, limit: int | None = None, more: int = 0) -> str:
    """The finding as a heading; `mine` speaks to the runner. `more` sessions are still needed."""
    if found == Pain.TOO_FEW:
        sessions = "session" if more == 1 else "sessions"
        whose = "your pain" if mine else "the pain"
        return f"{NUMBERS[more]} more {sessions} and we can say where {whose} is heading"
    return PAIN[found][0 if mine else 1].format(limit=limit)


def pain_summary(
    session: Sequence[float | None], morning: Sequence[float | None], limit: int | None
) -> str:
    """Both lines in words: "Pain on 12 days: from 5 to 1, highest 6.".

    Each place is a day with a session, done or missed: of several sessions of a day the picture
    shows the worst, so it cannot count sessions.
    """
    told = [value for value in session if value is not None]
    if not told and not any(value is not None for value in morning):
        return "No pain scores yet."
    parts = [f"Pain on {_days(len(told))}: {from_to(told)}." if told else ""]
    mornings = [value for value in morning if value is not None]
    parts.append(f"Next morning: {from_to(mornings)}." if mornings else "")
    missing = len(session) - len(told)
    parts.append(f"No score on {_days(missing)} with a session." if missing else "")
    parts.append("" if limit is None else f"The limit is {limit}.")
    return " ".join(part for part in parts if part)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def pain_in_brief(values: Sequence[float | None], *, days: int, limit: int) -> str:
    """A small line in words: "Pain from 3 to 7 over 14 days, limit 5, now above it"."""
    told = [value for value in values if value is not None]
    if not told:
        return "No pain reported yet"
    over = ", now above it" if told[-1] > limit else ""
    length = "on 1 day" if days == 1 else f"over {days} days"
    missing = len(values) - len(told)
    gaps = f", {missing} {NOT_TOLD}" if missing else ""
    return f"Pain {from_to(told)} {length}, limit {limit}{over}{gaps}"


def from_to(told: Sequence[float]) -> str:
    """ "from 3 to 7", with the highest where neither end is it; "3" alone for one number."""
    if len(told) == 1:
        return number(told[0])
    top = max(told)
    highest = f", highest {number(top)}" if top > max(told[0], told[-1]) else ""
    return f"from {number(told[0])} to {number(told[-1])}{highest}"


def score_heading(found: Change, *, name: str, points: float = 0) -> str:
    """The finding about a questionnaire's score as a heading."""
    much = f"{number(points)} {'point' if points == 1 else 'points'}"
    return {
        Change.NONE: f"{name}: no score yet",
        Change.ONE: f"{name}: one score, the next one shows the change",
        Change.BETTER: f"{name}: better by {much}",
        Change.WORSE: f"{name}: worse by {much}",
        Change.UNCLEAR: f"{name}: no clear change yet",
    }[found]


def minimal_change(points: float, source: str) -> str:
    """The smallest change that matters, and who found it."""
    return f"A change of {number(points)} or more matters to people ({source})."


def load_heading(reached: int, drills: int, week: date) -> str:
    """How many drills reached the plan in the last week shown."""
    word = "drill" if drills == 1 else "drills"
    return f"{reached} of {drills} {word} reached the plan in the week of {written(week, 'j F')}"


def load_in_words(done: float | None, planned: float | None, unit: str) -> str:
    """ "24 of 30 reps", or that it was not planned, or not reported."""
    if planned is None:
        return "not planned" if done is None else f"{number(done)} {unit}, not planned"
    if done is None:
        return f"{NOT_TOLD}, {number(planned)} {unit} planned"
    return f"{number(done)} of {number(planned)} {unit}"


def reported(done: int, due: int) -> str:
    """Sessions done of those due so far, as the runner told it: self-report is not measurement."""
    if not due:
        return "nothing was due"
    return f"{done} of {due} {'session' if due == 1 else 'sessions'} reported done"


def told(value: float | None) -> str:
    """A number, or that there is none."""
    return NOT_TOLD if value is None else number(value)


def number(value: float) -> str:
    """A number with one decimal at the most: 4, 4.3."""
    return f"{value:.1f}".removesuffix(".0")


def short_day(day: date) -> str:
    """ "3 Nov", for the foot of a picture."""
    return written(day, "j M")


def weekday(day: date) -> str:
    """ "Tue 3 Nov", for a table whose caption names the year."""
    return written(day, "D j M")


def period(first: date, last: date) -> str:
    """ "2 to 14 July 2026" as far as it can be shortened."""
    if first == last:
        return written(last, "j F Y")
    start = "j" if (first.year, first.month) == (last.year, last.month) else "j F"
    start = start if first.year == last.year else "j F Y"
    return f"{written(first, start)} to {written(last, 'j F Y')}"


def long_day(day: date) -> str:
    """ "3 Nov 2026", for a list of days far apart."""
    return written(day, "j M Y")
