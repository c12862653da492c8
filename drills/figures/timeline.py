"""When the loop is in which pose: holds, eased runs between them, and the frames on the way."""

from dataclasses import dataclass
from math import acos, ceil, pi

from drills.figures.between import Passage
from drills.figures.pose import Figure, Pose
from drills.figures.skeleton import BONES
from drills.figures.solve import Body, solve
from drills.figures.vectors import angle, sub

# Degrees that the fastest bone turns from one frame to the next.
STEP = 11.0
FEWEST, MOST = 2, 12
# A run through several poses takes this much longer for each further leg.
LONGER = 0.55


@dataclass(frozen=True)
class Timeline:
    """The loop: `moments` are (seconds, number of a pose in `poses`), the last one is the end."""

    poses: list[Pose]
    moments: list[tuple[float, int]]
    seconds: float


def largest_turn(a: Body, b: Body) -> float:
    """The largest angle that a bone or the trunk turns from one body to the other."""

    def way(body: Body, start: str, end: str) -> tuple[float, float, float]:
        return sub(body.joints[end], body.joints[start])

    pairs = [(f"{start}_{s}", f"{end}_{s}") for start, end, _ in BONES for s in "lr"]
    pairs.append(("pelvis", "shm"))
    return max(angle(way(a, *pair), way(b, *pair)) for pair in pairs)


class _Frames:
    """Every pose of the loop once; the way back shares its poses with the way there."""

    def __init__(self, figure: Figure) -> None:
        self.keys = figure.poses
        self.poses: list[Pose] = []
        self.numbers: dict[tuple[int, int, int, int], int] = {}
        self.passages: dict[tuple[int, int], Passage] = {}

    def number(self, a: int, b: int, step: int, steps: int) -> int:
        """The number of the pose `step` of `steps` from key pose a to key pose b."""
        if a > b:
            a, b, step = b, a, steps - step
        key = {0: a, steps: b}.get(step)
        place = (a, b, step, steps) if key is None else (key, -1, 0, 0)
        if place not in self.numbers:
            if (a, b) not in self.passages:
                self.passages[a, b] = Passage(self.keys[a], self.keys[b])
            self.numbers[place] = len(self.poses)
            self.poses.append(self.passages[a, b].at(step / steps))
        return self.numbers[place]


def timeline(figure: Figure) -> Timeline:
    """The loop of a figure. Between two holds lies one run, eased as a whole."""
    bodies = [solve(pose) for pose in figure.poses]
    frames = _Frames(figure)
    legs = list(zip(figure.cycle, figure.cycle[1:], strict=False))
    if not legs:
        return Timeline([figure.poses[0]], [(0.0, 0)], 1.0)
    moments: list[tuple[float, int]] = []
    now, at = 0.0, 0
    while at < len(legs):
        run = [legs[at]]
        while at + len(run) < len(legs) and figure.hold[legs[at + len(run)][0]] == 0:
            run.append(legs[at + len(run)])
        at += len(run)
        start = frames.number(*run[0], 0, 1)
        moments.append((now, start))
        rest = figure.hold[run[0][0]]
        if rest > 0:
            now += rest
            moments.append((now, start))
        turns = [largest_turn(bodies[a], bodies[b]) + 1 for a, b in run]
        lasts = figure.move * (1 + LONGER * (len(run) - 1))
        done, whole = 0.0, sum(turns)
        for (a, b), turned in zip(run, turns, strict=True):
            steps = min(MOST, max(FEWEST, ceil(turned / STEP)))
            for step in range(1, steps + 1):
                part = (done + turned * step / steps) / whole
                if part < 1 - 1e-9:
                    eased = acos(1 - 2 * part) / pi
                    moments.append((now + lasts * eased, frames.number(a, b, step, steps)))
            done += turned
        now += lasts
    moments.append((now, frames.number(*legs[-1], 1, 1)))
    return Timeline(frames.poses, moments, now)
