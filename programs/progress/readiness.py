"""Whether a phase has done its work: its exit criteria, each with the number behind it.

The software proposes, a physio decides (domain.md D2). Missing is not zero: a criterion that
nobody reported on is not known yet, and never met.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programs.models import Alert, FunctionTest, Period, Phase, Program, SessionLog, Snooze
from programs.progress.places import State, places
from programs.wording import readiness as words
from programs.wording.caseload import REVIEW, alert_in_words

WEEK, FORTNIGHT = timedelta(days=6), timedelta(days=13)
DONE = {State.DONE, State.PARTIAL}
SETTLED = {*DONE, State.SKIPPED, State.MISSED}
BREACHES = [Alert.Kind.SEVERE_PAIN, Alert.Kind.PAIN, Alert.Kind.MORNING]


class Verdict(StrEnum):
    """What can be said about a criterion."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "not known yet"


@dataclass(frozen=True)
class Criterion:
    """One exit criterion: what it asks for, how it stands, and the numbers behind that."""

    label: str
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Readiness:
    """How the phase in force stands. `breaches` are the runner's open pain alerts, in words.

    `stays_until` is the day on which it is asked again, after a physio chose to stay.
    """

    phase: Phase
    phases: tuple[Phase, ...]
    days: int
    criteria: tuple[Criterion, ...]
    breaches: tuple[str, ...]
    stays_until: date | None

    @property
    def number(self) -> int:
        """The place of the phase, from 1."""
        return self.phases.index(self.phase) + 1

    @property
    def following(self) -> Phase | None:
        """The phase after this one."""
        return next(iter(self.phases[self.number :]), None)

    @property
    def is_met(self) -> bool:
        """Every criterion is met, and there is one at least."""
        return bool(self.criteria) and all(one.verdict == Verdict.MET for one in self.criteria)

    @property
    def is_proposed(self) -> bool:
        """A physio should be asked about the next phase today."""
        return self.is_met and self.stays_until is None


def readiness(*, program: Program, today: date) -> Readiness | None:
    """How the phase in force stands on the runner's day; None on a day without one.

    Nine queries at the most, however much was logged. `today` is the runner's own day.
    """
    period = program.periods.on(today).select_related("phase", "plan").first()
    if period is None or period.is_on_hold:
        return None
    alerts = Alert.objects.open().filter(runner=program.runner_id, kind__in=BREACHES)
    snooze = Snooze.objects.filter(runner=program.runner_id, reason=REVIEW, until__gt=today)
    stays = snooze.first()
    days, held = _days_in(program, period, today)
    return Readiness(
        phase=period.phase,
        phases=tuple(Phase.objects.filter(plan=period.plan_id)),
        days=days,
        criteria=tuple(_criteria(program, period, today, days, held)),
        breaches=tuple(
            f"{one.get_kind_display()}: {alert_in_words(one.value, one.occurred_on)}"
            for one in alerts
        ),
        stays_until=stays.until if stays else None,
    )


def _criteria(
    program: Program, period: Period, today: date, days: int, held: int
) -> Iterator[Criterion]:
    """Those that the phase asks for, in one order."""
    phase = period.phase
    if phase.exit_weeks is not None:
        verdict = _verdict(days >= 7 * phase.exit_weeks)
        said = words.weeks_words(days, held)
        yield Criterion(words.weeks_label(phase.exit_weeks), verdict, said)
    if phase.exit_pain_max is not None or phase.exit_mornings_settled:
        yield from _of_logs(program, phase, today)
    if phase.exit_completion is not None:
        yield _completion(program, phase.exit_completion, period.phase_started_on, today)
    if phase.exit_test:
        tests = FunctionTest.objects.filter(
            program=program, line=phase.line, on__gte=period.phase_started_on
        )
        yield _test(phase.exit_test, tests.select_related("by").first())


def _days_in(program: Program, period: Period, today: date) -> tuple[int, int]:
    """Whole days since the phase began, without those on hold; and those on hold."""
    days = (today - period.phase_started_on).days
    in_force = sum(
        (min(until or today, today - timedelta(days=1)) - since).days + 1
        for since, until in program.periods.filter(
            is_on_hold=False,
            phase__line=period.phase.line,
            starts_on__gte=period.phase_started_on,
            starts_on__lt=today,
        ).values_list("starts_on", "ends_on")
    )
    return in_force, days - in_force


def _of_logs(program: Program, phase: Phase, today: date) -> Iterator[Criterion]:
    """Pain and next mornings of the last seven days; a skipped session has neither."""
    logs = SessionLog.objects.filter(program=program).between(today - WEEK, today)
    told = list(
        logs.exclude(state=SessionLog.State.SKIPPED).values_list(
            "pain_during",
            "pain_after",
            "next_morning__pain",
            "next_morning__is_worse",
            "occurred_on",
        )
    )
    days = words.window(today - WEEK, today)
    if phase.exit_pain_max is not None:
        scores = [[one for one in row[:3] if one is not None] for row in told]
        given = [max(row) for row in scores if row]
        worst = max(given, default=None)
        yield Criterion(
            words.pain_label(phase.exit_pain_max),
            _verdict(None if worst is None else worst <= phase.exit_pain_max),
            words.pain_words(worst, len(given), len(scores) - len(given), days),
        )
    if phase.exit_mornings_settled:
        # This morning's session has no next morning yet, so nobody failed to answer for it.
        mornings = [row[3] for row in told if row[4] < today or row[3] is not None]
        answered = [one for one in mornings if one is not None]
        yield Criterion(
            words.MORNINGS_LABEL,
            _verdict(not any(answered) if answered else None),
            words.mornings_words(sum(answered), len(answered), len(mornings) - len(answered), days),
        )


def _completion(program: Program, percent: int, since: date, today: date) -> Criterion:
    """What was done of what was due in this phase: today counts once it is logged."""
    first = max(since, today - FORTNIGHT)
    found = places(Program.objects.filter(pk=program.pk), first, today, today)
    due = [place for place in found if place.state in SETTLED]
    done = sum(place.state in DONE for place in due)
    return Criterion(
        words.completion_label(percent),
        _verdict(100 * done >= percent * len(due) if due else None),
        words.completion_words(done, len(due), words.window(first, today)),
    )


def _test(asked: str, test: FunctionTest | None) -> Criterion:
    """The latest test in this stay in the phase, of what the phase asks for now."""
    if test is None or test.test != asked:
        said = words.test_words(None, None, "", "")
        return Criterion(words.test_label(asked), Verdict.UNKNOWN, said)
    by = test.by.name if test.by else ""
    return Criterion(
        words.test_label(asked),
        _verdict(test.is_passed),
        words.test_words(test.is_passed, test.on, by, test.note),
    )


def _verdict(is_met: bool | None) -> Verdict:
    return {True: Verdict.MET, False: Verdict.NOT_MET, None: Verdict.UNKNOWN}[is_met]
