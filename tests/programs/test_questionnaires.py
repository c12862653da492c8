"""The clinic's own questionnaires: written, asked again and again, answered, never rewritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from programs.actions.outcomes import stop_asking
from programs.actions.questionnaires import (
    Asked,
    answer_form,
    offer_questionnaire,
    save_questionnaire,
)
from programs.models import (
    FormQuestion,
    OutcomeScore,
    Questionnaire,
    QuestionnaireVersion,
)
from programs.progress.outcomes import due_of, measures_of, shown
from tests.factories import NOON, TODAY
from tests.programs.asking import CHOICE, SCALE, WORDS, ask, change, content

pytestmark = pytest.mark.usefixtures("at_noon")
WEEK = timedelta(weeks=1)


@pytest.fixture
def form(pia):
    return save_questionnaire(content=content(), by=pia, now=NOON)


@pytest.fixture
def asked(ruth, pia, form):
    return ask(ruth, pia, form)


def test_a_change_is_a_new_version_and_old_answers_keep_their_meaning(ruth, pia, form, asked):
    answer_form(measure=asked, answers=[7, 1, "Good"], now=NOON)
    before = shown(list(measures_of(ruth, pia)))

    change(form, pia, WORDS, CHOICE, title="Quite another")

    form.refresh_from_db()
    assert form.version == 2
    after = shown(list(measures_of(ruth, pia)))
    assert [one.said for one in after] == [one.said for one in before]
    assert after[0].said[0].answers == [
        ("How easy were the stairs?", "7 of 10"),
        ("How often did it hurt?", "Often"),
        ("Anything else?", "Good"),
    ]
    assert after[0].chart.summary == before[0].chart.summary
    assert after[0].has_newer
    assert due_of(runner=ruth, today=TODAY + 4 * WEEK)[0].form.number == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE programs_formquestion SET text = 'Other'",
        "UPDATE programs_formquestion SET points = '{9,9}' WHERE kind = 'choice'",
        "DELETE FROM programs_formquestion",
        "UPDATE programs_questionnaireversion SET scoring = 'mean'",
        "UPDATE programs_questionnaireversion SET higher_is_better = false",
        "DELETE FROM programs_questionnaireversion",
        """INSERT INTO programs_formquestion (version_id, "order", kind, text, choices, points)
        SELECT version_id, 9, kind, text, choices, points FROM programs_formquestion
        WHERE kind = 'text'""",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_asked(asked, sql):
    before = list(FormQuestion.objects.values()), list(QuestionnaireVersion.objects.values())

    with pytest.raises(IntegrityError, match="cannot change"), transaction.atomic():
        connection.cursor().execute(sql)

    assert before == (
        list(FormQuestion.objects.values()),
        list(QuestionnaireVersion.objects.values()),
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"change": Decimal(2)}, "with its source"),
        ({"change_source": "Somebody 2020"}, "with its source"),
        (
            {"change": Decimal(2), "change_source": "A", "scoring": "none"},
            "no change that matters",
        ),
        ({"questions": ()}, "Ask 1 to 20 questions"),
        ({"questions": (WORDS,) * 21}, "Ask 1 to 20 questions"),
        ({"questions": (WORDS,)}, "A score needs a question that counts points"),
        ({"questions": (Asked("choice", "Well?", ("Yes",), (1,)),)}, "2 to 10 answers"),
        ({"questions": (Asked("choice", "Well?", ("Yes", "No"), (1,)),)}, "each with its points"),
        ({"questions": (Asked("choice", "Well?", ("Yes", "No"), (1, 101)),)}, "its points"),
        ({"questions": (Asked("scale", "Well?", ("no", "yes"), (1, 2)),)}, "what 0 and 10 mean"),
        ({"questions": (SCALE, Asked("text", "Why?", ("a",), ()))}, "words have neither"),
    ],
)
def test_what_is_no_questionnaire_is_refused_in_words_and_leaves_nothing(pia, fields, words):
    with pytest.raises(ValidationError) as refusal:
        save_questionnaire(content=content(**{"questions": (SCALE,)} | fields), by=pia, now=NOON)

    assert words in " ".join(refusal.value.messages)
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize(
    ("scoring", "score"), [("sum", Decimal(11)), ("mean", Decimal("5.5")), ("none", None)]
)
def test_the_score_is_what_the_version_says(ruth, pia, scoring, score):
    made = save_questionnaire(content=content(scoring=scoring), by=pia, now=NOON)
    measure = ask(ruth, pia, made)

    assert answer_form(measure=measure, answers=[7, 1, ""], now=NOON).score == score
    assert OutcomeScore.objects.get().value == (None if score is None else float(score))


@pytest.mark.parametrize(
    "answers", [[], [7, 1], [11, 1, ""], [7, 2, ""], [-1, 1, ""], ["7", 1, ""], [7, 1, "x" * 1001]]
)
def test_answers_that_cannot_be_are_refused(asked, answers):
    with pytest.raises(ValidationError):
        answer_form(measure=asked, answers=answers, now=NOON)
    assert not OutcomeScore.objects.exists()


def test_it_is_asked_once_at_a_time_and_not_when_withdrawn(ruth, pia, form, asked):
    with pytest.raises(ValidationError, match="already"):
        ask(ruth, pia, form)
    change(form, pia, title="A newer version")
    with pytest.raises(ValidationError, match="already"):
        ask(ruth, pia, form)
    stop_asking(measure=asked, now=NOON)
    ask(ruth, pia, form)

    offer_questionnaire(questionnaire=form, is_offered=False, now=NOON)
    with pytest.raises(ValidationError, match="withdrawn"):
        ask(ruth, pia, form)


def test_two_clicks_make_one_and_an_untouched_form_no_version(pia, form):
    again = save_questionnaire(content=content(), by=pia, now=NOON, ref=form.pk)
    assert again == form

    change(form, pia)
    form.refresh_from_db()
    assert form.version == 1


def test_somebody_who_was_quicker_is_not_written_over(pia, form):
    change(form, pia, title="Theirs")

    with pytest.raises(ValidationError) as refusal:
        save_questionnaire(
            questionnaire=form, content=content(title="Ours"), by=pia, now=NOON, seen=1
        )
    assert refusal.value.code == "changed"
    assert not QuestionnaireVersion.objects.filter(title="Ours").exists()
