"""What is drawn over what comes from the surfaces, so that it holds at every moment."""

from dataclasses import replace

import pytest

from drills.figures.animate import loop_frames
from drills.figures.camera import Camera
from drills.figures.frame import Frame
from drills.figures.layers import changes, layers
from drills.figures.lint import STACKED, SWAPPED
from drills.figures.order import best_order, wrong
from drills.figures.scene import draw_order
from drills.figures.skeleton import PARTS
from tests.figures.shared import figure

INDEX = {name: i for i, name in enumerate(PARTS)}


def order_of(slug: str, pose: int, camera=None) -> tuple[str, ...]:
    shown = figure(slug)
    view = Camera(*(camera or shown.camera))
    return draw_order(Frame(shown, shown.poses[pose], view))


def over(order: tuple[str, ...], a: str, b: str) -> bool:
    return order.index(a) > order.index(b)


def test_the_near_arm_is_over_the_trunk_and_the_far_one_behind():
    order = order_of("single-leg-deadlift", 0)
    assert over(order, "upper_arm_r", "torso")
    assert over(order, "torso", "upper_arm_l")
    behind = order_of("single-leg-deadlift", 0, camera=(72, 8))
    assert over(behind, "upper_arm_l", "torso")
    assert over(behind, "torso", "upper_arm_r")


def test_the_face_is_over_the_hair_only_while_it_looks_here():
    assert over(order_of("lateral-lunge", 0), "face", "hair")
    assert over(order_of("lateral-leg-swing", 0), "hair", "face")


@pytest.mark.parametrize(
    ("slug", "pose", "front", "back"),
    [
        ("reverse-lunge-with-twist", 2, "forearm_r", "torso"),
        ("hip-thrust", 1, "forearm_r", "torso"),
        ("single-leg-deadlift", 1, "torso", "upper_arm_l"),
        ("knee-to-chest", 2, "hand_r", "thigh_r"),
        ("pigeon-pose", 1, "torso", "upper_arm_l"),
        ("straddle-rocking-with-rotation", 1, "upper_arm_l", "torso"),
        ("figure-four-stretch", 2, "hand_r", "thigh_l"),
        ("hip-circle", 1, "thigh_r", "thigh_l"),
    ],
)
def test_the_prototypes_order_faults_are_gone_from_the_loops(slug, pose, front, back):
    """The pairs that one order for a whole loop got wrong, at the moment they were wrong."""
    shown = loop_frames(figure(slug))
    number = shown.line.poses.index(figure(slug).poses[pose])
    moments = [i for i, n in enumerate(shown.moments) if n == number]
    layer = next(
        layer
        for layer in shown.layers
        for first, last in layer.stretches
        if first <= moments[0] <= last
    )
    order = tuple(PARTS[i] for i in layer.order)
    assert over(order, front, back)


def test_two_orders_are_needed_where_limbs_change_places():
    """A toy: the left hand passes from behind the torso to before it, in the middle unclear."""
    hand, torso = INDEX["hand_l"], INDEX["torso"]
    behind, between, before = {(torso, hand): 60.0}, {(torso, hand): 2.0}, {(hand, torso): 60.0}
    frames = [behind, between, before]
    found = layers([0, 1, 2, 1, 0], frames)
    assert [layer.stretches for layer in found] == [[(0, 1), (3, 4)], [(1, 3)]]
    assert max(area for _, area in changes(found, [0, 1, 2, 1, 0], frames)) == 2.0


def test_one_order_is_kept_where_it_is_enough():
    hand, torso = INDEX["hand_l"], INDEX["torso"]
    assert len(layers([0, 1, 0], [{(torso, hand): 60.0}, {(hand, torso): 4.0}])) == 1


def test_wrong_area_is_counted():
    hand, torso = INDEX["hand_l"], INDEX["torso"]
    asked = {(torso, hand): 60.0, (hand, torso): 5.0}
    order = best_order(asked)
    assert order.index(torso) > order.index(hand)
    assert wrong(order, asked) == 5.0
    assert wrong(order[::-1], asked) == 60.0


def test_the_limits_would_refuse_a_whole_limb():
    """An upper arm drawn on the wrong side of the trunk is more area than the lint lets pass."""
    shown = figure("single-leg-deadlift")
    votes = Frame(shown, shown.poses[0], Camera(*shown.camera)).votes
    assert votes[INDEX["upper_arm_r"], INDEX["torso"]] > max(STACKED, SWAPPED)


def test_the_same_figure_from_behind_is_ordered_anew():
    shown = figure("seated-hip-rotation")
    around = replace(shown, camera=(shown.camera[0] + 180, shown.camera[1]))
    front = draw_order(Frame(shown, shown.poses[0], Camera(*shown.camera)))
    back = draw_order(Frame(around, around.poses[0], Camera(*around.camera)))
    assert over(front, "thigh_r", "pelvis")
    assert over(back, "pelvis", "thigh_r")
