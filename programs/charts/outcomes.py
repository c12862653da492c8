"""A questionnaire's score over time, with the smallest change that matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.charts.numbers import MinimalChange, Score
from programs.charts.shapes import LINE_HEIGHT, Days, Picture, Place, Values, apart
from programs.charts.trends import score_finding
from programs.wording import findings

LEFT, TOP, BOTTOM = 28, 10, 130
WIDTHS = ((256, 98), (480, 110))


@dataclass(frozen=True)
class OutcomeChart:
    """A drawn score. `heading` is the finding; `source` names the smallest change that matters."""

    heading: str
    summary: str
    source: str
    narrow: Picture | None
    wide: Picture | None
    rows: tuple[tuple[str, str], ...]


def outcome_line(
    scores: Sequence[Score],
    minimal_change: MinimalChange | None = None,
    *,
    name: str,
    low: float = 0,
    high: float = 10,
    higher_is_better: bool = True,
) -> OutcomeChart:
    """Draw the scores, of which the first is the start that the others are compared with.

    `low` and `high` are the ends of the questionnaire's own scale. Questionnaires lie months
    apart, so only a score that was not filled in breaks the line.
    """
    scores = sorted(scores, key=lambda score: score.on)
    found, points = score_finding(scores, minimal_change, higher_is_better=higher_is_better)
    told = [(score.on, score.value) for score in scores if score.value is not None]
    drawings: list[Picture | None] = [None, None]
    if told:
        goal = _goal(told[0][1], minimal_change, low, high, higher_is_better)
        drawings = [_drawing(scores, goal, (low, high), *width) for width in WIDTHS]
    line = findings.from_to([value for _, value in told]) if told else ""
    scale = f"{findings.number(low)} to {findings.number(high)}"
    better = "higher is better" if higher_is_better else "lower is better"
    return OutcomeChart(
        heading=findings.score_heading(found, name=name, points=points),
        summary=f"{name} {line}, on a scale of {scale}; {better}." if told else "",
        source=findings.minimal_change(minimal_change.points, minimal_change.source)
        if minimal_change
        else "",
        narrow=drawings[0],
        wide=drawings[1],
        rows=tuple((findings.long_day(score.on), findings.told(score.value)) for score in scores),
    )


def _goal(
    start: float, minimal: MinimalChange | None, low: float, high: float, higher_is_better: bool
) -> float | None:
    """The first score that is better by what matters; None if the scale ends before it."""
    if minimal is None:
        return None
    goal = start + (minimal.points if higher_is_better else -minimal.points)
    return goal if low <= goal <= high else None


def _drawing(
    scores: Sequence[Score],
    goal: float | None,
    scale: tuple[float, float],
    width: int,
    room: int,
) -> Picture:
    picture = Picture(width, BOTTOM + 26)
    across = Days(scores[0].on, scores[-1].on, LEFT + 8, width - room)
    up = Values(*scale, TOP, BOTTOM)
    for end in scale:
        picture.text(LEFT - 4, up.y(end) + 4.5, findings.number(end), "end")
        picture.line("axis", (LEFT, up.y(end)), (across.right + 4, up.y(end)))
    beside = across.right + 10
    stretches = _stretches(scores, across, up)
    last = stretches[-1][-1]
    latest = next(score.value for score in reversed(scores) if score.value is not None)
    names = [(last[1], f"now {findings.number(latest)}", "line-name")]
    if goal is not None:
        height = up.y(goal)
        picture.line("target", (LEFT, height), (across.right + 4, height))
        names.append((height, findings.CLEAR, "target-name"))
    heights = apart([height for height, *_ in names], LINE_HEIGHT, BOTTOM)
    for height, (_, text, kind) in zip(heights, names, strict=True):
        picture.text(beside, height + 4.5, text, kind=kind)
    for stretch in stretches:
        if len(stretch) > 1:
            picture.line("line", *stretch)
        for place in stretch:
            picture.dot("dot", place, 3.5)
    picture.text(across.right, BOTTOM + 20, findings.short_day(across.last), "end")
    if across.first != across.last:
        picture.text(LEFT, BOTTOM + 20, findings.short_day(across.first))
    return picture


def _stretches(scores: Sequence[Score], across: Days, up: Values) -> list[list[Place]]:
    stretches: list[list[Place]] = [[]]
    for score in scores:
        if score.value is None:
            stretches.append([])
        else:
            stretches[-1].append((across.x(score.on), up.y(score.value)))
    return [stretch for stretch in stretches if stretch]
