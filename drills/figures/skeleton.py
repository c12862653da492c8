"""Sizes of the figure, in centimetres: a person of 165 cm, hip joints at 90 cm when standing.

Frames are x forward, y to the figure's left, z up. `SIDE` gives the sign of y.
"""

SIDE = {"l": 1.0, "r": -1.0}
OTHER = {"l": "r", "r": "l"}

# Pelvis (the root) to hip joint: sideways and down.
HIP_OUT, HIP_DOWN = 9.0, 3.0
THIGH, SHANK = 42.0, 41.0
# From the ankle along the foot's direction and towards its sole.
ANKLE_HEIGHT = 7.0
HEEL = (-4.5, 3.6)
BALL = (11.0, 3.8)
TOE = (17.0, 4.7)
# A lifted heel turns about the ball; the toes stay flat this far in front of it.
TOES_FLAT, TOES_DROP = 6.0, 0.9

# Pelvis to lumbar to mid trunk (T12); half of a bend happens at each.
LUMBAR, MID = 9.0, 9.0
CHEST = 14.0
SHOULDER_OUT, SHOULDER_UP = 16.2, 22.0
NECK_BASE, NECK = 25.0, 7.0
HEAD_FORWARD, HEAD_UP = 1.2, 10.2

UPPER_ARM, FOREARM = 29.0, 25.0
HAND_POINT, FINGERTIP = 6.5, 13.5
# A palm flat on the floor has its wrist this high.
WRIST_HEIGHT = 4.0
PALM_SLOPE = -6.0

# A knee or elbow never folds or stretches further than this.
STRAIGHTEST = 0.999
CLOSEST = 6.0

SIDED_JOINTS = ("hip", "knee", "ank", "heel", "ball", "toe", "sh", "el", "wr", "hand", "tip")
JOINTS = frozenset(
    ["pelvis", "lumbar", "mid", "chest", "neck", "skull", "head", "shm", "hands"]
    + [f"{joint}_{side}" for joint in SIDED_JOINTS for side in SIDE]
)
LIMBS = ("leg_l", "leg_r", "arm_l", "arm_r")
LIMB_PARTS = {"leg": ("thigh", "shank", "foot"), "arm": ("upper_arm", "forearm", "hand")}
PARTS = (
    "pelvis",
    "torso",
    "neck",
    "face",
    "hair",
    *(f"{part}_{side}" for side in SIDE for parts in LIMB_PARTS.values() for part in parts),
)
BONES = (
    ("hip", "knee", THIGH),
    ("knee", "ank", SHANK),
    ("sh", "el", UPPER_ARM),
    ("el", "wr", FOREARM),
)


def other_side(name: str) -> str:
    """The same joint, limb or part on the other side; a name without a side stays."""
    stem, _, side = name.rpartition("_")
    return f"{stem}_{OTHER[side]}" if stem and side in OTHER else name
