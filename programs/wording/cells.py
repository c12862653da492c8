"""Every cell of a plan in plain words, so that two versions can be told apart by reading.

A cell is what a person thinks of as one thing: a dose is one cell, though it has seven fields. Two
cells that read the same mean the same: "Every day" is every weekday, or every one day.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from drills.wording import time_in_words
from programs.models import PainRule, Phase, Plan, PlannedSession, Prescription
from programs.wording.prescriptions import (
    dose_in_words,
    effort_in_words,
    load_in_words,
    run_in_words,
    tempo_in_words,
    when_in_words,
)

NONE = "none"

type Words = Callable[[Any], str]
# By its label: the fields that it tells of, and its words.
type Cells = Mapping[str, tuple[tuple[str, ...], Words]]


def _text(field: str) -> tuple[tuple[str, ...], Words]:
    return (field,), lambda row: getattr(row, field) or NONE


def _of_ten(field: str) -> tuple[tuple[str, ...], Words]:
    def words(row: Any) -> str:
        value = getattr(row, field)
        return NONE if value is None else f"{value} of 10"

    return (field,), words


def _seconds(field: str) -> tuple[tuple[str, ...], Words]:
    def words(row: Any) -> str:
        return time_in_words(getattr(row, field)) if getattr(row, field) else NONE

    return (field,), words


def _number(field: str, one: str, many: str) -> tuple[tuple[str, ...], Words]:
    def words(row: Any) -> str:
        value = getattr(row, field)
        return NONE if value is None else f"{value} {one if value == 1 else many}"

    return (field,), words


def _yes(field: str) -> tuple[tuple[str, ...], Words]:
    return (field,), lambda row: "yes" if getattr(row, field) else "no"


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "until further notice"


def _run(session: PlannedSession) -> str:
    return run_in_words(session) if session.kind == PlannedSession.Kind.RUN else NONE


PLAN: Cells = {
    "Title": _text("title"),
    "Note to the runner": _text("note"),
    "Last day": (("ends_on",), lambda plan: _day(plan.ends_on)),
}
PAIN: Cells = {
    "Pain rule": (
        ("pain_preset",),
        lambda plan: str(PainRule.Preset(plan.pain_preset).label),
    ),
    "Pain limit during": _of_ten("pain_during_limit"),
    "Pain limit after": _of_ten("pain_after_limit"),
    "Worse next morning is above the limit": _yes("pain_must_settle"),
    "Very strong pain from": _of_ten("pain_severe_from"),
    "Ratings above a limit before an alert": _number("pain_breaches_to_flag", "rating", "ratings"),
}
PHASE: Cells = {
    "Name": _text("name"),
    "Goal": _text("goal"),
    "Weeks at least": _number("exit_weeks", "week", "weeks"),
    "Worst pain of a week": _of_ten("exit_pain_max"),
    "No worse next morning": _yes("exit_mornings_settled"),
    "Sessions done": _number("exit_completion", "percent", "percent"),
    "Test": _text("exit_test"),
}
SESSION: Cells = {
    "Name": _text("name"),
    "Kind": (("kind",), lambda session: session.get_kind_display()),
    "Time of day": (("moment",), lambda session: session.get_moment_display()),
    "Days": (
        ("cadence", "weekdays", "every_days", "per_week", "times_per_day"),
        when_in_words,
    ),
    "Run": (
        ("run_distance_m", "run_minutes", "run_repeats", "run_seconds", "walk_seconds"),
        _run,
    ),
}
PRESCRIPTION: Cells = {
    "Drill": (("drill_id",), lambda item: item.drill.name),
    "Dose": (
        (
            "sets",
            "reps_min",
            "reps_max",
            "hold_seconds",
            "duration_seconds",
            "distance_m",
            "side",
        ),
        dose_in_words,
    ),
    "Load": (("load_unit", "load_value"), lambda item: load_in_words(item) or NONE),
    "Tempo": (("tempo",), lambda item: tempo_in_words(item).removeprefix("Tempo: ") or NONE),
    "Effort": (
        ("effort_kind", "effort_value"),
        lambda item: effort_in_words(item).removeprefix("Effort: ") or NONE,
    ),
    "Rest between sets": _seconds("rest_seconds"),
    "Rest between sides": _seconds("switch_rest_seconds"),
    "Rest before the next drill": _seconds("rest_after_seconds"),
    "Pain limit": _of_ten("pain_limit"),
    "Block": (("block",), lambda item: f"block {item.block}" if item.block else NONE),
    "How to go on": _text("progression"),
    "Why": _text("why"),
    "Note": _text("note"),
    "In spite of a restriction": _text("override_reason"),
}
CELLS: Mapping[type, Cells] = {
    Plan: {**PLAN, **PAIN},
    Phase: PHASE,
    PlannedSession: SESSION,
    Prescription: PRESCRIPTION,
}
# What a runner is told of a change; the rest is between physios.
FOR_RUNNERS = frozenset(
    {"Name", "Goal", "Time of day", "Days", "Run", "Stands in", "Dose", "Load", "Tempo", "Effort"}
    | {"Rest between sets", "Rest between sides", "Rest before the next drill", "Pain limit"}
    | {"Block", "How to go on", "Why", "Note"}
)
