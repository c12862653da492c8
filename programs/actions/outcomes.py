"""Asking a runner for ratings again and again, and keeping the answers."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Principal, Runner
from programs.models import Case, OutcomeMeasure, OutcomeScore


@transaction.atomic
def ask_for(
    *,
    runner: Runner,
    kind: str,
    items: Sequence[str],
    every_weeks: int | None,
    starts_on: date,
    by: Principal,
    now: datetime,
) -> OutcomeMeasure:
    """Ask the runner to rate these items from `starts_on` on; it belongs to the open case.

    Raises ValidationError for no item, for more than five, or for more than one rating of pain.
    """
    measure = OutcomeMeasure(
        runner=runner,
        case=Case.objects.filter(runner=runner).open().first(),
        kind=kind,
        items=list(items),
        every_weeks=every_weeks,
        starts_on=starts_on,
        made_by_id=by.pk,
        made_at=now,
    )
    return save_checked(measure)


@transaction.atomic
def stop_asking(*, measure: OutcomeMeasure, now: datetime) -> None:
    """Ask no more; what was answered stays. Nothing happens the second time."""
    today = now.astimezone(measure.runner.zone).date()
    OutcomeMeasure.objects.filter(pk=measure.pk, closed_on=None).update(
        closed_on=max(today, measure.starts_on)
    )


@transaction.atomic
def answer_outcome(
    *, measure: OutcomeMeasure, ratings: Sequence[int], now: datetime
) -> OutcomeScore:
    """Keep the answers of the runner's day; a second answer on the same day corrects the first.

    Raises ValidationError unless there is one rating from 0 to 10 for each item.
    """
    if len(ratings) != len(measure.items):
        raise ValidationError("Rate each one.")
    if any(not 0 <= rating <= 10 for rating in ratings):
        raise ValidationError("Ratings are numbers from 0 to 10.")
    score, _ = OutcomeScore.objects.update_or_create(
        measure=measure,
        on=now.astimezone(measure.runner.zone).date(),
        defaults={"ratings": list(ratings), "answered_at": now},
    )
    return score
