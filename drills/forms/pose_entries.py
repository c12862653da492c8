"""The inputs of one picture of a figure: its words, the body, the back, the legs and the arms."""

from collections.abc import Iterator

from drills.figures.authoring.convert import way_of
from drills.figures.authoring.document import UNSAID, Document
from drills.figures.authoring.words import JOINT_CHOICES, SIDES
from drills.figures.read import BASES
from drills.forms.entries import Choice, Entry, Flag, Number, Path, Pointing, Words, put

BASE_WORDS = {
    "stand": "Upright",
    "supine": "On the back",
    "prone": "Face down",
    "side_l": "On the left side",
    "side_r": "On the right side",
}
LYING = tuple((base, BASE_WORDS[base]) for base in BASES)
JOINTS = tuple(JOINT_CHOICES)
SAME = "same"
LEG_WAYS = (
    ("angles", "By the angles of its joints"),
    ("plant", "Foot flat on the floor or a step"),
    ("place", "Ankle at a place in the room"),
    ("part", "Ankle on a part of the body"),
    ("aim", "By the directions of thigh and shin"),
)
ARM_WAYS = (
    ("angles", "By the angles of its joints"),
    ("plant", "Hand flat on the floor or a bench"),
    ("place", "Wrist at a place in the room"),
    ("part", "Wrist on a part of the body"),
    ("aim", "By the directions of upper arm and forearm"),
)
# Name, label, low, high. The order is that of the engine's list of three.
ROOM = (
    ("x", "Forwards", -120, 120),
    ("y", "To the left", -100, 100),
    ("z", "Above the floor", 0, 120),
)
LEG_ANGLES = (
    ("flex", "hip bends", -40, 140),
    ("abd", "hip opens to the side", -45, 80),
    ("rot", "thigh turns outwards", -60, 60),
    ("knee", "knee bends", 0, 155),
)
ARM_ANGLES = (
    ("flex", "arm lifts forwards", -60, 180),
    ("abd", "arm lifts to the side", -30, 180),
    ("rot", "arm turns outwards", -90, 90),
    ("elbow", "elbow bends", 0, 155),
)
BONES = {
    "leg": (("thigh", "thigh"), ("shank", "shin")),
    "arm": (("upper", "upper arm"), ("fore", "forearm")),
}
# What each limb's keys are that the page shows; others are kept as they are.
SHOWN = {
    "root": {"base", "pos", "yaw", "pitch", "roll", "turn", "pin"},
    "spine": {"flex", "side", "twist"},
    "neck": {"flex", "side", "twist"},
    "leg": {
        "angles": {"flex", "abd", "rot", "knee", "point", "toe", "sole"},
        "plant": {"plant", "heel", "lift", "pole"},
        "place": {"to", "pole", "point", "toe", "sole"},
        "part": {"to", "pole", "point", "toe", "sole"},
        "aim": {"thigh", "shank", "point", "toe", "sole"},
    },
    "arm": {
        "angles": {"flex", "abd", "rot", "elbow", "hand"},
        "plant": {"plant", "pole"},
        "place": {"to", "pole", "hand"},
        "part": {"to", "pole", "hand"},
        "aim": {"upper", "fore", "hand"},
    },
}


def pose_entries(document: Document, pose: int) -> Iterator[Entry]:
    """A picture's words; one that is only on the way has none."""
    at = ("pose", pose)
    if not document["pose"][pose].get("via"):
        yield Words("label", "What happens in this picture", (*at, "label"))
    yield Via(
        "via",
        "Only on the way",
        (*at, "via"),
        hint="Shapes the movement between two pictures, and is no picture of its own.",
    )


class Via(Flag):
    """Whether a pose is no picture of its own; such a one has no words."""

    def write(self, document: Document, value: bool) -> None:
        """The words go with it."""
        super().write(document, value)
        put(document, (*self.path[:-1], "label"), None if value else "")


def root_entries(pose: int) -> Iterator[Entry]:
    """Where the pelvis is and how it lies."""
    at: Path = ("pose", pose, "root")
    yield Choice("root-base", "Lies or stands", (*at, "base"), "stand", choices=LYING)
    for n, (name, label, low, high) in enumerate(ROOM):
        yield Number(
            f"root-{name}", f"Pelvis: {label.lower()}", (*at, "pos", n), 0, "", "cm", low, high
        )
    for name, label, low, high in (
        ("pitch", "Pelvis tips forwards", -100, 100),
        ("roll", "Pelvis leans to the left", -60, 60),
        ("yaw", "Body faces to the left", -180, 180),
        ("turn", "Body rolls to the left about its length", -180, 180),
    ):
        yield Number(f"root-{name}", label, (*at, name), 0, "", "°", low, high)
    yield PinnedJoint(
        "root-pin",
        "Part held in its place",
        (*at, "pin", 0),
        choices=(("", "None"), *JOINTS),
        required=False,
        hint="The body is moved until this part is where you say.",
    )
    for n, (name, label, low, high) in enumerate(ROOM):
        yield PinnedPlace(
            f"root-pin-{name}",
            f"Held part: {label.lower()}",
            (*at, "pin", 1, n),
            None,
            "",
            "cm",
            low,
            high,
            optional=True,
        )


class PinnedJoint(Choice):
    """The held part; none takes its place away too."""

    def write(self, document: Document, value: str) -> None:
        """A new part starts where the page says, or at the middle."""
        root = document["pose"][self.path[1]]["root"]
        if value:
            root["pin"] = [value, root.get("pin", [value, [0, 0, 0]])[1]]
        else:
            root.pop("pin", None)


class PinnedPlace(Number):
    """Where the held part is; nothing to say while none is held."""

    def write(self, document: Document, value: float | None) -> None:
        """Only for a part that is held."""
        if document["pose"][self.path[1]]["root"].get("pin"):
            super().write(document, value or 0)


def bend_entries(pose: int, block: str) -> Iterator[Entry]:
    """The back or the neck."""
    at: Path = ("pose", pose, block)
    what = "Back" if block == "spine" else "Neck"
    for name, label in (
        ("flex", "bends forwards"),
        ("side", "bends to the left"),
        ("twist", "turns to the left"),
    ):
        yield Number(f"{block}-{name}", f"{what} {label}", (*at, name), 0, "", "°", -70, 70)


def limb_entries(document: Document, pose: int, limb: str) -> Iterator[Entry]:
    """A leg or an arm, in the way it is given."""
    kind, side = limb.split("_")
    at: Path = ("pose", pose, limb)
    of = SIDES[side].capitalize()
    block = document["pose"][pose].get(limb, UNSAID[limb])
    way = way_of(block)
    if way == "angles":
        for name, label, low, high in LEG_ANGLES if kind == "leg" else ARM_ANGLES:
            rest = UNSAID[limb].get(name, 0) if block is UNSAID[limb] else 0
            yield Number(f"{limb}-{name}", f"{of} {label}", (*at, name), rest, "", "°", low, high)
    elif way == "aim":
        for name, label in BONES[kind]:
            yield from pointing(f"{limb}-{name}", f"{of} {label}", (*at, name), (0, 0))
    else:
        yield from _contact(limb, of, kind, way, at, block)
    if kind == "leg" and way != "plant":
        yield Number(f"{limb}-point", f"{of} toes point down", (*at, "point"), 0, "", "°", -30, 85)
        for name, label in (("toe", "toes, instead"), ("sole", "sole")):
            yield from pointing(f"{limb}-{name}", f"{of} {label}", (*at, name), None)
    if kind == "arm" and way != "plant":
        yield from pointing(f"{limb}-hand", f"{of} hand", (*at, "hand"), None)


def _contact(limb: str, of: str, kind: str, way: str, at: Path, block: Document) -> Iterator[Entry]:
    """A foot or hand that is flat on something, at a place, or on a part of the body."""
    end, middle = ("foot", "knee") if kind == "leg" else ("hand", "elbow")
    joint = "ankle" if kind == "leg" else "wrist"
    if way == "plant":
        for n, (name, label, low, high) in enumerate(ROOM[:2]):
            words = f"{of} {end}: {label.lower()}"
            yield Number(f"{limb}-{name}", words, (*at, "plant", n), 0, "", "cm", low, high)
        turned = f"{of} {end} turns to the left"
        yield Number(f"{limb}-heading", turned, (*at, "plant", 2), 0, "", "°", -180, 180)
        height = f"{of} {end}: height of what it is on"
        yield Number(f"{limb}-z", height, (*at, "plant", 3), 0, "", "cm", 0, 80)
        if kind == "leg":
            yield Number(f"{limb}-heel", f"{of} heel lifts", (*at, "heel"), 0, "", "°", 0, 70)
            yield Number(
                f"{limb}-lift",
                f"{of} foot lifts on the way",
                (*at, "lift"),
                None,
                "Empty: as a step of its length does.",
                "cm",
                0,
                40,
                optional=True,
            )
    elif way == "place":
        for n, (name, label, low, high) in enumerate(ROOM):
            words = f"{of} {joint}: {label.lower()}"
            yield Number(f"{limb}-{name}", words, (*at, "to", n), 0, "", "cm", low, high)
    else:
        yield Choice(f"{limb}-on", f"{of} {joint} is on", (*at, "to", "on"), choices=JOINTS)
        yield Choice(
            f"{limb}-to",
            "or between that and",
            (*at, "to", "to"),
            choices=(("", "Nothing else"), *JOINTS),
            required=False,
        )
        yield Number(
            f"{limb}-f", "How far between", (*at, "to", "f"), 0.5, "", "%", 0, 100, scale=100
        )
        aside = {"pelvis": "pelvis", "chest": "chest", "head": "head"}.get(
            block["to"].get("in", "")
        )
        seen = f" (as the {aside} lies)" if aside else ""
        for n, (name, label, low, high) in enumerate(
            (("x", "forwards", -40, 40), ("y", "to the left", -40, 40), ("z", "up", -40, 40))
        ):
            words = f"{of} {joint} off it: {label}{seen}"
            yield Number(f"{limb}-off-{name}", words, (*at, "to", "off", n), 0, "", "cm", low, high)
    rest = (0.0, 0.0) if kind == "leg" else (180.0, 0.0)
    yield from pointing(f"{limb}-pole", f"{of} {middle}", (*at, "pole"), rest)


def pointing(name: str, what: str, path: Path, rest: tuple[float, float] | None) -> Iterator[Entry]:
    """The two angles of a direction; without `rest` both may stay empty."""
    empty = "Empty: in line with the forearm." if name.endswith("hand") else "Empty: by the ankle."
    hint = "" if rest else empty
    none = rest is None
    for part, key, label, low, high in (
        (0, "az", "points: turned to the left", -180, 180),
        (1, "el", "points: up", -90, 90),
    ):
        yield Pointing(
            f"{name}-{key}",
            f"{what} {label}",
            path,
            None,
            hint if not part else "",
            "°",
            low,
            high,
            optional=none,
            part=part,
            rest=rest,
        )
