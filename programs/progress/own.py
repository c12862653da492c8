"""How it goes, for the runner: the same pictures as the physio's, in the runner's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.people.models import Principal, Runner
from programs.models import Period, Phase, Plan, Program, ProgramEvent
from programs.progress.pictures import Pictures, pictures
from programs.wording.pain import rule_in_words


@dataclass(frozen=True)
class Step:
    """A phase of the programme on the way to the goal: `done`, `now` or `ahead`."""

    phase: Phase
    place: str


@dataclass(frozen=True)
class OwnProgress:
    """What a runner reads. `ladder` is that of the newest running programme with phases."""

    pictures: Pictures
    rule_words: str
    ladder: tuple[Step, ...]
    ladder_title: str


def own_progress(*, runner: Runner, user: Principal, today: date) -> OwnProgress:
    """The last twelve weeks of the runner and the way ahead: a fixed number of queries."""
    programs = list(Program.objects.visible_to(user).order_by("-starts_on", "-created_at", "pk"))
    events = list(
        ProgramEvent.objects.filter(program__in=programs).select_related("plan").order_by("at")
    )
    running = [one for one in programs if one.status in {"active", "on_hold"}]
    plans = Plan.objects.in_force().filter(program__in=running or programs[:1])
    rule = plans.order_by("pain_during_limit", "pk").first()
    current = running[0] if running else None
    return OwnProgress(
        pictures=pictures(runner=runner, today=today, rule=rule, events=events, mine=True),
        rule_words=rule_in_words(rule) if rule else "",
        ladder=ladder(current, today) if current else (),
        ladder_title=current.title if current else "",
    )


def ladder(program: Program, today: date) -> tuple[Step, ...]:
    """The phases in force, with that of today; none where there is only one; two queries."""
    phases: Sequence[Phase] = list(
        Phase.objects.filter(plan__program=program, plan__number=program.version)
    )
    period = Period.objects.filter(program=program).on(today).select_related("phase").first()
    now = next((one for one in phases if period and one.line == period.phase.line), None)
    if len(phases) < 2:
        return ()
    at = now.order if now else 0
    return tuple(
        Step(one, "now" if one.order == at else "done" if one.order < at else "ahead")
        for one in phases
    )
