"""Which ratings are due, and how they went. It only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet

from clinic.people.models import Principal, Runner
from programs.charts import MinimalChange, OutcomeChart, Score, outcome_line
from programs.models import FormQuestion, OutcomeMeasure

Kind = OutcomeMeasure.Kind


@dataclass(frozen=True)
class Said:
    """What was answered on one day, as pairs of question and answer in words."""

    on: date
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """What is rated, with its line; `due_on` is None when it is not asked any more.

    A form without a score has no line. `said` are the answers of a form, the newest first.
    """

    measure: OutcomeMeasure
    chart: OutcomeChart | None
    due_on: date | None
    said: list[Said]

    @property
    def heading(self) -> str:
        """The finding, or what is asked."""
        return self.chart.heading if self.chart else self.measure.items[0]

    @property
    def has_newer(self) -> bool:
        """Whether the questionnaire has a newer version than the one that is asked."""
        form = self.measure.form
        return form is not None and form.questionnaire.version > form.number


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


def measures_of(runner: Runner, user: Principal) -> QuerySet[OutcomeMeasure]:
    """All that a runner is or was asked, with the answers and the questions: 3 queries."""
    measures = OutcomeMeasure.objects.visible_to(user).filter(runner=runner)
    return measures.select_related("form__questionnaire").prefetch_related(
        "scores", "form__questions"
    )


def shown(measures: Sequence[OutcomeMeasure]) -> list[Shown]:
    """Each with its line. The smallest change that matters is drawn only where a source gives one.

    Call it with all of `measures_of` at hand.
    """
    return [Shown(one, _chart(one), _due(one), _said(one)) for one in measures]


def _said(measure: OutcomeMeasure) -> list[Said]:
    if measure.form is None:
        return []
    questions = list(measure.form.questions.all())
    scores = sorted(measure.scores.all(), key=lambda score: score.on, reverse=True)
    return [
        Said(
            score.on,
            [
                (question.text, _words(question, answer))
                for question, answer in zip(questions, score.answers, strict=True)
            ],
        )
        for score in scores
    ]


def _words(question: FormQuestion, answer: int | str) -> str:
    match question.kind:
        case FormQuestion.Kind.SCALE:
            return f"{answer} of 10"
        case FormQuestion.Kind.CHOICE:
            return question.choices[int(answer)]
    return str(answer) or "not given"


def _due(measure: OutcomeMeasure) -> date | None:
    if measure.closed_on:
        return None
    days = [score.on for score in measure.scores.all()]
    return next_due(measure.starts_on, measure.every_weeks, max(days, default=None))


def _chart(measure: OutcomeMeasure) -> OutcomeChart | None:
    scores = [Score(one.on, one.value) for one in measure.scores.all()]
    if form := measure.form:
        if form.scoring == form.Scoring.NONE:
            return None
        low, high = form.ends()
        matters = MinimalChange(float(form.change), form.change_source) if form.change else None
        return outcome_line(
            scores,
            matters,
            name=form.title,
            low=float(low),
            high=float(high),
            higher_is_better=form.higher_is_better,
        )
    is_psfs = measure.kind == Kind.PSFS
    name = "Own activities" if is_psfs else measure.items[0]
    return outcome_line(scores, name=name, higher_is_better=is_psfs)
