"""Joints, parts and findings in the words of a physiotherapist."""

from drills.figures.lint import Finding
from drills.figures.muscles import MUSCLES
from drills.figures.skeleton import JOINTS, LIMBS, PARTS

SIDES = {"l": "left", "r": "right"}
STEMS = {
    "ank": "ankle",
    "ball": "ball of the foot",
    "arm": "arm",
    "chest": "chest",
    "el": "elbow",
    "face": "face",
    "foot": "foot",
    "forearm": "forearm",
    "glute": "buttock",
    "glutemed": "side of the hip",
    "hair": "back of the head",
    "hamstring": "hamstrings",
    "hand": "hand",
    "hands": "middle between the hands",
    "head": "head",
    "heel": "heel",
    "hip": "hip",
    "hipflexor": "hip flexors",
    "knee": "knee",
    "leg": "leg",
    "lumbar": "lower back",
    "mid": "middle of the back",
    "neck": "neck",
    "pelvis": "pelvis",
    "quad": "front of the thigh",
    "adductor": "inner thigh",
    "calf": "calf",
    "sh": "shoulder",
    "shank": "shin",
    "shm": "middle between the shoulders",
    "skull": "base of the skull",
    "thigh": "thigh",
    "tip": "fingertips",
    "toe": "toes",
    "torso": "chest",
    "trunk": "trunk",
    "upper_arm": "upper arm",
    "wr": "wrist",
}
# The sentence of each finding: what it is about stands in the braces, then how much.
SENTENCES = {
    "REACH": "The {0} is {1} cm too short for what it should touch",
    "FLOOR": "The {0} goes {1} cm into the floor",
    "FLOATS": "Nothing touches the floor: the lowest part is {1} cm above it",
    "KNEE": "The {0} knee is bent to {1}°, more than a knee can",
    "ELBOW": "The {0} elbow is bent to {1}°, more than an elbow can",
    "HIP": "The {0} hip is {1}° forwards or backwards, more than a hip can",
    "HIP-OUT": "The {0} hip is {1}° out or in, more than a hip can",
    "ANKLE": "The {0} ankle is at {1}°, more than an ankle can",
    "PENETRATE": "The {0} and the {2} are {1} cm inside each other",
    "LENGTH": "The {0} changes its length by {1} cm",
    "SLIDE": "The {0} slides {1} cm although it starts and ends in one place",
    "JUMP": "The {0} jumps {1} cm at once",
    "ORDER": "The {0} is drawn over the {2} where it should be behind ({1} cm²)",
    "SWAP": "Parts change places before the eye ({1} cm²)",
    "HIDDEN": (
        "No picture shows the muscle “{0}”: it looks {1}° away from the camera. Turn the camera, "
        "tick that muscles are shown from the side too, or untick this one"
    ),
    "COVERED": (
        "No picture shows the muscle “{0}”: {1}% of it lies behind the body. Turn the camera, or "
        "untick it"
    ),
    "ARROW": (
        "No picture shows the arrow that follows the {0}: it is {1} cm too short. Move that joint "
        "further, let the arrow follow another one, or take the arrow away"
    ),
}
ABOUT = {
    "REACH": "Too short to touch",
    "FLOOR": "In the floor",
    "FLOATS": "Nothing touches the floor",
    "KNEE": "Knee bent far",
    "ELBOW": "Elbow bent far",
    "HIP": "Hip far forwards or back",
    "HIP-OUT": "Hip far out or in",
    "ANKLE": "Ankle bent far",
    "PENETRATE": "Inside each other",
    "LENGTH": "Length changes",
    "SLIDE": "Slides",
    "JUMP": "Jumps",
    "ORDER": "Drawn over each other",
    "SWAP": "Parts change places",
    "HIDDEN": "Looks away, so it is not shown",
    "COVERED": "Lies behind the body",
    "ARROW": "Arrow too short to be shown",
}
IN_THE_LOOP = "somewhere in the loop"


def name_of(part: str) -> str:
    """A joint, limb, part or muscle in plain words: `knee_l` is the left knee."""
    stem, _, side = part.rpartition("_")
    if stem and side in SIDES:
        return f"{SIDES[side]} {STEMS[stem]}"
    return SIDES.get(part) or STEMS[part]


def sentence(found: Finding) -> str:
    """What a finding says, and in which picture or between which two."""
    kind, *about = found.name.split(" ")
    first, second = ([name_of(part) for part in about] + ["", ""])[:2]
    digits = 0 if found.size >= 10 else 1
    size = f"{found.size:.{digits}f}".removesuffix(".0")
    said = SENTENCES[kind].format(first, size, second)
    return f"{said}, {where(found)}." if found.pose else f"{said}."


def about(name: str) -> str:
    """What a finding of that name is about, whatever its size: `FLOOR hand_l`."""
    kind, *parts = name.split(" ")
    known = [name_of(part) for part in parts if part]
    what = ABOUT.get(kind, kind.capitalize())
    return f"{what}: {' and '.join(known)}" if known else what


def where(found: Finding) -> str:
    """In which picture, between which two, or somewhere in the loop."""
    if found.to is None:
        return IN_THE_LOOP
    if found.to == found.pose:
        return f"in picture {found.pose}"
    return f"between pictures {found.pose} and {found.to}"


def choices(names: frozenset[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    """Names with their words, the words in order."""
    return sorted(((name, name_of(name).capitalize()) for name in names), key=lambda row: row[1])


JOINT_CHOICES = choices(JOINTS)
PART_CHOICES = choices(PARTS)
LIMB_CHOICES = choices(LIMBS)
MUSCLE_CHOICES = choices(tuple(f"{muscle}_{side}" for muscle in MUSCLES for side in "lr"))
