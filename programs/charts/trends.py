"""The plain rules by which a picture gets its heading."""

from collections.abc import Sequence

from programs.charts.numbers import DayPain, MinimalChange, Score
from programs.wording.findings import Change, Pain

ENDS = 3
NEEDED = 2 * ENDS
# On 0 to 10 scales one point is what people call "slightly better": Salaffi and others 2004,
# European Journal of Pain 8:283, 825 people with musculoskeletal pain.
LEAST_CHANGE = 1.0


def pain_finding(days: Sequence[DayPain], limit: int | None) -> tuple[Pain, int]:
    """What the days tell about pain, and how many sessions with a score are still missing.

    The first of these that holds:
    1. the latest report, session or next morning, is above the limit;
    2. fewer than six sessions have a score (none at all is said as such);
    3. next mornings, if six have a score, went up;
    4. session pain went up, down, or stayed about the same.
    Up and down compare the mean of the last three scores with that of the first three; a point
    or more is a change. Bad news comes first, so that a falling line never hides a breach.
    """
    session = [day.pain for day in days if day.pain is not None]
    morning = [day.morning for day in days if day.morning is not None]
    if not session and not morning:
        return Pain.NONE, NEEDED
    latest = [day for day in days if day.pain is not None or day.morning is not None][-1]
    worst = max(value for value in (latest.pain, latest.morning) if value is not None)
    if limit is not None and worst > limit:
        return Pain.OVER, max(0, NEEDED - len(session))
    if len(session) < NEEDED:
        return Pain.TOO_FEW, NEEDED - len(session)
    if len(morning) >= NEEDED and _step(morning) >= LEAST_CHANGE:
        return Pain.MORNINGS_UP, 0
    step = _step(session)
    if step >= LEAST_CHANGE:
        return Pain.UP, 0
    return (Pain.DOWN if step <= -LEAST_CHANGE else Pain.STEADY), 0


def score_finding(
    scores: Sequence[Score], minimal: MinimalChange | None, *, higher_is_better: bool
) -> tuple[Change, float]:
    """How the last score stands to the first, and by how many points.

    Less than the minimal change, or no change at all, is unclear. Without a minimal change nobody
    has said what matters, so every change is unclear.
    """
    told = [score.value for score in scores if score.value is not None]
    if len(told) < 2:
        return (Change.ONE if told else Change.NONE), 0.0
    # Scores are told with one decimal; what floats add behind it decides nothing.
    gain = round(told[-1] - told[0], 3)
    if minimal is None or abs(gain) < minimal.points or not gain:
        return Change.UNCLEAR, abs(gain)
    better = (gain > 0) == higher_is_better
    return (Change.BETTER if better else Change.WORSE), abs(gain)


def _step(told: Sequence[int]) -> float:
    return (sum(told[-ENDS:]) - sum(told[:ENDS])) / ENDS
