"""How much a plan asks for on each day of a week."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from drills.models import Dose
from drills.wording import seconds
from programs.models import PlannedSession, Prescription

Cadence = PlannedSession.Cadence
WEEK = range(1, 8)
# Fewer than four drills was a recurring factor of sticking to it in a review of 14 studies
# (Bachmann 2018, domain.md V36).
MANY_DRILLS = 4
# How long a run of a distance takes: our own rule of thumb, said where it is used.
MINUTES_A_KM = 6


@dataclass(frozen=True)
class DayLoad:
    """One day of the week, 1 = Monday: whole minutes, and drills that are done on it."""

    weekday: int
    minutes: int
    drills: int

    @property
    def heat(self) -> int:
        """How dark its cell is, 0 to 4: a step for each 15 minutes."""
        return min(4, ceil(self.minutes / 15))

    @property
    def is_many(self) -> bool:
        """Four drills or more."""
        return self.drills >= MANY_DRILLS


def week_load(sessions: Iterable[PlannedSession]) -> list[DayLoad]:
    """What a phase's sessions ask for, Monday to Sunday.

    Sessions with no days of their own are spread as evenly as can be: every second day counts as
    four days of this week, three times a week as Tuesday, Thursday and Saturday. `sessions` come
    with their prescriptions at hand.
    """
    taken, drills = dict.fromkeys(WEEK, 0), dict.fromkeys(WEEK, 0)
    for session in sessions:
        rows = list(session.prescriptions.all())
        takes = session.times_per_day * (sum(map(work, rows)) + run_seconds(session))
        for day in days_of(session):
            taken[day] += takes
            drills[day] += len(rows)
    return [DayLoad(day, ceil(taken[day] / 60), drills[day]) for day in WEEK]


def days_of(session: PlannedSession) -> list[int]:
    """The days of a week on which it falls, or about falls."""
    if session.cadence == Cadence.WEEKDAYS:
        return list(session.weekdays)
    if session.cadence == Cadence.EVERY_DAYS:
        return list(WEEK)[:: session.every_days or 1]
    count = session.per_week or 1
    return [WEEK[(2 * turn + 1) * 7 // (2 * count)] for turn in range(count)]


def work(row: Prescription) -> int:
    """The seconds of a row, with its rests between sides and after it."""
    switches = row.sets * row.switch_rest_seconds if row.side == Dose.Side.EACH else 0
    return seconds(row) + switches + row.rest_after_seconds


def run_seconds(session: PlannedSession) -> int:
    """A run by its minutes or its repeats; `MINUTES_A_KM` where only a distance is given."""
    if session.run_minutes:
        return session.run_minutes * 60
    if session.run_repeats:
        return session.run_repeats * ((session.run_seconds or 0) + (session.walk_seconds or 0))
    return (session.run_distance_m or 0) * 60 * MINUTES_A_KM // 1000
