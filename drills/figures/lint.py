"""What is wrong with a figure that numbers can tell, looked for between its key poses too.

Every finding has a name (a word and the parts it is about) and a size: centimetres, degrees,
square centimetres or per cent. A figure's file may allow a finding up to a size, with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import asin, atan2, degrees, sqrt

from drills.figures.animate import loop_frames
from drills.figures.between import Passage
from drills.figures.contact import depths
from drills.figures.flesh import Egg, parts
from drills.figures.layers import changes
from drills.figures.marks import unseen
from drills.figures.order import worst
from drills.figures.pose import Figure
from drills.figures.skeleton import BONES, SIDE
from drills.figures.solve import Body, solve
from drills.figures.vectors import angle, length, sub, transposed, turn

SAMPLES = 8
# In centimetres.
REACH, SUNK, SUNK_TRUNK, FLOATS = 0.5, 1.2, 2.2, 2.5
SLIDE, SAME_PLACE, LENGTH = 0.5, 0.3, 1e-6
# A step between samples may be this many times the mean step, and this much more.
JUMP_TIMES, JUMP_MORE = 4.0, 3.0
# In degrees.
KNEE, ELBOW = 150.0, 150.0
HIP_FLEXED, HIP_BACK, HIP_OUT, HIP_IN, HIP_WIDE = 128.0, -35.0, 70.0, -40.0, 50.0
ANKLE_MOST, ANKLE_LEAST = 115.0, 8.0
# In square centimetres that are drawn in the wrong order, or change at once.
STACKED, SWAPPED = 45.0, 45.0

TRUNK = ("pelvis", "torso", "face", "hair", "neck")
# Joints that may stand on something: a foot's, a hand's, a knee.
STANDING = tuple(f"{joint}_{side}" for joint in ("ball", "wr", "knee", "el") for side in SIDE)
LOW = 12.0


@dataclass(frozen=True)
class Finding:
    """Something to mend: what, how much, and the key pose before it (counted from 1).

    `to` is the key pose after it: the same one for what is wrong in the pose itself, and None for
    what is wrong somewhere in the loop. Pose 0 is what is wrong in no pose, but in all together.
    """

    name: str
    size: float
    pose: int
    to: int | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.size:.1f} after pose {self.pose}"


def lint(figure: Figure) -> list[Finding]:
    """All findings that the figure's file does not allow, the worst of each name."""
    allowed = {one.finding: one.up_to for one in figure.allow}
    return [found for found in findings(figure) if found.size > allowed.get(found.name, -1.0)]


def unused(figure: Figure) -> list[str]:
    """Allowances that nothing needs any more."""
    there = {found.name for found in findings(figure)}
    return [one.finding for one in figure.allow if one.finding not in there]


def findings(figure: Figure) -> list[Finding]:
    """All findings, the worst of each name, whether allowed or not."""
    worst_of: dict[str, Finding] = {}

    def note(name: str, size: float, pose: int, to: int | None) -> None:
        if name not in worst_of or size > worst_of[name].size:
            after = None if to is None else to + 1
            worst_of[name] = Finding(name, size, pose + 1, after)

    legs = {(min(a, b), max(a, b)) for a, b in pairwise(figure.cycle)}
    shown = set(figure.panels) - {pose for leg in legs for pose in leg}
    for a, b in sorted(legs | {(pose, pose) for pose in shown}):
        passage = Passage(figure.poses[a], figure.poses[b])
        bodies = [solve(passage.at(i / SAMPLES)) for i in range(SAMPLES + 1 if a != b else 1)]
        for sample, body in enumerate(bodies):
            start, end = b if sample == SAMPLES else a, a if sample == 0 else b
            for check in CHECKS:
                for name, size in check(body, figure):
                    note(name, size, start, end)
        for name, size in _moves(bodies):
            note(name, size, a, b)
    for name, size in _stacking(figure):
        note(name, size, 0, None)
    for name, size in unseen(figure):
        note(name, size, -1, -1)
    return sorted(worst_of.values(), key=lambda found: found.name)


Found = list[tuple[str, float]]


def _reaches(body: Body, figure: Figure) -> Found:
    """A limb too short for what it should touch."""
    return [(f"REACH {limb}", short) for limb, short in body.short.items() if short > REACH]


def lowest(egg: Egg) -> float:
    """The height of an egg's lowest point."""
    if egg.frame is None:
        return egg.centre[2] - egg.radii[0]
    row = egg.frame[2]
    return egg.centre[2] - sqrt(sum((r * x) ** 2 for r, x in zip(egg.radii, row, strict=True)))


def _floor(body: Body, figure: Figure) -> Found:
    """Parts below the floor, or a body that nothing carries."""
    found, bottom = [], 1e9
    for part in parts(body):
        height = min(lowest(egg) for hull in part.hulls for egg in hull)
        bottom = min(bottom, height)
        if -height > (SUNK_TRUNK if part.name in TRUNK else SUNK):
            found.append((f"FLOOR {part.name}", -height))
    carried = any(prop.kind in ("box", "roller", "ball") for prop in figure.props)
    if bottom > FLOATS and not carried:
        found.append(("FLOATS", bottom))
    return found


def _joints(body: Body, figure: Figure) -> Found:
    """Joints beyond what people can do."""
    found: Found = []
    for side, s in SIDE.items():
        at = {name: body.joints[f"{name}_{side}"] for bone in BONES for name in bone[:2]}
        thigh, shank = sub(at["knee"], at["hip"]), sub(at["ank"], at["knee"])
        upper, fore = sub(at["el"], at["sh"]), sub(at["wr"], at["el"])
        for name, bent, most in (
            ("KNEE", angle(thigh, shank), KNEE),
            ("ELBOW", angle(upper, fore), ELBOW),
        ):
            if bent > most:
                found.append((f"{name} {side}", bent))
        x, y, z = turn(transposed(body.frames["pelvis"]), thigh)
        out = degrees(asin(max(-1.0, min(1.0, s * y / length(thigh)))))
        flexed = degrees(atan2(x, -z))
        if flexed < -90:
            flexed += 360
        if abs(out) < HIP_WIDE and not HIP_BACK <= flexed <= HIP_FLEXED:
            found.append((f"HIP {side}", abs(flexed)))
        if not HIP_IN <= out <= HIP_OUT:
            found.append((f"HIP-OUT {side}", abs(out)))
        ankle = angle(body.feet[side][0], shank)
        if not ANKLE_LEAST <= ankle <= ANKLE_MOST:
            found.append((f"ANKLE {side}", ankle))
    return found


def _flesh(body: Body, figure: Figure) -> Found:
    """Parts inside each other."""
    return [(f"PENETRATE {a} {b}", deep) for (a, b), deep in depths(body).items()]


def _bones(body: Body, figure: Figure) -> Found:
    """Bones that changed their length."""
    found = []
    for start, end, size in BONES:
        for side in SIDE:
            real = length(sub(body.joints[f"{end}_{side}"], body.joints[f"{start}_{side}"]))
            if abs(real - size) > LENGTH:
                found.append((f"LENGTH {start}_{side}", abs(real - size)))
    return found


CHECKS: tuple[Callable[[Body, Figure], Found], ...] = (_reaches, _floor, _joints, _flesh, _bones)


def _moves(bodies: list[Body]) -> Found:
    """Contacts that slide on the way, and joints that jump."""
    found: Found = []
    first, last = bodies[0].joints, bodies[-1].joints
    for joint in STANDING:
        if first[joint][2] < LOW and length(sub(first[joint], last[joint])) < SAME_PLACE:
            slid = max(length(sub(body.joints[joint], first[joint])) for body in bodies)
            if slid > SLIDE:
                found.append((f"SLIDE {joint}", slid))
    for joint in first:
        steps = [length(sub(a.joints[joint], b.joints[joint])) for a, b in pairwise(bodies)]
        mean = sum(steps) / max(1, len(steps))
        if steps and max(steps) > JUMP_TIMES * mean + JUMP_MORE:
            found.append((f"JUMP {joint}", max(steps)))
    return found


def _stacking(figure: Figure) -> Found:
    """Parts that the loop draws in the wrong order, or that change places before the eye."""
    shown = loop_frames(figure)
    found: Found = []
    for layer in shown.layers:
        for first, last in layer.stretches:
            for number in set(shown.moments[first : last + 1]):
                over, under, area = worst(layer.order, shown.frames[number].votes)
                if area > STACKED:
                    found.append((f"ORDER {over} {under}", area))
    votes = [frame.votes for frame in shown.frames]
    for _, area in changes(shown.layers, shown.moments, votes):
        if area > SWAPPED:
            found.append(("SWAP", area))
    return found
