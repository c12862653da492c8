"""The inputs of a whole figure: how it is seen, what moves, what is marked, what is round it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from drills.figures.authoring.document import Document
from drills.figures.authoring.words import (
    JOINT_CHOICES,
    LIMB_CHOICES,
    MUSCLE_CHOICES,
    PART_CHOICES,
    name_of,
)
from drills.figures.read import BAND_ON, PASSING, PROPS, RESTING
from drills.forms.entries import Choice, Entry, Flag, Number, Path, Some, Words, look_up, put, whole

# A loop may come back to its pictures so often.
LONGEST_LOOP = 24
PROP_WORDS = {
    "mat": "Mat",
    "wall": "Wall",
    "box": "Box, bench, seat or step",
    "roller": "Foam roller",
    "ball": "Ball",
    "band": "Band",
}
SIZES = {
    "x": ("Forwards", -150, 150),
    "y": ("To the left", -150, 150),
    "z": ("Above the floor", 0, 150),
    "x0": ("Back edge, forwards", -150, 150),
    "x1": ("Front edge, forwards", -150, 150),
    "y0": ("Right edge, to the left", -150, 150),
    "y1": ("Left edge, to the left", -150, 150),
    "z0": ("Bottom, above the floor", 0, 100),
    "z1": ("Top, above the floor", 0, 100),
    "h": ("Height", 20, 220),
    "r": ("Radius", 2, 40),
}
# Shown when it looks at the camera; and also when it is seen from the side or from behind.
EDGE_ON = -0.6


def whole_entries(document: Document) -> Iterator[Entry]:
    """How the figure is seen and how it moves."""
    yield Words("title", "Name of the drill in the picture", ("title",), longest=80)
    yield Number(
        "cam-az",
        "Camera goes round to the left",
        ("cam", 0),
        0,
        "0 sees the face, -90 the right side, 90 the left side, 180 the back.",
        "°",
        -180,
        180,
    )
    yield Number("cam-el", "Camera looks down from", ("cam", 1), 0, "", "°", -20, 60)
    yield Number("move", "From one picture to the next", ("move",), 1.1, "", "s", 0.3, 5, least=0.2)
    yield Cycle("cycle", "Order of the pictures in the moving picture", ("cycle",))
    yield Flag("ghost", "Show pale where the moving part was before", ("ghost",), default=True)
    shown = [n for n, pose in enumerate(document["pose"]) if not pose.get("via")]
    yield Thumb(
        "thumb",
        "Picture for lists",
        ("thumb",),
        str(shown[-1]) if shown else "0",
        choices=tuple((str(n), f"Picture {n + 1}") for n in shown),
    )


class Thumb(Choice):
    """The number of a picture."""

    def read(self, document: Document) -> str:
        """As the words of the choices count."""
        value = look_up(document, self.path)
        return self.default if value is None else str(value)

    def write(self, document: Document, value: Any) -> None:
        """As the table counts."""
        put(document, self.path, int(value))


class Cycle(Entry):
    """Numbers of pictures as people count them; empty is there and back."""

    def read(self, document: Document) -> str:
        """Counted from 1."""
        return ", ".join(str(n + 1) for n in document.get("cycle", ()))

    def write(self, document: Document, value: list[int]) -> None:
        """Counted from 0."""
        put(document, self.path, [n - 1 for n in value] or None)

    def field(self) -> forms.Field:
        """A line of numbers."""
        return CycleField(
            label=self.label,
            required=False,
            help_text="Such as 1, 2, 3, 1. Leave it empty for there and back.",
            widget=forms.TextInput({"class": "input w-20"}),
        )


class CycleField(forms.CharField):
    """Numbers with commas; cleaned to a list."""

    def to_python(self, value: Any) -> Any:
        """The numbers, or a sentence about what is no number."""
        try:
            numbers = [int(word) for word in str(value or "").replace(",", " ").split()]
        except ValueError:
            raise ValidationError(
                "Enter numbers of pictures with commas between, such as 1, 2, 1."
            ) from None
        if len(numbers) > LONGEST_LOOP:
            raise ValidationError(f"Enter at most {LONGEST_LOOP} numbers.")
        return numbers

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it says other numbers, whatever is between them."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


@dataclass(frozen=True)
class Hold(Number):
    """How long one picture stays; the table has one list for all."""

    pose: int = 0

    def read(self, document: Document) -> float:
        """Its own seconds, or those that hold without a list."""
        return whole(holds(document)[self.pose])

    def write(self, document: Document, value: float) -> None:
        """Into the list, which is made if there is none."""
        seconds = holds(document)
        seconds[self.pose] = value
        document["hold"] = seconds


def holds(document: Document) -> list[float]:
    """The seconds of every picture."""
    given = document.get("hold")
    return list(given or [PASSING if pose.get("via") else RESTING for pose in document["pose"]])


def hold_entry(pose: int) -> Entry:
    """How long a picture stays."""
    return Hold("hold", "Stays for", ("hold", pose), 0, "", "s", 0, 4, least=0, pose=pose)


def mark_entries() -> Iterator[Entry]:
    """What moves, and the muscles that work."""
    limbs, rest = tuple(LIMB_CHOICES), tuple(PART_CHOICES)
    yield Accent("accent", "Whole limbs that move", ("accent",), choices=limbs)
    yield Accent("accent-parts", "Other parts that move", ("accent",), choices=rest)
    yield Some("muscle", "Muscles that work", ("muscle",), choices=tuple(MUSCLE_CHOICES))
    yield MuscleSide("muscle-edge", "Show them also when seen from the side", ("muscle_min",))


class Accent(Some):
    """Limbs and single parts stand in one list; each input changes its own."""

    def write(self, document: Document, value: Any) -> None:
        """The others stay where they are."""
        ours = {name for name, _ in self.choices}
        now = document.get("accent", [])
        kept = [word for word in now if word not in ours or word in value]
        put(document, self.path, [*kept, *(word for word in value if word not in now)] or None)


class MuscleSide(Flag):
    """Whether a muscle is shown that does not look at the camera."""

    def read(self, document: Document) -> bool:
        """Below 0 it is."""
        return document.get("muscle_min", 0.1) < 0

    def write(self, document: Document, value: bool) -> None:
        """One number stands for yes, none for no."""
        put(document, self.path, EDGE_ON if value else None)


def arrow_entries(document: Document, number: int) -> Iterator[Entry]:
    """One arrow."""
    at: Path = ("arrow", number)
    which = f"arrow-{number}"
    yield Choice(f"{which}-joint", "Follows", (*at, "joint"), choices=tuple(JOINT_CHOICES))
    later = [n for n in range(1, len(document["pose"])) if not document["pose"][n].get("via")]
    given = look_up(document, (*at, "pose"))
    if given is not None and given not in later:
        later.append(given)
    yield ArrowPose(
        f"{which}-pose",
        "In",
        (*at, "pose"),
        "",
        required=False,
        choices=(("", "All pictures"), *((str(n), f"Picture {n + 1}") for n in later)),
    )
    for n, label in enumerate(("forwards", "to the left", "up")):
        yield Number(
            f"{which}-off-{n}", f"Beside it: {label}", (*at, "off", n), 0, "", "cm", -40, 40
        )


class ArrowPose(Thumb):
    """One picture, or all of them."""

    def write(self, document: Document, value: Any) -> None:
        """All is no key."""
        put(document, self.path, int(value) if value else None)


def prop_entries(document: Document, number: int) -> Iterator[Entry]:
    """One thing in the picture, with the measures it has."""
    at: Path = ("props", number)
    prop = document["props"][number]
    which = f"prop-{number}"
    bands = tuple((part, name_of(part).capitalize()) for part in BAND_ON)
    for end, label in (("a", "Round the"), ("b", "and the")):
        if end in prop:
            yield Choice(f"{which}-{end}", label, (*at, end), choices=bands)
    for key in PROPS[prop["kind"]]:
        if key == "f" and key in prop:
            yield Number(
                f"{which}-f", "How far down the limb", (*at, "f"), 0, "", "%", 0, 100, scale=100
            )
        elif key in prop:
            label, low, high = SIZES[key]
            least = 1 if key in ("r", "h") else -400
            yield Number(f"{which}-{key}", label, (*at, key), 0, "", "cm", low, high, least=least)
    if prop["kind"] not in ("mat", "wall", "band"):
        yield Flag(f"{which}-front", "Drawn over the body", (*at, "front"))


def new_prop(name: str, around: tuple[float, float, float, float]) -> dict[str, Any]:
    """A thing to start with; `around` is the room the bodies take: back, front, right, left."""
    x0, x1, y0, y1 = (round(n) for n in around)
    match name:
        case "mat":
            return {"kind": "mat", "x0": x0 - 10, "x1": x1 + 10, "y0": y0 - 8, "y1": y1 + 8}
        case "wall-behind":
            return {"kind": "wall", "x": x0 - 4, "y0": y0 - 30, "y1": y1 + 30, "h": 176}
        case "wall-beside":
            return {"kind": "wall", "y": y1 + 4, "x0": x0 - 30, "x1": x1 + 30, "h": 176}
        case "bench":
            return {"kind": "box", "x0": -26, "x1": 20, "y0": -30, "y1": 30, "z0": 0, "z1": 45}
        case "step":
            return {"kind": "box", "x0": -16, "x1": 24, "y0": -26, "y1": 26, "z0": 0, "z1": 16}
        case "roller":
            return {"kind": "roller", "x": 0, "y0": -24, "y1": 24, "z": 7.5, "r": 7.5}
        case "ball":
            return {"kind": "ball", "x": 0, "y": 0, "z": 5, "r": 5}
        case "band-legs":
            return {"kind": "band", "a": "thigh_r", "b": "thigh_l", "f": 0.9}
        case _:
            place = {"x": 60, "y": -10, "z": 10}
            return {"kind": "band", "a": "shank_r", "f": 0.9, **place}


NEW_PROPS = (
    ("mat", "Mat under the body"),
    ("wall-behind", "Wall behind"),
    ("wall-beside", "Wall on the left"),
    ("bench", "Bench or seat"),
    ("step", "Step"),
    ("roller", "Foam roller"),
    ("ball", "Ball"),
    ("band-legs", "Band round both thighs"),
    ("band-fixed", "Band from one shin to a fixed place"),
)


def allow_entries(number: int) -> Iterator[Entry]:
    """Why a warning is accepted."""
    at: Path = ("allow", number)
    yield Number(f"allow-{number}-up_to", "Up to", (*at, "up_to"), 0, "", "cm, ° or cm²", 0, 150)
    yield Words(f"allow-{number}-because", "Why this is right", (*at, "because"))
