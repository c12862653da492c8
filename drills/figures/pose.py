"""What a figure's file says, as values: a drill's camera and marks, and its key poses.

Positions are in centimetres, angles in degrees. Directions are unit vectors of a frame.
Every limb is given in one of a few ways (angles, directions, or a contact it reaches for).
"""

from dataclasses import dataclass, field

from drills.figures.skeleton import LIMBS
from drills.figures.vectors import IDENTITY, Mat, Vec


@dataclass(frozen=True)
class Direction:
    """A way to point, in the world's frame or the chest's."""

    vector: Vec
    frame: str = "world"


@dataclass(frozen=True)
class Pin:
    """A joint that stays at a place: the root is moved until it does."""

    joint: str
    at: Vec


@dataclass(frozen=True)
class Root:
    """Where the pelvis is, and how it lies (`turned` includes the base: lying, standing)."""

    pos: Vec
    turned: Mat = IDENTITY
    pin: Pin | None = None


@dataclass(frozen=True)
class Bend:
    """A bend of the spine or the neck: forwards, to the left, twisted to the left."""

    flex: float = 0.0
    side: float = 0.0
    twist: float = 0.0


@dataclass(frozen=True)
class Target:
    """A point: an offset from the world's origin, or from a joint or a place between two."""

    off: Vec
    on: str | None = None
    to: str | None = None
    f: float = 0.5
    frame: str = "world"


@dataclass(frozen=True)
class Foot:
    """How a foot points: an angle at the ankle, or directions of the toes and the sole."""

    point: float = 0.0
    toe: Direction | None = None
    sole: Direction | None = None


@dataclass(frozen=True)
class LegAngles:
    """A leg by joint angles; all zero is standing straight."""

    flex: float = 0.0
    abd: float = 0.0
    rot: float = 0.0
    knee: float = 0.0
    foot: Foot = Foot()


@dataclass(frozen=True)
class LegAim:
    """A leg by the directions of its two bones."""

    thigh: Direction
    shank: Direction
    foot: Foot = Foot()


@dataclass(frozen=True)
class LegPlant:
    """A foot flat on a support of height z, the ankle above (x, y); `heel` lifts the heel."""

    x: float
    y: float
    heading: float
    z: float = 0.0
    heel: float = 0.0
    lift: float | None = None
    pole: Direction = Direction((1.0, 0.0, 0.0))


@dataclass(frozen=True)
class LegReach:
    """A leg whose ankle is at a target; the knee points towards `pole`."""

    target: Target
    pole: Direction = Direction((1.0, 0.0, 0.0))
    foot: Foot = Foot()


@dataclass(frozen=True)
class ArmAngles:
    """An arm by joint angles in the chest's frame."""

    flex: float = 0.0
    abd: float = 0.0
    rot: float = 0.0
    elbow: float = 0.0
    hand: Direction | None = None


@dataclass(frozen=True)
class ArmAim:
    """An arm by the directions of its two bones."""

    upper: Direction
    fore: Direction
    hand: Direction | None = None


@dataclass(frozen=True)
class ArmReach:
    """An arm whose wrist is at a target; the elbow points towards `pole`."""

    target: Target
    pole: Direction = Direction((-1.0, 0.0, 0.0))
    hand: Direction | None = None


Leg = LegAngles | LegAim | LegPlant | LegReach
Arm = ArmAngles | ArmAim | ArmReach
HANGING = ArmAngles(abd=6.0, elbow=8.0)


@dataclass(frozen=True)
class Pose:
    """One key pose, complete. `via` shapes the movement and is never a panel of the still."""

    root: Root
    spine: Bend = Bend()
    neck: Bend = Bend()
    leg_l: Leg = LegAngles()
    leg_r: Leg = LegAngles()
    arm_l: Arm = HANGING
    arm_r: Arm = HANGING
    order: tuple[str, ...] = LIMBS
    props: dict[str, dict[str, float]] = field(default_factory=dict)
    label: str = ""
    via: bool = False


@dataclass(frozen=True)
class Prop:
    """A thing in the picture: mat, wall, box, roller, ball or band, with its measures."""

    kind: str
    sizes: dict[str, float]
    limbs: tuple[str, ...] = ()
    front: bool = False


@dataclass(frozen=True)
class Arrow:
    """The path of a joint, drawn beside it by `off`; `pose` limits it to that panel."""

    joint: str
    off: Vec = (0.0, 0.0, 0.0)
    pose: int | None = None


@dataclass(frozen=True)
class Allowance:
    """A finding of the lint that is accepted up to a size, and why."""

    finding: str
    up_to: float
    because: str


@dataclass(frozen=True)
class Figure:
    """A drill's figure, checked."""

    slug: str
    title: str
    camera: tuple[float, float]
    poses: tuple[Pose, ...]
    cycle: tuple[int, ...]
    hold: tuple[float, ...]
    move: float = 1.1
    accent: frozenset[str] = frozenset()
    muscles: tuple[str, ...] = ()
    muscle_min: float = 0.1
    arrows: tuple[Arrow, ...] = ()
    props: tuple[Prop, ...] = ()
    ghost: bool = True
    # The pose that stands for the drill in lists.
    thumb: int = 0
    allow: tuple[Allowance, ...] = ()

    @property
    def panels(self) -> tuple[int, ...]:
        """The numbers of the poses that the still shows."""
        return tuple(i for i, pose in enumerate(self.poses) if not pose.via)

    @property
    def description(self) -> str:
        """The steps in words, for people who do not see the picture."""
        shown = [self.poses[i].label for i in self.panels]
        return " ".join(f"{n}. {label}" for n, label in enumerate(shown, 1))
