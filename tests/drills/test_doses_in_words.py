"""Doses as a physio says them, and the time they take."""

import pytest

from drills.models import Dose, Routine, RoutineDrill
from drills.wording import dose_in_words, length_in_words, minutes, rest_in_words, seconds
from tests.factories import make_drill, make_routine


def a_dose(**fields) -> Dose:
    return RoutineDrill(**fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"sets": 2, "reps_min": 10, "reps_max": 15, "side": "each"},
            "2 sets of 10 to 15 reps, each side",
        ),
        ({"reps_min": 12, "reps_max": 12}, "12 reps"),
        ({"reps_min": 1, "reps_max": 1, "side": "left"}, "1 rep, left side"),
        (
            {"sets": 2, "reps_min": 8, "reps_max": 8, "side": "alternating"},
            "2 sets of 8 reps, alternating sides",
        ),
        ({"sets": 3, "hold_seconds": 30, "side": "each"}, "3 holds of 30 seconds, each side"),
        ({"hold_seconds": 30, "side": "right"}, "Hold for 30 seconds, right side"),
        ({"duration_seconds": 60}, "1 minute"),
        ({"duration_seconds": 90}, "90 seconds"),
        ({"duration_seconds": 1}, "1 second"),
        ({"sets": 2, "duration_seconds": 150}, "2 sets of 2 minutes 30 seconds"),
        ({"duration_seconds": 1200}, "20 minutes"),
        ({"sets": 2, "distance_m": 10}, "2 sets of 10 metres"),
        ({"distance_m": 1}, "1 metre"),
    ],
)
def test_a_dose_reads_like_a_sentence(fields, words):
    assert dose_in_words(a_dose(**fields)) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"sets": 3, "reps_min": 8, "reps_max": 8, "rest_seconds": 60},
            "Rest 1 minute between sets",
        ),
        ({"sets": 3, "reps_min": 8, "reps_max": 8}, ""),
        ({"sets": 1, "reps_min": 8, "reps_max": 8, "rest_seconds": 60}, ""),
    ],
)
def test_a_rest_is_told_only_where_there_is_one(fields, words):
    assert rest_in_words(a_dose(**fields)) == words


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"reps_min": 8, "reps_max": 10}, 5 + 30),
        ({"reps_min": 8, "reps_max": 10, "side": "each"}, 2 * (5 + 30)),
        ({"reps_min": 8, "reps_max": 10, "side": "alternating"}, 5 + 30),
        ({"sets": 3, "reps_min": 10, "reps_max": 10, "rest_seconds": 60}, 3 * 35 + 2 * 60),
        ({"sets": 2, "hold_seconds": 30, "side": "each", "rest_seconds": 15}, 4 * 35 + 15),
        ({"duration_seconds": 45, "side": "left"}, 50),
        ({"sets": 2, "distance_m": 10, "rest_seconds": 30}, 2 * 15 + 30),
    ],
)
def test_a_dose_takes_as_long_as_its_formula_says(fields, wanted):
    assert seconds(a_dose(**fields)) == wanted


def test_minutes_are_the_sum_rounded_up():
    thirty_five = a_dose(reps_min=10, reps_max=10)

    assert minutes([]) == 0
    assert minutes([thirty_five]) == 1
    assert minutes([thirty_five, thirty_five]) == 2
    assert minutes([a_dose(duration_seconds=55)] * 2) == 2


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(5, 10, "5 to 10 minutes"), (7, 7, "7 minutes"), (None, None, "About 2 minutes")],
)
def test_a_routine_takes_what_its_source_says_else_what_its_doses_take(db, least, most, words):
    make_routine("short", [make_drill("one"), make_drill("two")])
    Routine.objects.update(minutes_min=least, minutes_max=most)

    assert length_in_words(Routine.objects.with_drills().get()) == words


def test_cues_alone_take_no_time(db):
    assert length_in_words(make_routine("cues")) == ""
