"""Why a runner needs the physio, in words that need no further click."""

from datetime import date
from functools import lru_cache

from django.utils.dateformat import format as written

from programs.models import Alert
from programs.wording.pain import FLAGS_SOURCE
from programs.wording.runs import SOURCE as RUN_SOURCE

Kind = Alert.Kind
SILENT, DROPPED, OUTCOME, REVIEW = "silent", "dropped", "outcome", "review"
STARTED, LATER, HELD, DRAFT, NONE = "on_track", "later", "on_hold", "draft", "none"

# The most urgent first (domain.md A4, D2), with the look of its tag.
REASONS = {
    Kind.SEVERE_PAIN.value: "stop",
    Kind.PAIN.value: "pain",
    Kind.MORNING.value: "pain",
    Kind.RERATED.value: "pain",
    Kind.QUESTION.value: "new",
    Kind.RESTRICTION.value: "watch",
    Kind.RUN_STEP.value: "watch",
    SILENT: "watch",
    DROPPED: "watch",
    OUTCOME: "due",
    REVIEW: "due",
}
CALM = {STARTED: "good", LATER: "info", HELD: "plain", DRAFT: "info", NONE: "plain"}
ORDER = {code: place for place, code in enumerate([*REASONS, *CALM])}
LABELS = {
    SILENT: "Stopped logging",
    DROPPED: "Doing less",
    OUTCOME: "Score due",
    REVIEW: "Review due",
    STARTED: "On track",
    LATER: "Starts later",
    HELD: "On hold",
    DRAFT: "Draft not sent",
    NONE: "No programme",
}


# Where each reason comes from, by code; docs/clinical-rules.md has the sources in full.
SOURCES = [
    (
        (Kind.SEVERE_PAIN, Kind.PAIN, Kind.MORNING),
        "Too much pain, a worse next morning",
        f"The limits are the runner’s own rule. {FLAGS_SOURCE}",
    ),
    (
        (Kind.RERATED,),
        "A pain rating changed by 2 or more",
        "This clinic’s own choice. The higher of both is shown, and counts until you have looked.",
    ),
    (
        (Kind.RUN_STEP,),
        "A bigger step than usual",
        f"{RUN_SOURCE}; observed, not randomised.",
    ),
    (
        (Kind.RESTRICTION,),
        "Something to leave out",
        "Each drill’s own source, beside it in the builder.",
    ),
    ((Kind.QUESTION,), "A question", "The runner asked it."),
    (
        (SILENT, DROPPED, REVIEW),
        "Stopped logging, doing less, review due",
        "This clinic’s own choice.",
    ),
    ((OUTCOME,), "Score due", "The weeks that you asked for."),
    (
        (),
        "Sessions done",
        "As reported by the runner. What nobody reported is not counted as done.",
    ),
]


def label_of(code: str) -> str:
    """The name of a reason, or of how a runner stands without one."""
    return LABELS.get(code) or Kind(code).label


def alert_in_words(value: int | None, on: date) -> str:
    """The rating, where there is one, and the day: "7 of 10, Tuesday 24 November"."""
    rating = "" if value is None else f"{value} of 10, "
    return rating + day_in_words(on)


def silent_in_words(missed: int, days: int) -> str:
    """ "4 sessions missed in a row, no log for 9 days"."""
    sessions = f"{missed} session{'' if missed == 1 else 's'} missed"
    in_a_row = " in a row" if missed > 1 else ""
    return f"{sessions}{in_a_row}, no log for {days} day{'' if days == 1 else 's'}"


def dropped_in_words(before: tuple[int, int], now: tuple[int, int]) -> str:
    """Done of due in both fortnights: "3 of 12 sessions in 14 days, 9 of 12 before"."""
    return f"{now[0]} of {now[1]} sessions in 14 days, {before[0]} of {before[1]} before"


def ends_in_words(ends_on: date, today: date) -> str:
    """When the programme ends, or that it has."""
    days = (ends_on - today).days
    if days < 0:
        return f"Programme ended on {written(ends_on, 'j F')}"
    return "Programme ends today" if not days else f"Programme ends on {written(ends_on, 'l j F')}"


def phase_in_words(weeks: int) -> str:
    """The phase has lasted as long as it should at least."""
    return f"{weeks} week{'' if weeks == 1 else 's'} in this phase"


def since_in_words(due_on: date) -> str:
    """Since when an answer is wanted."""
    return f"Since {day_in_words(due_on)}"


def starts_in_words(starts_on: date) -> str:
    """The first day of a programme that has not started."""
    return f"From {written(starts_on, 'l j F')}"


def week_in_words(starts_on: date, ends_on: date | None, today: date) -> str:
    """ "week 3 of 8", "week 3", or the day on which it starts."""
    if starts_on > today:
        return f"from {written(starts_on, 'j F')}"
    week = (today - starts_on).days // 7 + 1
    if ends_on is None:
        return f"week {week}"
    weeks = (ends_on - starts_on).days // 7 + 1
    return f"week {week} of {weeks}" if week <= weeks else "over"


@lru_cache(maxsize=64)
def day_in_words(on: date) -> str:
    """ "Tuesday 24 November". A caseload names the same few days, and writing one out is slow."""
    return written(on, "l j F")
