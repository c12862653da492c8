"""What is prescribed in plain words: on which days, which run, how much of a drill and how."""

from decimal import Decimal

from drills.models import Dose
from drills.wording import SIDES, amount_in_words, rest_in_words, time_in_words
from programs.models import Case, PlannedSession, Prescription
from programs.wording.plans import days_in_words
from programs.wording.runs import distance_in_words

LEFT, RIGHT = Prescription.Side.LEFT, Prescription.Side.RIGHT
OTHER = {LEFT: RIGHT, RIGHT: LEFT}
# Where no case says which side is meant.
UNRESOLVED = {
    Prescription.Side.AFFECTED: ", on the side that hurts",
    Prescription.Side.UNAFFECTED: ", on the side that does not hurt",
}
BANDS = {
    Prescription.LoadUnit.YELLOW: "a yellow band",
    Prescription.LoadUnit.RED: "a red band",
    Prescription.LoadUnit.GREEN: "a green band",
    Prescription.LoadUnit.BLUE: "a blue band",
    Prescription.LoadUnit.BLACK: "a black band",
    Prescription.LoadUnit.BODYWEIGHT: "your body weight",
}
TEMPO = ("down", "pause", "up", "pause")


def when_in_words(session: PlannedSession) -> str:
    """On which days, and how often: "Every other day, twice a day"."""
    if session.cadence == PlannedSession.Cadence.PER_WEEK:
        days = f"{_times(session.per_week or 1)} a week, on days that suit you"
    elif session.cadence == PlannedSession.Cadence.EVERY_DAYS:
        days = {1: "Every day", 2: "Every other day"}.get(
            session.every_days or 1, f"Every {session.every_days} days"
        )
    else:
        days = days_in_words(session.weekdays)
    if session.times_per_day > 1:
        days += f", {_times(session.times_per_day).lower()} a day"
    return days


def run_in_words(session: PlannedSession) -> str:
    """The run: "Run 5 km", or "8 times: run for 2 minutes, walk for 1 minute"."""
    if session.run_repeats:
        run, walk = time_in_words(session.run_seconds or 0), session.walk_seconds or 0
        then = f", walk for {time_in_words(walk)}" if walk else ""
        return f"{_times(session.run_repeats)}: run for {run}{then}"
    if session.run_distance_m:
        return f"Run {distance_in_words(session.run_distance_m)}"
    return f"Run for {time_in_words(60 * (session.run_minutes or 0))}"


def side_of(item: Prescription, affected: str) -> str:
    """The side that works, as far as it is known; `affected` is the side of the case."""
    affects_both = affected == Case.Side.BOTH
    if item.side == Prescription.Side.AFFECTED:
        return Dose.Side.EACH if affects_both else affected if affected in OTHER else item.side
    if item.side == Prescription.Side.UNAFFECTED:
        return OTHER.get(Prescription.Side(affected), item.side) if affected in OTHER else item.side
    return item.side


def dose_in_words(item: Prescription, affected: str = Case.Side.NONE) -> str:
    """How much, and on which side: "2 sets of 10 to 15 reps, left side"."""
    side = side_of(item, affected)
    words = UNRESOLVED[Prescription.Side(side)] if side in UNRESOLVED else SIDES[Dose.Side(side)]
    return amount_in_words(item) + words


def manner_in_words(item: Prescription) -> list[str]:
    """How it is done, a sentence each: load, tempo, effort, rests, turns and the limit of pain."""
    return [
        f"{sentence}."
        for sentence in (
            load_in_words(item),
            tempo_in_words(item),
            effort_in_words(item),
            rest_in_words(item),
            _rest(item.switch_rest_seconds, "between sides"),
            _rest(item.rest_after_seconds, "before the next drill"),
            f"Part of block {item.block}: its drills take turns, set by set" if item.block else "",
            "" if item.pain_limit is None else _pain(item.pain_limit),
        )
        if sentence
    ]


def load_in_words(item: Prescription) -> str:
    """The load: "With 5 kg", or nothing."""
    if item.load_value is None:
        return f"With {BANDS[Prescription.LoadUnit(item.load_unit)]}" if item.load_unit else ""
    amount = _number(item.load_value)
    if item.load_unit == Prescription.LoadUnit.PERCENT:
        return f"With {amount}% of your body weight"
    return f"With {amount} {item.load_unit}"


def tempo_in_words(item: Prescription) -> str:
    """The tempo: "Tempo: 3 seconds down, 1 second up", or nothing."""
    parts = zip(TEMPO, map(int, item.tempo.split("-")), strict=True) if item.tempo else ()
    told = ", ".join(f"{time_in_words(time)} {way}" for way, time in parts if time)
    return f"Tempo: {told}" if told else ""


def effort_in_words(item: Prescription) -> str:
    """How hard a set should be: "Effort: 6 of 10", or nothing."""
    if item.effort_kind == Prescription.EffortKind.EFFORT:
        return f"Effort: {item.effort_value} of 10"
    if item.effort_kind == Prescription.EffortKind.LEFT_OVER:
        reps = "rep" if item.effort_value == 1 else "reps"
        return f"End each set when you could do {item.effort_value} more {reps}"
    return ""


def _rest(seconds: int, where: str) -> str:
    return f"Rest {time_in_words(seconds)} {where}" if seconds else ""


def _pain(limit: int) -> str:
    return f"Keep pain at {limit} of 10 or less" if limit else "Stop if it hurts at all"


def _times(number: int) -> str:
    return {1: "Once", 2: "Twice"}.get(number, f"{number} times")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
