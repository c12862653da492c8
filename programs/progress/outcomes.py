"""Which ratings are due, and how they went. It only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet

from clinic.people.models import Runner
from programs.charts import OutcomeChart, Score, outcome_line
from programs.models import OutcomeMeasure

Kind = OutcomeMeasure.Kind


@dataclass(frozen=True)
class Shown:
    """What is rated, with its line; `due_on` is None when it is not asked any more."""

    measure: OutcomeMeasure
    chart: OutcomeChart
    due_on: date | None


def outcomes_due(*, runners: QuerySet[Runner], today: date) -> dict[UUID, date]:
    """Of these runners, who has a rating due, and since when; one query.

    It reads what is asked now, never the answers of a year: the newest day of each is enough.
    """
    asked = OutcomeMeasure.objects.open().filter(runner__in=runners, starts_on__lte=today)
    found: dict[UUID, date] = {}
    for who, starts_on, weeks, last_on in (
        asked.annotate(last_on=Max("scores__on"))
        .order_by()
        .values_list("runner_id", "starts_on", "every_weeks", "last_on")
    ):
        due = next_due(starts_on, weeks, last_on)
        if due is not None and due <= today:
            found[who] = min(due, found.get(who, due))
    return found


def next_due(starts_on: date, every_weeks: int | None, last_on: date | None) -> date | None:
    """The first day on which an answer is wanted again; None when one was enough."""
    if last_on is None:
        return starts_on
    return last_on + timedelta(weeks=every_weeks) if every_weeks else None


def due_of(*, runner: Runner, today: date) -> list[OutcomeMeasure]:
    """What the runner should rate now; one query."""
    asked = OutcomeMeasure.objects.open().filter(runner=runner, starts_on__lte=today)
    return [
        one
        for one in asked.annotate(last_on=Max("scores__on"))
        if (due := next_due(one.starts_on, one.every_weeks, one.last_on)) and due <= today
    ]


def shown(measures: Sequence[OutcomeMeasure]) -> list[Shown]:
    """Each with its line. No smallest change that matters is drawn: no source of ours gives one.

    Call it with the scores prefetched.
    """
    return [Shown(one, _chart(one), _due(one)) for one in measures]


def _due(measure: OutcomeMeasure) -> date | None:
    if measure.closed_on:
        return None
    days = [score.on for score in measure.scores.all()]
    return next_due(measure.starts_on, measure.every_weeks, max(days, default=None))


def _chart(measure: OutcomeMeasure) -> OutcomeChart:
    is_psfs = measure.kind == Kind.PSFS
    return outcome_line(
        [Score(one.on, one.value) for one in measure.scores.all()],
        name="Own activities" if is_psfs else measure.items[0],
        higher_is_better=is_psfs,
    )
