"""Writing the clinic's own questionnaires, asking a runner, and keeping the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Principal, Runner, User
from programs.models import (
    Case,
    FormQuestion,
    OutcomeMeasure,
    OutcomeScore,
    Questionnaire,
    QuestionnaireVersion,
)
from programs.models.questionnaires import MOST_QUESTIONS

Kind, Scoring = FormQuestion.Kind, QuestionnaireVersion.Scoring
LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Asked:
    """One question; `choices` and `points` as FormQuestion keeps them."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    points: tuple[int, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that a version of a questionnaire says."""

    title: str
    intro: str
    scoring: str
    higher_is_better: bool
    change: Decimal | None
    change_source: str
    questions: tuple[Asked, ...]


@transaction.atomic
def save_questionnaire(
    *,
    content: Content,
    by: Principal,
    now: datetime,
    questionnaire: Questionnaire | None = None,
    seen: int = 0,
    ref: UUID | None = None,
) -> Questionnaire:
    """A new questionnaire, or the next version of one; nothing is written over.

    `seen` is the number of the version that was opened. `ref` is the id of the one to come: asked
    for twice (a double click) it is made once. Saved without a change it stays as it is. Raises
    ValidationError `changed` when somebody else saved one in between, and for a form that asks
    nothing, too much, or counts points that nobody can give.
    """
    _check(content)
    if questionnaire is None:
        there = Questionnaire.objects.filter(pk=ref).first() if ref else None
        if there:
            return there
        questionnaire = Questionnaire.objects.create(
            pk=ref or uuid4(), version=0, created_at=now, updated_at=now
        )
    else:
        questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        if questionnaire.version != seen:
            raise ValidationError(
                "Somebody saved a new version after you opened this one. What you typed is still "
                "here. Save again to put it in place of theirs.",
                code="changed",
            )
        if content_of(questionnaire.versions.get(number=seen)) == content:
            return questionnaire
    questionnaire.version, questionnaire.updated_at = questionnaire.version + 1, now
    fields = {name: value for name, value in vars(content).items() if name != "questions"}
    version = save_checked(
        QuestionnaireVersion(
            questionnaire=questionnaire,
            number=questionnaire.version,
            made_by=cast(User, by),
            made_at=now,
            **fields,
        )
    )
    for order, asked in enumerate(content.questions, start=1):
        lists: dict[str, Any] = {"choices": list(asked.choices), "points": list(asked.points)}
        save_checked(
            FormQuestion(version=version, order=order, kind=asked.kind, text=asked.text, **lists)
        )
    questionnaire.save(update_fields=["version", "updated_at"])
    return questionnaire


def content_of(version: QuestionnaireVersion) -> Content:
    """What a version says, to be compared and edited."""
    questions = tuple(
        Asked(one.kind, one.text, tuple(one.choices), tuple(one.points))
        for one in version.questions.all()
    )
    names = ("title", "intro", "scoring", "higher_is_better", "change", "change_source")
    return Content(**{name: getattr(version, name) for name in names}, questions=questions)


@transaction.atomic
def offer_questionnaire(*, questionnaire: Questionnaire, is_offered: bool, now: datetime) -> None:
    """Withdraw one, or offer it again; who is asked already goes on being asked."""
    Questionnaire.objects.filter(pk=questionnaire.pk).update(is_offered=is_offered, updated_at=now)


@transaction.atomic
def ask_form(
    *,
    runner: Runner,
    questionnaire: Questionnaire,
    every_weeks: int | None,
    starts_on: date,
    by: Principal,
    now: datetime,
) -> OutcomeMeasure:
    """Ask the runner to fill in the version in force from `starts_on` on, and only that one.

    Raises ValidationError for a withdrawn questionnaire, and when it is asked already.
    """
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if not questionnaire.is_offered:
        raise ValidationError("This questionnaire is withdrawn. Choose another.", code="withdrawn")
    version = questionnaire.versions.get(number=questionnaire.version)
    asked = OutcomeMeasure.objects.open().filter(runner=runner, form__questionnaire=questionnaire)
    if asked.exists():
        raise ValidationError(
            f"{runner.name} is asked “{version.title}” already. Ask no more there first.",
            code="asked",
        )
    return save_checked(
        OutcomeMeasure(
            runner=runner,
            case=Case.objects.filter(runner=runner).open().first(),
            kind=OutcomeMeasure.Kind.FORM,
            form=version,
            items=[version.title],
            every_weeks=every_weeks,
            starts_on=starts_on,
            made_by_id=by.pk,
            made_at=now,
        )
    )


@transaction.atomic
def answer_form(
    *, measure: OutcomeMeasure, answers: Sequence[int | str], now: datetime
) -> OutcomeScore:
    """Keep the answers of the runner's day; a second time on the same day corrects the first.

    One for each question in its order: a number from 0 to 10, the place of a choice from 0, or
    words, which may be empty. Raises ValidationError for anything else.
    """
    version = measure.form
    questions = list(version.questions.all()) if version else []
    if version is None or len(answers) != len(questions):
        raise ValidationError("Answer each question.")
    for question, answer in zip(questions, answers, strict=True):
        _check_answer(question, answer)
    score, _ = OutcomeScore.objects.update_or_create(
        measure=measure,
        on=now.astimezone(measure.runner.zone).date(),
        defaults={
            "answers": list(answers),
            "score": score_of(version, questions, answers),
            "answered_at": now,
        },
    )
    return score


def score_of(
    version: QuestionnaireVersion, questions: Sequence[FormQuestion], answers: Sequence[int | str]
) -> Decimal | None:
    """The sum of the points, or their mean to one decimal; None for a form without a score."""
    if version.scoring == Scoring.NONE:
        return None
    points = [
        question.points[int(answer)]
        for question, answer in zip(questions, answers, strict=True)
        if question.is_scored
    ]
    total = Decimal(sum(points))
    return total if version.scoring == Scoring.SUM else round(total / len(points), 1)


def _check(content: Content) -> None:
    """What the rows cannot say about each other."""
    if not 1 <= len(content.questions) <= MOST_QUESTIONS:
        raise ValidationError(f"Ask 1 to {MOST_QUESTIONS} questions.", code="questions")
    is_scored = any(one.kind != Kind.TEXT for one in content.questions)
    if content.scoring != Scoring.NONE and not is_scored:
        raise ValidationError(
            "A score needs a question that counts points: 0 to 10, or one of several.",
            code="nothing_to_score",
        )


def _check_answer(question: FormQuestion, answer: int | str) -> None:
    if question.kind == Kind.TEXT:
        if not isinstance(answer, str) or len(answer) > LONGEST_ANSWER:
            raise ValidationError(f"Keep an answer to {LONGEST_ANSWER} characters or fewer.")
    elif not isinstance(answer, int) or not 0 <= answer < len(question.points):
        raise ValidationError(f"Choose an answer to “{question.text}”.")
