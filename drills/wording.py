"""Doses in plain words, and the time they take."""

from collections.abc import Iterable
from datetime import date
from math import ceil

from django.db.models import TextChoices

from clinic.words import HARDEST, grade, hardest, sentences_of
from drills.models import FACETS, Dose, Drill, DrillRevision, Routine, State

GET_READY_SECONDS = 5
SECONDS_A_REP = 3
SECONDS_A_METRE = 1

SIDES = {
    Dose.Side.NONE: "",
    Dose.Side.EACH: ", each side",
    Dose.Side.LEFT: ", left side",
    Dose.Side.RIGHT: ", right side",
    Dose.Side.ALTERNATING: ", alternating sides",
}


def dose_in_words(dose: Dose) -> str:
    """The dose as a physio says it: "2 sets of 10 to 15 reps, each side"."""
    return amount_in_words(dose) + SIDES[Dose.Side(dose.side)]


def amount_in_words(dose: Dose) -> str:
    """The dose without its side: "2 sets of 10 to 15 reps"."""
    if dose.hold_seconds is not None:
        holds = "Hold for" if dose.sets == 1 else f"{dose.sets} holds of"
        return f"{holds} {time_in_words(dose.hold_seconds)}"
    if dose.reps_min is not None:
        return _sets(dose, _reps(dose))
    if dose.duration_seconds is not None:
        return _sets(dose, time_in_words(dose.duration_seconds))
    return _sets(dose, _counted(dose.distance_m or 0, "metre"))


def rest_in_words(dose: Dose) -> str:
    """The rest between sets, or nothing where there is none."""
    if not dose.rest_seconds or dose.sets == 1:
        return ""
    return f"Rest {time_in_words(dose.rest_seconds)} between sets"


def time_in_words(seconds: int) -> str:
    """Whole minutes where it comes out even, seconds up to 90, else both."""
    minutes, left = divmod(seconds, 60)
    if seconds <= 90 and left:
        return _counted(seconds, "second")
    parts = [_counted(minutes, "minute")] if minutes else []
    if left or not minutes:
        parts.append(_counted(left, "second"))
    return " ".join(parts)


def seconds(dose: Dose) -> int:
    """How long a dose takes, in seconds.

    sets x sides x (5 to get ready + work) + (sets - 1) x rest, where work is 3 seconds a rep (the
    upper number of a range), the seconds of a hold or a timed set, or 1 second a metre; sides is 2
    for "each side" and otherwise 1, since alternating reps are counted over both sides together.
    """
    if dose.reps_min is not None:
        work = (dose.reps_max or dose.reps_min) * SECONDS_A_REP
    elif dose.distance_m is not None:
        work = dose.distance_m * SECONDS_A_METRE
    else:
        work = dose.hold_seconds or dose.duration_seconds or 0
    sides = 2 if dose.side == Dose.Side.EACH else 1
    return dose.sets * sides * (GET_READY_SECONDS + work) + (dose.sets - 1) * dose.rest_seconds


def minutes(doses: Iterable[Dose]) -> int:
    """How long doses take one after another, rounded up to whole minutes; 0 for none.

    The sum of `seconds()`, whose formula this follows.
    """
    return ceil(sum(seconds(dose) for dose in doses) / 60)


def facts(drill: Drill) -> list[tuple[str, str]]:
    """What sorts a drill, as pairs of a label and words; what a drill has none of is left out."""
    held = [(facet, getattr(drill, facet.field)) for facet in FACETS.values()]
    return [(facet.label, _listed(values, facet.choices)) for facet, values in held if values]


def told(drill: Drill) -> dict[str, str]:
    """Everything that is written about a drill, by its label, in the order of its page."""
    rest = rest_in_words(drill)
    return {
        "Name": drill.name,
        "In one sentence": drill.summary,
        "Dose": f"{dose_in_words(drill)}. {rest}.".replace(" .", ""),
        "Steps": " ".join(drill.steps),
        "Cues": ", ".join(drill.cues),
        "Feel": drill.feel,
        "Stop": drill.stop_if,
        "Source": drill.source,
        "For advanced runners only": "Yes" if drill.is_advanced else "No",
    } | dict(facts(drill))


def changes(
    drill: Drill, revisions: list[DrillRevision]
) -> list[tuple[DrillRevision, list[tuple[str, str, str]]]]:
    """Each revision, newest first, with (label, before, after) of what was changed then."""
    found, after = [], told(drill)
    for revision in revisions:
        before = told(Drill(**revision.words))
        labels = [*after, *(label for label in before if label not in after)]
        found.append(
            (
                revision,
                [
                    (label, before.get(label, "Nothing"), after.get(label, "Nothing"))
                    for label in labels
                    if before.get(label) != after.get(label)
                ],
            )
        )
        after = before
    return found


def reading_hint(drill: Drill) -> str:
    """What to do about words that are hard to read; nothing where they are not."""
    lines = [drill.summary, *drill.steps, drill.feel, drill.stop_if]
    sentences = sentences_of(lines)
    level = grade(sentences)
    if level <= HARDEST:
        return ""
    worst = hardest(sentences, many=1)[0]
    return (
        f"These words read at school year {level:.0f}; year {HARDEST:.0f} is enough. "
        f"Begin with this sentence: “{worst}”"
    )


def to_review(drills: Iterable[Drill], *, today: date) -> list[tuple[str, list[Drill]]]:
    """The drills by what has to be done about them, each in one group, those due first."""
    groups: dict[str, list[Drill]] = {
        "Due for review": [],
        "Drafts": [],
        "Reviewed, not yet published": [],
        "Published, not yet reviewed by us": [],
        "Published": [],
        "Withdrawn": [],
    }
    for drill in drills:
        groups[_group(drill, today)].append(drill)
    groups["Due for review"].sort(key=lambda drill: drill.review_due_on or today)
    return [(heading, members) for heading, members in groups.items() if members]


def _group(drill: Drill, today: date) -> str:
    if drill.state == State.DRAFT:
        return "Drafts"
    if drill.state == State.WITHDRAWN:
        return "Withdrawn"
    if drill.review_due_on and drill.review_due_on <= today:
        return "Due for review"
    if drill.state == State.REVIEWED:
        return "Reviewed, not yet published"
    return "Published" if drill.reviewed_by_id else "Published, not yet reviewed by us"


def who_sees(drill: Drill) -> str:
    """Who sees what is published on a drill now: no more people than may see the drill."""
    return {
        State.DRAFT: "The drill is a draft, so only physios see this yet.",
        State.REVIEWED: "The drill is not in the library, so only people who sign in see this yet.",
        State.PUBLISHED: "Everybody sees this now.",
        State.WITHDRAWN: "The drill is withdrawn, so only people who sign in see this.",
    }[State(drill.state)]


def length_in_words(routine: Routine) -> str:
    """How long a routine takes: as its source says, else estimated; nothing for cues alone.

    Costs no query on a routine that was read `with_drills()`.
    """
    if routine.minutes_min and routine.minutes_max:
        if routine.minutes_min == routine.minutes_max:
            return _counted(routine.minutes_max, "minute")
        return f"{routine.minutes_min} to {routine.minutes_max} minutes"
    about = minutes(routine.items.all())
    return f"About {_counted(about, 'minute')}" if about else ""


def _listed(held: str | list[str], choices: type[TextChoices]) -> str:
    values = [held] if isinstance(held, str) else held
    return ", ".join(str(choices(value).label) for value in values)


def _sets(dose: Dose, each: str) -> str:
    return each if dose.sets == 1 else f"{dose.sets} sets of {each}"


def _reps(dose: Dose) -> str:
    if dose.reps_max in {None, dose.reps_min}:
        return _counted(dose.reps_min or 0, "rep")
    return f"{dose.reps_min} to {dose.reps_max} reps"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
