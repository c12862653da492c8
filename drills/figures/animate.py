"""The moving picture: one SVG whose parts change shape over time, in a loop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drills.figures.camera import Camera, Point
from drills.figures.frame import Box, Frame, muscles_over, near_side, shown_muscles
from drills.figures.layers import Layer, layers
from drills.figures.outline import Detail, Shape, path
from drills.figures.palette import Palette, tone
from drills.figures.pose import Figure
from drills.figures.props import BEHIND, shadow
from drills.figures.skeleton import PARTS
from drills.figures.svg import (
    ROLES,
    SIDES,
    checked,
    document,
    fill,
    flipped,
    named,
    painted,
    path_tag,
    stroke,
)
from drills.figures.timeline import Timeline, timeline

SMOOTH = Detail(head=28, trunk=22, small=14, limb=10, units=5.0)
SHADOW_POINTS = 8
PADDING = 5.0
# A frame is left out of a part's track while the points stay this close, in centimetres.
CLOSE = 0.4


@dataclass
class Loop:
    """A figure's loop, solved and seen, and the orders its parts are drawn in."""

    figure: Figure
    line: Timeline
    frames: list[Frame]
    layers: list[Layer]

    @property
    def moments(self) -> list[int]:
        """The number of the frame at every moment."""
        return [number for _, number in self.line.moments]


def loop_frames(figure: Figure) -> Loop:
    """Solve and order a loop."""
    line = timeline(figure)
    camera = Camera(*figure.camera)
    frames = [Frame(figure, pose, camera) for pose in line.poses]
    numbers = [number for _, number in line.moments]
    return Loop(figure, line, frames, layers(numbers, [frame.votes for frame in frames]))


def loop(figure: Figure, theme: str = "light", side: str = "right") -> str:
    """The figure's moving picture as SVG."""
    palette = checked(theme, side)
    return painted(loops(figure)[side], palette)


def loops(figure: Figure) -> dict[str, str]:
    """The moving picture of each side, drawn in roles: `painted` makes it a picture."""
    shown = loop_frames(figure)
    box = shown.frames[0].box()
    for frame in shown.frames[1:]:
        box = box.joined(frame.box())
    drawing = _Writer(shown, ROLES, box).drawing()
    width = box.right - box.left + 2 * PADDING
    found = {}
    for side in SIDES:
        opening = document(
            title=named(figure.title, side),
            description=figure.description,
            size=(width, box.bottom - box.top + 2 * PADDING),
            units=SMOOTH.units,
            palette=ROLES,
        )
        found[side] = f"{opening}{flipped(drawing, width, SMOOTH.units, side)}</svg>"
    return found


class _Writer:
    """Writes one loop's drawing."""

    def __init__(self, shown: Loop, palette: Palette, box: Box) -> None:
        self.shown, self.palette = shown, palette
        self.origin: Point = (box.left - PADDING, box.top - PADDING)
        self.times = [seconds for seconds, _ in shown.line.moments]

    def drawing(self) -> str:
        """Everything between the card and the end of the file."""
        shown, frames = self.shown, self.shown.frames
        camera = frames[0].camera
        cast = [shadow(frame.body, camera, SHADOW_POINTS) for frame in frames]
        out = [
            self._props(lambda kind, over: kind in BEHIND),
            self._track(cast, fill(self.palette, "shadow")),
            self._props(lambda kind, over: kind not in BEHIND and not over),
        ]
        near = near_side(shown.figure, camera)
        muscles = shown_muscles(shown.figure, camera)
        shapes = [frame.shapes(SMOOTH) for frame in frames]
        out.extend(self._layer(layer, shapes, near, muscles) for layer in shown.layers)
        out.append(self._props(lambda kind, over: kind not in BEHIND and over))
        return "".join(out)

    def _props(self, wanted: Callable[[str, bool], bool]) -> str:
        there = [frame.props() for frame in self.shown.frames]
        out = []
        for n, (kind, over, first) in enumerate(there[0]):
            if not wanted(kind, over):
                continue
            for i, piece in enumerate(first):
                attributes = (
                    stroke(self.palette, piece.role, piece.stroke, SMOOTH.units)
                    if piece.stroke
                    else fill(self.palette, piece.role)
                )
                out.append(self._track([props[n][2][i].shape for props in there], attributes))
        return "".join(out)

    def _layer(
        self,
        layer: Layer,
        shapes: list[dict[str, Shape]],
        near: str | None,
        muscles: list[str],
    ) -> str:
        frames, figure = self.shown.frames, self.shown.figure
        whole = len(self.shown.layers) == 1
        stretches = [(0, len(self.times) - 1)] if whole else layer.stretches
        order = tuple(PARTS[i] for i in layer.order)
        over = muscles_over(muscles, order, frames[0].body)
        out = []
        for name in order:
            colour = f'fill="{self.palette[tone(name, near, figure.accent)]}"'
            out.append(self._track([shape[name] for shape in shapes], colour, stretches))
            for muscle in over.get(name, ()):
                patches = [frame.muscle_shape(muscle) for frame in frames]
                out.append(self._track(patches, fill(self.palette, "muscle"), stretches))
        drawing = "".join(out)
        return drawing if whole else f"<g{self._switch(stretches)}{drawing}</g>"

    def _switch(self, stretches: Sequence[tuple[int, int]]) -> str:
        """The rest of a group's opening tag, and the animation that shows it in its stretches."""
        seconds = self.shown.line.seconds
        keys: list[tuple[float, str]] = []
        for first, last in stretches:
            keys += [(self.times[first], "inline"), (self.times[last], "none")]
        if keys[0][0] > 0:
            keys.insert(0, (0.0, "none"))
        if keys[-1][0] >= seconds - 1e-6:
            keys.pop()
        hidden = ' display="none"' if keys[0][1] == "none" else ""
        times = ";".join(_number(time / seconds) for time, _ in keys)
        values = ";".join(value for _, value in keys)
        return (
            f'{hidden}><animate attributeName="display" calcMode="discrete"'
            f' dur="{_number(seconds)}s" repeatCount="indefinite" keyTimes="{times}"'
            f' values="{values}"/>'
        )

    def _track(
        self,
        shapes: list[Shape],
        attributes: str,
        stretches: Sequence[tuple[int, int]] | None = None,
    ) -> str:
        """One path over time; frames that lie on the way between their neighbours are left out."""
        keys: list[tuple[float, Shape]] = []
        for first, last in stretches or [(0, len(self.times) - 1)]:
            numbers = self.shown.moments[first : last + 1]
            run = [shapes[n] for n in numbers]
            keys += _thinned(list(zip(self.times[first : last + 1], run, strict=True)))
        seconds, units = self.shown.line.seconds, SMOOTH.units
        start = path(keys[0][1], self.origin, units)
        if all(_apart(keys[0][1], shape) < CLOSE for _, shape in keys):
            return path_tag(start, attributes)
        if keys[0][0] > 0:
            keys.insert(0, (0.0, keys[0][1]))
        if keys[-1][0] < seconds - 1e-6:
            keys.append((seconds, keys[-1][1]))
        times = ";".join(_number(time / seconds) for time, _ in keys)
        values = ";".join(path(shape, self.origin, units) for _, shape in keys)
        return (
            f'<path d="{start}" {attributes}><animate attributeName="d"'
            f' dur="{_number(seconds)}s" repeatCount="indefinite" keyTimes="{times}"'
            f' values="{values}"/></path>'
        )


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _apart(a: Shape, b: Shape) -> float:
    return max(
        max(abs(p[0] - q[0]), abs(p[1] - q[1])) for p, q in zip(a.points, b.points, strict=True)
    )


def _thinned(keys: list[tuple[float, Shape]]) -> list[tuple[float, Shape]]:
    """The keys without those that their neighbours already tell, to within CLOSE."""
    flat = [[number for point in shape.points for number in point] for _, shape in keys]
    times = [time for time, _ in keys]
    keep, spans = {0, len(keys) - 1}, [(0, len(keys) - 1)]
    while spans:
        first, last = spans.pop()
        worst, at = CLOSE, -1
        start, end = flat[first], flat[last]
        lasts = max(1e-9, times[last] - times[first])
        for i in range(first + 1, last):
            part = (times[i] - times[first]) / lasts
            rest = 1 - part
            offs = [a * rest + b * part - c for a, b, c in zip(start, end, flat[i], strict=True)]
            off = max(max(offs), -min(offs))
            if off > worst:
                worst, at = off, i
        if at >= 0:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [keys[i] for i in sorted(keep)]
