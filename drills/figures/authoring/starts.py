"""Bodies to start a new figure from."""

from copy import deepcopy
from typing import Any

from drills.figures.authoring.document import Document

HANDS_ON_FLOOR = {
    "arm_l": {"to": [12, 27, 4], "pole": [0, 0.5, 1], "hand": [0, -4]},
    "arm_r": {"to": [12, -27, 4], "pole": [0, -0.5, 1], "hand": [0, -4]},
}
SHIN_ON_FLOOR = {"thigh": [0, -90], "shank": [180, -3], "toe": [180, -12], "sole": [0, 90]}


def _mat(x0: float, x1: float, y0: float, y1: float) -> dict[str, Any]:
    return {"kind": "mat", "x0": x0, "x1": x1, "y0": y0, "y1": y1}


# Name, words for people, and the table without a title.
STARTS: dict[str, tuple[str, Document]] = {
    "standing": (
        "Standing",
        {
            "cam": [-72, 10],
            "pose": [
                {
                    "label": "Stand tall.",
                    "root": {"pos": [0, 0, 92]},
                    "leg_l": {"plant": [0, 9, 0]},
                    "leg_r": {"plant": [0, -9, 0]},
                }
            ],
        },
    ),
    "supine": (
        "Lying on the back, knees bent",
        {
            "cam": [-72, 14],
            "props": [_mat(-80, 72, -34, 34)],
            "pose": [
                {
                    "label": "Lie on your back with your knees bent and your feet flat.",
                    "root": {"base": "supine", "pos": [0, 0, 13]},
                    "neck": {"flex": 2},
                    "leg_l": {"plant": [40, 9, 0], "pole": [0, 0, 1]},
                    "leg_r": {"plant": [40, -9, 0], "pole": [0, 0, 1]},
                    **HANDS_ON_FLOOR,
                }
            ],
        },
    ),
    "prone": (
        "Lying face down",
        {
            "cam": [-72, 16],
            "props": [_mat(-112, 98, -34, 34)],
            "pose": [
                {
                    "label": "Lie face down with your forehead on your hands.",
                    "root": {"base": "prone", "pos": [0, 0, 12]},
                    "neck": {"flex": -4},
                    "leg_l": {"flex": 0, "abd": 2, "knee": 2, "point": 70},
                    "leg_r": {"flex": 0, "abd": 2, "knee": 2, "point": 70},
                    "arm_l": {"to": [71, 11, 4], "pole": [0, 1, 0], "hand": [-90, 0]},
                    "arm_r": {"to": [71, -11, 4], "pole": [0, -1, 0], "hand": [90, 0]},
                }
            ],
        },
    ),
    "side": (
        "Lying on the left side, knees bent",
        {
            "cam": [12, 24],
            "props": [_mat(-28, 62, -75, 98)],
            "pose": [
                {
                    "label": "Lie on your side with your knees bent.",
                    "root": {"base": "side_l", "pos": [0, 0, 18.5]},
                    "spine": {"side": -6},
                    "neck": {"side": -10},
                    "leg_l": {"flex": 48, "abd": 2, "knee": 92, "point": 10},
                    "leg_r": {
                        "to": {"on": "ank_l", "off": [0, 0, 9.5]},
                        "pole": [1, 0, -0.02],
                        "point": 10,
                    },
                    "arm_l": {"upper": [75, -2], "fore": [150, 6]},
                    "arm_r": {"to": [34, 34, 5], "pole": [0, -0.5, 1], "hand": [20, -5]},
                }
            ],
        },
    ),
    "hands-and-knees": (
        "On hands and knees",
        {
            "cam": [-72, 12],
            "props": [_mat(-62, 72, -32, 32)],
            "pose": [
                {
                    "label": "Start on your hands and knees with your back flat.",
                    "root": {"pos": [0, 0, 50], "pitch": 77, "pin": ["knee_l", [-3, 9, 5.7]]},
                    "neck": {"flex": -20},
                    "leg_l": SHIN_ON_FLOOR,
                    "leg_r": SHIN_ON_FLOOR,
                    "arm_l": {"plant": [38, 15, 0], "pole": [-1, 0.3, 0]},
                    "arm_r": {"plant": [38, -15, 0], "pole": [-1, -0.3, 0]},
                }
            ],
        },
    ),
    "kneeling": (
        "Kneeling tall",
        {
            "cam": [-70, 12],
            "props": [_mat(-60, 34, -30, 30)],
            "pose": [
                {
                    "label": "Kneel tall.",
                    "root": {"pos": [0, 0, 50.7]},
                    "leg_l": SHIN_ON_FLOOR,
                    "leg_r": SHIN_ON_FLOOR,
                }
            ],
        },
    ),
    "half-kneeling": (
        "Half kneeling, left foot in front",
        {
            "cam": [-68, 14],
            "props": [_mat(-62, 72, -32, 32)],
            "pose": [
                {
                    "label": "Kneel on one knee with the other foot in front.",
                    "root": {"pos": [0, 0, 50.7]},
                    "leg_l": {"plant": [42, 9, 0]},
                    "leg_r": SHIN_ON_FLOOR,
                }
            ],
        },
    ),
    "seated": (
        "Sitting on a seat",
        {
            "cam": [-62, 12],
            "props": [{"kind": "box", "x0": -26, "x1": 20, "y0": -30, "y1": 30, "z0": 0, "z1": 45}],
            "pose": [
                {
                    "label": "Sit tall with your feet flat on the floor.",
                    "root": {"pos": [0, 0, 57]},
                    "leg_l": {"plant": [42, 10, 0]},
                    "leg_r": {"plant": [42, -10, 0]},
                    "arm_l": {"to": [-4, 28, 49], "pole": [-1, 0.4, 0], "hand": [80, -30]},
                    "arm_r": {"to": [-4, -28, 49], "pole": [-1, -0.4, 0], "hand": [-80, -30]},
                }
            ],
        },
    ),
    "floor": (
        "Sitting on the floor, legs straight",
        {
            "cam": [-62, 20],
            "props": [_mat(-42, 112, -34, 34)],
            "pose": [
                {
                    "label": "Sit tall with your legs straight in front of you.",
                    "root": {"pos": [0, 0, 13]},
                    "leg_l": {"thigh": [4, -3], "shank": [4, -3]},
                    "leg_r": {"thigh": [-4, -3], "shank": [-4, -3]},
                    "arm_l": {"plant": [-14, 26, 0], "pole": [-1, 0.3, 0]},
                    "arm_r": {"plant": [-14, -26, 0], "pole": [-1, -0.3, 0]},
                }
            ],
        },
    ),
}


def start(name: str, title: str) -> Document:
    """A figure of one pose with the drill's name, ready to be changed."""
    _, table = STARTS[name]
    return {"title": title, **deepcopy(table)}
