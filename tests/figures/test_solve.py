"""The skeleton keeps its lengths and its contacts."""

from itertools import pairwise

import pytest

from drills.figures.between import Passage
from drills.figures.mirror import mirrored
from drills.figures.pose import LegPlant
from drills.figures.read import parse_figure
from drills.figures.skeleton import BONES, SIDE
from drills.figures.solve import solve
from drills.figures.timeline import timeline
from drills.figures.vectors import length, sub
from tests.figures.shared import SLUGS, figure


def near(a, b, far=1e-6):
    return length(sub(a, b)) < far


@pytest.mark.parametrize("slug", SLUGS)
def test_bones_keep_their_length_in_every_frame(slug):
    for pose in timeline(figure(slug)).poses:
        joints = solve(pose).joints
        for start, end, size in BONES:
            for side in SIDE:
                bone = sub(joints[f"{end}_{side}"], joints[f"{start}_{side}"])
                assert length(bone) == pytest.approx(size, abs=1e-6)


STANDING = """
title = "Stand"
cam = [-70, 8]
[[pose]]
label = "Stand."
root = { pos = [0, 0, 92] }
arm_l = {}
arm_r = {}
"""


@pytest.mark.parametrize(
    ("joint", "place"),
    [
        ("hip_r", (0, -9, 89)),
        ("knee_r", (0, -9, 47)),
        ("ank_l", (0, 9, 6)),
        ("toe_l", (17, 9, 1.3)),
        ("heel_r", (-4.5, -9, 2.4)),
        ("sh_l", (0, 16.2, 132)),
        ("shm", (0, 0, 132)),
        ("wr_r", (0, -16.2, 78)),
        ("head", (1.2, 0, 152.2)),
    ],
)
def test_a_person_who_stands_straight(joint, place):
    (pose,) = parse_figure(STANDING, "stand.toml").poses
    assert near(solve(pose).joints[joint], place)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_planted_foot_and_a_pinned_joint_stay_where_they_are(slug):
    shown = figure(slug)
    for a, b in [(shown.poses[i], shown.poses[j]) for i, j in pairwise(shown.cycle)]:
        passage = Passage(a, b)
        bodies = [solve(passage.at(t / 6)) for t in range(7)]
        for name, side in (("leg_l", "l"), ("leg_r", "r")):
            if isinstance(getattr(a, name), LegPlant) and getattr(a, name) == getattr(b, name):
                start = bodies[0].joints[f"ank_{side}"]
                assert all(near(body.joints[f"ank_{side}"], start, 0.1) for body in bodies)
        if a.root.pin and b.root.pin and a.root.pin == b.root.pin:
            pin = a.root.pin
            assert all(near(body.joints[pin.joint], pin.at) for body in bodies)


@pytest.mark.parametrize("slug", SLUGS)
def test_mirrored_twice_is_the_same_pose(slug):
    for pose in figure(slug).poses:
        assert mirrored(mirrored(pose)) == pose


@pytest.mark.parametrize("slug", ["clamshell", "pigeon-pose", "reverse-lunge-with-twist"])
def test_the_mirrored_body_is_the_mirror_image(slug):
    for pose in figure(slug).poses:
        one, two = solve(pose).joints, solve(mirrored(pose)).joints
        for joint, (x, y, z) in one.items():
            stem, _, side = joint.rpartition("_")
            other = f"{stem}_{'r' if side == 'l' else 'l'}" if stem else joint
            assert near(two[other], (x, -y, z))


def test_a_moving_foot_is_lifted_on_its_way():
    stand, lunge = figure("lateral-lunge").poses
    body = solve(Passage(stand, lunge).at(0.5))
    assert body.joints["ank_r"][2] > 7 + 4
    assert body.joints["ank_l"][2] == pytest.approx(7)


def test_the_knee_of_a_clamshell_swings_round_its_still_ankle():
    shut, opened = figure("clamshell").poses
    bodies = [solve(Passage(shut, opened).at(t)) for t in (0, 0.5, 1)]
    assert near(bodies[0].joints["ank_r"], bodies[2].joints["ank_r"])
    heights = [body.joints["knee_r"][2] for body in bodies]
    assert heights == sorted(heights)
    assert heights[2] - heights[0] > 15
