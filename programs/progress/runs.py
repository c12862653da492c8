"""Runs: what was run, and whether the next one is a bigger step than usual. It only reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from clinic.people.models import Runner
from programs.models import Phase, PlannedSession, SessionLog
from programs.models.logs import SessionLogQuerySet
from programs.progress.days import days_of

# The longest run of so many days is what a run is held against, and by how much it may be longer
# (Frandsen 2025, doi 10.1136/bjsports-2024-109380: 5,205 runners, 588,071 sessions).
WINDOW = timedelta(days=30)
USUAL_PERCENT = 10
NEWEST = 10


@dataclass(frozen=True)
class RunStep:
    """A run beside the longest one of the 30 days before it; metres.

    `longest_m` is None if no run with a distance is known: then nobody can say anything.
    """

    distance_m: int | None
    longest_m: int | None
    longest_on: date | None

    @property
    def is_bigger(self) -> bool:
        """More than 10 % longer. Exactly 10 % is not."""
        if self.distance_m is None or self.longest_m is None:
            return False
        return self.distance_m * 100 > self.longest_m * (100 + USUAL_PERCENT)

    @property
    def percent(self) -> int:
        """How much longer than the longest one, rounded down; 0 if it is not, or nobody knows."""
        if self.distance_m is None or not self.longest_m:
            return 0
        return max(0, (self.distance_m - self.longest_m) * 100 // self.longest_m)


@dataclass(frozen=True)
class PlannedRun:
    """What a physio should see beside a run that is being planned.

    `step` is the run beside the longest one of the 30 days before today; it knows no distance for
    a run in minutes or in turns, and none for a template, which has no runner.
    """

    step: RunStep
    is_in_turns: bool
    has_rest_days: bool


def bigger_step(runner: Runner, distance_m: int | None, on: date) -> RunStep:
    """A run of that distance on that day, beside the longest of the 30 days before; one query.

    Runs of the same day do not count, so that the order in which they are logged does not matter.
    No query without a distance: minutes alone say nothing about it.
    """
    if distance_m is None:
        return RunStep(None, None, None)
    return _beside(distance_m, _longest(runner, on))


def planned_runs(
    sessions: Iterable[PlannedSession], *, runner: Runner | None, on: date
) -> dict[UUID, PlannedRun]:
    """What is to be said about each run of a phase, by session; one query at the most."""
    runs = [one for one in sessions if one.kind == PlannedSession.Kind.RUN]
    is_asked = runner is not None and any(run.run_distance_m for run in runs)
    longest = _longest(runner, on) if runner and is_asked else None
    return {
        run.pk: PlannedRun(
            _beside(run.run_distance_m if runner else None, longest),
            is_in_turns=run.run_repeats is not None,
            has_rest_days=has_rest_days(run),
        )
        for run in runs
    }


def has_rest_days(session: PlannedSession) -> bool:
    """Whether a day without it lies between two days with it, also from Sunday to Monday.

    So many times a week leaves the choice of days to the runner: up to three can have rest days.
    """
    if session.cadence == PlannedSession.Cadence.EVERY_DAYS:
        return session.every_days != 1
    days = set(days_of(session))
    return not any(day % 7 + 1 in days for day in days)


def begins_to_run(phases: Sequence[Phase], now: UUID) -> bool:
    """Whether the phase after this one has runs in turns, and this one no run at all.

    `phases` come with their sessions at hand.
    """
    at = next((place for place, phase in enumerate(phases) if phase.pk == now), len(phases))
    here, following = phases[at : at + 1], phases[at + 1 : at + 2]
    runs_here = any(one.kind == PlannedSession.Kind.RUN for row in here for one in _sessions(row))
    return not runs_here and any(one.run_repeats for row in following for one in _sessions(row))


def _sessions(phase: Phase) -> list[PlannedSession]:
    return list(phase.sessions.all())


def _longest(runner: Runner, on: date) -> SessionLog | None:
    """The longest run of the 30 days before that day; one query."""
    before = runs_of(runner).between(on - WINDOW, on - timedelta(days=1))
    return before.exclude(distance_m=None).order_by("-distance_m", "-occurred_on").first()


def _beside(distance_m: int | None, longest: SessionLog | None) -> RunStep:
    if distance_m is None or longest is None:
        return RunStep(distance_m, None, None)
    return RunStep(distance_m, longest.distance_m, longest.occurred_on)


def runs_of(runner: Runner) -> SessionLogQuerySet:
    """The runner's logged runs, without those that were skipped."""
    runs = SessionLog.objects.filter(runner=runner, kind=SessionLog.Kind.RUN)
    return runs.exclude(state=SessionLog.State.SKIPPED)


def latest_runs(runner: Runner) -> list[SessionLog]:
    """The runner's newest runs, planned or not; one query."""
    return list(runs_of(runner).select_related("session").order_by("-occurred_at")[:NEWEST])


def unplanned_on(logs: Iterable[SessionLog], day: date) -> list[SessionLog]:
    """The runs of that day that stand in no programme, of logs that were not skipped."""
    return [
        one
        for one in logs
        if one.kind == SessionLog.Kind.RUN and one.session_id is None and one.occurred_on == day
    ]
