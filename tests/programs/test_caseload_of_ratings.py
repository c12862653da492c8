"""Ratings that are due stand on the caseload exactly as the outcomes say."""

from datetime import timedelta

from clinic.people.models import Runner
from programs.models import OutcomeMeasure, OutcomeScore
from programs.progress.caseload import caseload
from programs.progress.outcomes import outcomes_due
from tests.factories import NOON, TODAY, make_runner

DAY = timedelta(days=1)


def test_ratings_that_are_due_are_a_reason_as_the_outcomes_say(pia, ruth):
    def measure(name, weeks, *days_ago):
        runner = make_runner(name, pia.practitioner)
        made = OutcomeMeasure.objects.create(
            runner=runner, kind="rating", items=["Worst pain"], every_weeks=weeks,
            starts_on=TODAY - 20 * DAY, made_at=NOON,
        )  # fmt: skip
        for days in days_ago:
            OutcomeScore.objects.create(
                measure=made, on=TODAY - days * DAY, ratings=[3], answered_at=NOON
            )

    measure("Never", 2)
    measure("Late", 2, 19, 15)
    measure("Done", 2, 10)
    measure("Once", None, 18)

    due = outcomes_due(runners=Runner.objects.all(), today=TODAY)
    rows = caseload(user=pia, today=TODAY)
    assert {row.name: row.first.words for row in rows if row.first.code == "outcome"} == {
        "Never": "Since Wednesday 4 November",
        "Late": "Since Monday 23 November",
    }
    assert {row.id for row in rows if row.first.code == "outcome"} == {str(pk) for pk in due}
