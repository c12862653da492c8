"""The content that ships: all of it there, in the order of its source."""

import pytest

from drills.library import read_library
from drills.models import Dose, Drill, Routine, RoutineDrill
from drills.wording import minutes

DRILLS = [
    "forward-leg-swing",
    "lateral-leg-swing",
    "foam-roll-hip-flexors",
    "kneeling-hip-flexor-stretch",
    "ball-hip-flexor-release",
    "glute-bridge",
    "clamshell",
    "monster-walk",
    "single-leg-deadlift",
    "hip-thrust",
    "quadruped-hip-external-rotation",
    "seated-hip-rotation",
    "banded-hip-rotation",
    "lateral-lunge",
    "hip-circle",
    "90-90-stretch",
    "figure-four-stretch",
    "butterfly-stretch",
    "foam-roll-quadriceps",
    "fire-hydrant",
    "reverse-lunge-with-twist",
    "ankle-rocks",
    "pigeon-pose",
    "elevated-hip-flexor-stretch",
    "foam-roll-glutes",
    "foam-roll-hamstrings",
    "knee-to-chest",
    "kneeling-hip-flexor-stretch-with-rotation",
    "straddle-rocking-with-rotation",
    "crab-hip-rotation",
    # The clinic's own, beside the thirty of the source.
    "bird-dog",
    "dead-bug",
    "side-plank",
    "calf-raise",
    "single-leg-calf-raise",
    "step-down",
    "split-squat",
    "hamstring-bridge",
    "standing-quadriceps-stretch",
    "wall-sit",
]

# The source's numbers of the drills, in its order.
ROUTINES = {
    "standing-hip-mobility": [1, 2, 14, 15],
    "hip-flexor-release": [3, 4, 5],
    "glute-activation": [6, 7, 8, 9, 10],
    "deep-hip-rotators": [11, 12, 13],
    "floor-hip-opening": [16, 7, 11, 17, 18],
    "pre-run-hip-mobility": [3, 19, 1, 14, 6, 20, 21, 16, 17, 7, 22, 23],
    "post-run-recovery": [3, 25, 26, 4, 24, 27, 28, 29, 30],
    "mid-run-form-check": [],
}


def test_all_forty_drills_are_there_in_order(library):
    assert list(Drill.objects.values_list("slug", "number")) == [
        (slug, number) for number, slug in enumerate(DRILLS, start=1)
    ]


def test_all_eight_routines_are_there_with_their_drills_in_order(library):
    found = {
        routine.slug: [item.drill.number for item in routine.items.all()]
        for routine in Routine.objects.with_drills()
    }

    assert list(found.items()) == list(ROUTINES.items())


def test_the_form_check_is_four_cues():
    (check,) = [r for r in read_library().routines if r.slug == "mid-run-form-check"]

    assert check.fields["moment"] == "mid_run"
    assert len(check.fields["cues"]) == 4


def test_doses_that_the_source_gives_are_marked_as_the_sources(library):
    sourced = Drill.objects.filter(dose_basis=Drill.DoseBasis.SOURCE)

    assert list(
        sourced.values_list("number", "reps_min", "reps_max", "hold_seconds", "duration_seconds")
    ) == [
        (1, 10, 15, None, None),
        (2, 10, 15, None, None),
        (3, None, None, None, 45),
        (4, None, None, 30, None),
        (5, None, None, None, 30),
    ]
    assert set(sourced.values_list("side", flat=True)) == {Dose.Side.EACH}


def test_only_the_hip_thrust_is_for_advanced_runners(library):
    assert [drill.slug for drill in Drill.objects.filter(is_advanced=True)] == ["hip-thrust"]


@pytest.mark.parametrize("slug", ["pre-run-hip-mobility", "post-run-recovery"])
def test_the_doses_fit_the_time_that_the_source_gives(slug):
    (routine,) = [r for r in read_library().routines if r.slug == slug]
    doses = [RoutineDrill(**dose) for _, dose in routine.items]

    assert (routine.fields["minutes_min"], routine.fields["minutes_max"]) == (5, 10)
    assert 5 <= minutes(doses) <= 10


def test_a_drill_is_offered_when_its_routines_are(library):
    for routine in Routine.objects.with_drills():
        for item in routine.items.all():
            assert routine.moment in item.drill.moments, f"{item.drill} in {routine}"


def test_no_condition_is_claimed(library):
    assert not Drill.objects.exclude(conditions=[]).exists()


def test_easier_and_harder_drills_point_at_each_other_by_slug(library):
    ladders = Drill.objects.with_ladder().exclude(easier=None, harder=None)

    assert {(drill.easier.slug if drill.easier else None, drill.slug) for drill in ladders} >= {
        ("glute-bridge", "hip-thrust"),
        ("figure-four-stretch", "pigeon-pose"),
    }
