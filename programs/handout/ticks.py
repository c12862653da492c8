"""The boxes to tick: two weeks of a session's days."""

from dataclasses import dataclass
from math import ceil

from programs.models import PlannedSession
from programs.wording.plans import DAYS

WEEKS = 2
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True)
class Week:
    """Boxes under one heading, each with what stands over it."""

    name: str
    boxes: tuple[str, ...]


def weeks(session: PlannedSession) -> tuple[Week, ...]:
    """Days of the week by name; where the days are free or wander, they are counted."""
    if session.cadence == PlannedSession.Cadence.EVERY_DAYS and session.every_days != 1:
        return (Week("Two weeks", _counted(ceil(7 * WEEKS / (session.every_days or 1)))),)
    if session.cadence == PlannedSession.Cadence.PER_WEEK:
        boxes = _counted(session.per_week or 1)
    else:
        numbers = sorted(set(session.weekdays)) or range(1, 8)
        boxes = tuple(DAYS[number - 1][:3] for number in numbers)
    return tuple(Week(f"Week {number}", boxes) for number in range(1, WEEKS + 1))


def _counted(most: int) -> tuple[str, ...]:
    return tuple(f"{number}{ENDINGS.get(number, 'th')}" for number in range(1, most + 1))
