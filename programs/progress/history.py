"""The history of a programme: its versions, its events, and what is new to its runner."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from programs.models import Plan, Program, ProgramEvent
from programs.progress.diffs import Cell, Change, Kind, PlanDiff, diff_plans
from programs.wording.cells import FOR_RUNNERS
from programs.wording.history import Told, in_words

NEWS = timedelta(days=7)
VERSIONS = [ProgramEvent.Kind.SENT, ProgramEvent.Kind.CHANGED]


@dataclass(frozen=True)
class History:
    """Both newest first; an open version is among the versions."""

    versions: tuple[Plan, ...]
    events: tuple[ProgramEvent, ...]

    @property
    def open_plan(self) -> Plan | None:
        """The version that is being written."""
        return next((plan for plan in self.versions if plan.sealed_at is None), None)

    @property
    def told(self) -> list[Told]:
        """The events with their words."""
        return in_words(self.events)

    @property
    def last_event(self) -> ProgramEvent | None:
        """What was done last."""
        return next(iter(self.events), None)


@dataclass(frozen=True)
class News:
    """What is new on a part, to its runner: a word, and what the cells said before."""

    word: str
    cells: tuple[Cell, ...]


def history(program: Program) -> History:
    """Who did what, when and why; two queries."""
    versions = Plan.objects.filter(program=program).select_related("made_by")
    events = ProgramEvent.objects.filter(program=program).select_related("by", "plan", "phase")
    return History(tuple(versions.order_by("-number")), tuple(events.order_by("-at", "-id")))


def difference(*, program: Program, first: int, then: int) -> tuple[Plan, Plan, PlanDiff] | None:
    """Two versions and what changed from the first to the other; None if either is not there."""
    plans = Plan.objects.filter(program=program).filter(Q(number=first) | Q(number=then))
    there = {plan.number: plan for plan in plans.with_tree()}
    if first not in there or then not in there:
        return None
    return there[first], there[then], diff_plans(there[first], there[then])


def news(*, program: Program, plan: Plan, today: date) -> dict[UUID, News]:
    """What is other than a week ago, by the id of the row in the plan in force.

    One query, and those of a tree if there is something to tell.
    """
    sent = list(
        program.events.filter(kind__in=VERSIONS, plan__sealed_at__isnull=False)
        .order_by("at")
        .values_list("plan_id", "on")
    )
    if len(sent) < 2 or sent[-1][1] <= today - NEWS:
        return {}
    base = next((pk for pk, on in reversed(sent) if on <= today - NEWS), sent[0][0])
    old = Plan.objects.filter(pk=base).with_tree().first()
    if old is None or old.pk == plan.pk:
        return {}
    found = {pk: _news(change) for pk, change in diff_plans(old, plan).marks.items()}
    return {pk: one for pk, one in found.items() if one}


def _news(change: Change) -> News | None:
    """Nothing if all that changed is between physios."""
    cells = tuple(cell for cell in change.cells if cell.label in FOR_RUNNERS)
    is_whole = change.kind in {Kind.ADDED, Kind.SWAPPED}
    if not cells and not is_whole:
        return None
    return News("New this week" if is_whole else "Changed this week", () if is_whole else cells)
