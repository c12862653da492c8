"""The still picture: numbered panels side by side in one scale."""

from dataclasses import dataclass, field, replace
from math import hypot, sqrt

from drills.figures.arrow import CASING, arrow_drawing, arrow_path
from drills.figures.camera import Camera, Point
from drills.figures.frame import Box, Frame, muscles_over, near_side, shown_muscles
from drills.figures.order import best_order
from drills.figures.outline import Detail, path
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

FINE = Detail(head=32, trunk=28, small=14, limb=14, units=10.0)
SHADOW_POINTS = 10
PADDING, GAP = 5.0, 8.0
ASPECT = 1.5
BADGE_RADIUS, BADGE_ROOM, DIGIT = 5.2, 7.5, 7.2
DIGIT_DROP = 2.6


@dataclass
class Panel:
    """One numbered panel: its frame, the room it needs, its arrows, its place on the sheet."""

    frame: Frame
    box: Box
    arrows: list[list[Point]] = field(default_factory=list)
    origin: Point = (0.0, 0.0)

    @property
    def mirror(self) -> float:
        """What a point's place and its mirrored place in the panel add up to."""
        return self.box.left + self.box.right - 2 * self.origin[0]


def still(
    figure: Figure, theme: str = "light", side: str = "right", *, aspect: float = ASPECT
) -> str:
    """The figure's still picture as SVG. `aspect` is the shape (width to height) it should fill."""
    palette = checked(theme, side)
    return painted(stills(figure, aspect=aspect)[side], palette)


def stills(figure: Figure, *, aspect: float = ASPECT) -> dict[str, str]:
    """The still picture of each side, drawn in roles: `painted` makes it a picture."""
    return _drawn(figure, figure.panels, aspect)


def thumbnail(figure: Figure, theme: str = "light", side: str = "right") -> str:
    """One pose without numbers and marks, for lists: the one that tells most."""
    palette = checked(theme, side)
    return painted(thumbnails(figure)[side], palette)


def thumbnails(figure: Figure) -> dict[str, str]:
    """The thumbnail of each side, drawn in roles."""
    return _drawn(figure, (figure.thumb,), 1.0)


def _drawn(figure: Figure, shown: tuple[int, ...], aspect: float) -> dict[str, str]:
    camera = Camera(*figure.camera)
    panels = panels_of(figure, shown, camera)
    width, height = arrange(panels, aspect)
    near = near_side(figure, camera)
    muscles = shown_muscles(figure, camera)
    units = FINE.units
    drawings = [_panel(figure, panels, n, camera, ROLES, near, muscles) for n in range(len(panels))]
    found = {}
    for side in SIDES:
        opening = document(
            title=named(figure.title, side),
            description=figure.description,
            size=(width, height),
            units=units,
            palette=ROLES,
        )
        # Each panel is mirrored in its own place, so that the numbers still run left to right.
        drawing = "".join(
            flipped(drawn, panel.mirror, units, side)
            for drawn, panel in zip(drawings, panels, strict=True)
        )
        badges = _badges(panels, ROLES, side) if len(panels) > 1 else ""
        found[side] = f"{opening}{drawing}{badges}</svg>"
    return found


def panels_of(figure: Figure, shown: tuple[int, ...], camera: Camera) -> list[Panel]:
    """A panel for each of the poses `shown`, with room for its ghost, arrows and number."""
    panels: list[Panel] = []
    for n, index in enumerate(shown):
        frame = Frame(figure, figure.poses[index], camera)
        box, arrows = frame.box(), []
        if n:
            arrows = [
                arrow_path(figure, arrow, camera, shown[n - 1], index)
                for arrow in figure.arrows
                if arrow.pose in (None, index)
            ]
            if figure.ghost and figure.accent:
                box = box.joined(panels[-1].frame.box(figure.accent))
        for points in arrows:
            box = box.joined(_round(points))
        panels.append(Panel(frame, box, arrows))
    if len(panels) > 1 and not _free_corners(panels):
        for panel in panels:
            panel.box = replace(panel.box, left=panel.box.left - 2 * BADGE_ROOM)
    return panels


def _round(points: list[Point]) -> Box:
    """The room that an arrow along the points needs."""
    xs, ys = zip(*points, strict=True)
    half = CASING / 2
    return Box(min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)


def arrange(panels: list[Panel], aspect: float) -> Point:
    """Put the panels in as many columns as show them largest; returns width and height."""
    best: tuple[float, Point, list[Point]] | None = None
    count = len(panels)
    for columns in range(1, count + 1):
        if columns < count and count % columns:
            continue
        places, size = _grid([panel.box for panel in panels], columns)
        size_here = min(aspect / size[0], 1 / size[1])
        if best is None or size_here > best[0]:
            best = (size_here, size, places)
    assert best  # noqa: S101 - there is at least one panel
    for panel, origin in zip(panels, best[2], strict=True):
        panel.origin = origin
    return best[1]


def _grid(boxes: list[Box], columns: int) -> tuple[list[Point], Point]:
    """The screen point that comes to the sheet's corner, for each panel; and the sheet's size."""
    widths = [
        max(box.right - box.left for box in boxes[column::columns]) + 2 * PADDING
        for column in range(columns)
    ]
    places: list[Point] = []
    y = 0.0
    for start in range(0, len(boxes), columns):
        row = boxes[start : start + columns]
        top = min(box.top for box in row) - PADDING
        x = 0.0
        for box, width in zip(row, widths, strict=True):
            middle = (width - (box.right - box.left)) / 2
            places.append((box.left - x - middle, top - y))
            x += width + GAP
        y += max(box.bottom for box in row) + PADDING - top + GAP
    return places, (sum(widths) + GAP * (columns - 1), y - GAP)


def _panel(
    figure: Figure,
    panels: list[Panel],
    n: int,
    camera: Camera,
    palette: Palette,
    near: str | None,
    muscles: list[str],
) -> str:
    panel, units = panels[n], FINE.units
    frame, origin = panel.frame, panel.origin
    props = frame.props()

    def things(wanted: list[bool]) -> str:
        return "".join(
            path_tag(
                path(piece.shape, origin, units),
                stroke(palette, piece.role, piece.stroke, units)
                if piece.stroke
                else fill(palette, piece.role),
            )
            for (_, _, drawn), want in zip(props, wanted, strict=True)
            if want
            for piece in drawn
        )

    behind = [kind in BEHIND for kind, _, _ in props]
    front = [over and kind not in BEHIND for kind, over, _ in props]
    among = [not (a or b) for a, b in zip(behind, front, strict=True)]
    out = [things(behind)]
    cast = path(shadow(frame.body, camera, SHADOW_POINTS), origin, units)
    out += [path_tag(cast, fill(palette, "shadow")), things(among)]
    if n and figure.ghost:
        out.append(_ghost(panels[n - 1].frame, origin, palette))
    out.append(_body(frame, origin, palette, near, muscles))
    out.append(things(front))
    out += [arrow_drawing(points, origin, units, palette) for points in panel.arrows]
    return "".join(out)


def draw_order(frame: Frame) -> tuple[str, ...]:
    """The parts of one frame from the first to the last drawn."""
    return tuple(PARTS[i] for i in best_order(frame.votes))


def _ghost(frame: Frame, origin: Point, palette: Palette) -> str:
    """Where the moving parts were."""
    shapes, accent = frame.shapes(FINE), frame.figure.accent
    return "".join(
        path_tag(path(shapes[name], origin, FINE.units), f'fill="{palette["ghost"]}"')
        for name in draw_order(frame)
        if name in accent
    )


def _body(
    frame: Frame, origin: Point, palette: Palette, near: str | None, muscles: list[str]
) -> str:
    shapes, order = frame.shapes(FINE), draw_order(frame)
    over = muscles_over(muscles, order, frame.body)
    out = []
    for name in order:
        colour = palette[tone(name, near, frame.figure.accent)]
        out.append(path_tag(path(shapes[name], origin, FINE.units), f'fill="{colour}"'))
        for muscle in over.get(name, ()):
            data = path(frame.muscle_shape(muscle), origin, FINE.units)
            out.append(path_tag(data, fill(palette, "muscle")))
    return "".join(out)


def _badges(panels: list[Panel], palette: Palette, side: str) -> str:
    """The panels' numbers, in the first corner that is free in all of them."""
    corner = (_free_corners(panels) or [0])[0]
    units, out = FINE.units, []
    for n, panel in enumerate(panels):
        left, top = _corners(panel.box)[corner]
        x, y = left - panel.origin[0], top - panel.origin[1]
        x = x if side == "right" else panel.mirror - x
        cx, cy = round(x * units), round(y * units)
        out.append(
            f'<circle cx="{cx}" cy="{cy}" r="{BADGE_RADIUS * units:g}"'
            f' {fill(palette, "badge")}/><text x="{cx}" y="{cy + round(DIGIT_DROP * units)}"'
            ' font-family="system-ui,sans-serif" font-weight="700"'
            f' font-size="{DIGIT * units:g}" text-anchor="middle"'
            ' text-rendering="geometricPrecision"'
            f" {fill(palette, 'card')}>{n + 1}</text>"
        )
    return "".join(out)


def _free_corners(panels: list[Panel]) -> list[int]:
    """The corners that are free in all panels, the best first."""
    return [
        corner
        for corner in range(4)
        if all(_free(panel.frame, _corners(panel.box)[corner]) for panel in panels)
    ]


def _corners(box: Box) -> list[Point]:
    left, right = box.left + PADDING, box.right - PADDING
    top, bottom = box.top + PADDING, box.bottom - PADDING
    return [(left, top), (right, top), (left, bottom), (right, bottom)]


def _free(frame: Frame, place: Point) -> bool:
    return all(
        hypot(spot.x - place[0], spot.y - place[1]) > BADGE_ROOM + sqrt(max(spot.xx, spot.yy))
        for hulls in frame.spots
        for hull in hulls
        for spot in hull
    )
