"""What is prescribed, as people say it."""

from decimal import Decimal

import pytest

from drills.models import Dose
from programs.models import Case, PlannedSession, Prescription
from programs.wording.prescriptions import (
    dose_in_words,
    manner_in_words,
    run_in_words,
    side_of,
    when_in_words,
)

SIDE, UNIT, EFFORT = Prescription.Side, Prescription.LoadUnit, Prescription.EffortKind
WEEKLY, EVERY = PlannedSession.Cadence.PER_WEEK, PlannedSession.Cadence.EVERY_DAYS


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"weekdays": [1, 3, 5]}, "Monday, Wednesday and Friday"),
        ({"weekdays": [1, 2, 3, 4, 5, 6, 7], "times_per_day": 2}, "Every day, twice a day"),
        ({"cadence": EVERY, "every_days": 1, "times_per_day": 3}, "Every day, 3 times a day"),
        ({"cadence": EVERY, "every_days": 2}, "Every other day"),
        ({"cadence": EVERY, "every_days": 3}, "Every 3 days"),
        ({"cadence": WEEKLY, "per_week": 1}, "Once a week, on days that suit you"),
        ({"cadence": WEEKLY, "per_week": 3}, "3 times a week, on days that suit you"),
    ],
)
def test_days_are_told(fields, words):
    assert when_in_words(PlannedSession(**fields)) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"run_distance_m": 800}, "Run 800 metres"),
        ({"run_distance_m": 5000}, "Run 5 km"),
        ({"run_distance_m": 10500}, "Run 10.5 km"),
        ({"run_minutes": 30}, "Run for 30 minutes"),
        (
            {"run_repeats": 8, "run_seconds": 120, "walk_seconds": 60},
            "8 times: run for 2 minutes, walk for 1 minute",
        ),
        ({"run_repeats": 2, "run_seconds": 90, "walk_seconds": 0}, "Twice: run for 90 seconds"),
    ],
)
def test_a_run_is_told(fields, words):
    assert run_in_words(PlannedSession(kind="run", **fields)) == words


@pytest.mark.parametrize(
    ("side", "case", "works", "words"),
    [
        (SIDE.NONE, Case.Side.LEFT, Dose.Side.NONE, "10 reps"),
        (SIDE.EACH, Case.Side.LEFT, Dose.Side.EACH, "10 reps, each side"),
        (SIDE.AFFECTED, Case.Side.LEFT, Dose.Side.LEFT, "10 reps, left side"),
        (SIDE.UNAFFECTED, Case.Side.LEFT, Dose.Side.RIGHT, "10 reps, right side"),
        (SIDE.AFFECTED, Case.Side.BOTH, Dose.Side.EACH, "10 reps, each side"),
        (SIDE.AFFECTED, Case.Side.NONE, SIDE.AFFECTED, "10 reps, on the side that hurts"),
        (
            SIDE.UNAFFECTED,
            Case.Side.BOTH,
            SIDE.UNAFFECTED,
            "10 reps, on the side that does not hurt",
        ),
    ],
)
def test_the_affected_side_is_the_cases(side, case, works, words):
    item = Prescription(reps_min=10, reps_max=10, side=side)

    assert side_of(item, case) == works
    assert dose_in_words(item, case) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, []),
        ({"load_unit": UNIT.KG, "load_value": Decimal("12.50")}, ["With 12.5 kg."]),
        ({"load_unit": UNIT.LB, "load_value": Decimal("100.00")}, ["With 100 lb."]),
        (
            {"load_unit": UNIT.PERCENT, "load_value": Decimal(20)},
            ["With 20% of your body weight."],
        ),
        ({"load_unit": UNIT.BODYWEIGHT}, ["With your body weight."]),
        ({"load_unit": UNIT.GREEN}, ["With a green band."]),
        (
            {"tempo": "3-1-1-0"},
            ["Tempo: 3 seconds down, 1 second pause, 1 second up."],
        ),
        ({"tempo": "0-0-0-0"}, []),
        ({"effort_kind": EFFORT.EFFORT, "effort_value": 6}, ["Effort: 6 of 10."]),
        (
            {"effort_kind": EFFORT.LEFT_OVER, "effort_value": 1},
            ["End each set when you could do 1 more rep."],
        ),
        (
            {"sets": 2, "rest_seconds": 60, "switch_rest_seconds": 10, "rest_after_seconds": 90},
            [
                "Rest 1 minute between sets.",
                "Rest 10 seconds between sides.",
                "Rest 90 seconds before the next drill.",
            ],
        ),
        ({"block": 1}, ["Part of block 1: its drills take turns, set by set."]),
        ({"pain_limit": 2}, ["Keep pain at 2 of 10 or less."]),
        ({"pain_limit": 0}, ["Stop if it hurts at all."]),
    ],
)
def test_how_it_is_done_is_told(fields, words):
    assert manner_in_words(Prescription(reps_min=10, reps_max=10, **fields)) == words


def test_every_load_has_its_words():
    for unit in set(UNIT) - {UNIT.NONE, UNIT.KG, UNIT.LB, UNIT.PERCENT}:
        (sentence,) = manner_in_words(Prescription(reps_min=10, reps_max=10, load_unit=unit))
        assert sentence.startswith(("With a ", "With your "))
