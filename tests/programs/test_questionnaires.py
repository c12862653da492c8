"""The clinic's own questionnaires: written, asked again and again, answered, never rewritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from programs.actions.outcomes import stop_asking
from programs.actions.questionnaires import (
    Asked,
    Content,
    answer_form,
    ask_form,
    offer_questionnaire,
    save_questionnaire,
)
from programs.models import (
    FormQuestion,
    OutcomeMeasure,
    OutcomeScore,
    Questionnaire,
    QuestionnaireVersion,
)
from programs.progress.outcomes import due_of, measures_of, shown
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.usefixtures("at_noon")
WEEK = timedelta(weeks=1)
SCALE = Asked("scale", "How easy were the stairs?", ("not at all", "as before"), tuple(range(11)))
CHOICE = Asked("choice", "How often did it hurt?", ("Never", "Often"), (0, 4))
WORDS = Asked("text", "Anything else?")


def content(*questions, **fields):
    known = {
        "title": "Stairs and runs",
        "intro": "Think of the last week.",
        "scoring": "sum",
        "higher_is_better": True,
        "change": None,
        "change_source": "",
        "questions": questions or (SCALE, CHOICE, WORDS),
    }
    return Content(**(known | fields))


@pytest.fixture
def form(pia):
    return save_questionnaire(content=content(), by=pia, now=NOON)


@pytest.fixture
def asked(ruth, pia, form):
    return ask(ruth, pia, form)


def ask(ruth, pia, form, every_weeks=4):
    return ask_form(
        runner=ruth, questionnaire=form, every_weeks=every_weeks, starts_on=TODAY, by=pia, now=NOON
    )


def change(form, pia, *questions, **fields):
    form.refresh_from_db()
    new = content(*questions, **fields)
    return save_questionnaire(questionnaire=form, content=new, by=pia, now=NOON, seen=form.version)


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


def typed(**changes):
    rows = [
        ("How easy were the stairs?", "scale", "not at all\nas before"),
        ("How often did it hurt?", "choice", "Never = 0\nOften = 4"),
        ("Anything else?", "text", ""),
        ("", "scale", ""),
    ]
    known = {"title": "Stairs and runs", "intro": "", "scoring": "sum", "better": "higher"}
    known |= {"may_use": "on", "do": "save", "q-TOTAL_FORMS": "4", "q-INITIAL_FORMS": "0"}
    for at, (text, kind, answers) in enumerate(rows):
        known |= {f"q-{at}-text": text, f"q-{at}-kind": kind, f"q-{at}-answers": answers}
    return known | changes


def test_pia_writes_ruth_answers_and_pia_reads_the_line(ruth, pia, signed_in, ruths):
    pias = signed_in(pia)
    written = pias.post(reverse("programs:questionnaire_new"), typed())
    form = Questionnaire.objects.get()
    assert written["Location"] == reverse("programs:questionnaire", args=[form.pk])
    assert "Often" in pias.get(written["Location"]).content.decode()

    asking = reverse("programs:ask_form", args=[ruth.pk])
    assert pias.post(asking, {"questionnaire": form.pk, "weeks": "4"}).status_code == 302
    measure = OutcomeMeasure.objects.get()
    page = reverse("programs:outcome", args=[measure.pk])
    assert page in ruths.get("/").content.decode()
    html = ruths.get(page).content.decode()
    assert html.count('type="radio"') == 13
    assert "checked" not in html

    half = ruths.post(page, {"answer_0": "7", "answer_2": "It got better"})
    assert half.status_code == 422
    assert "Choose an answer to “How often did it hurt?”." in half.content.decode()
    assert "It got better" in half.content.decode()
    ruths.post(page, {"answer_0": "4", "answer_1": "0", "answer_2": "It got better"})
    with time_machine.travel(NOON + 4 * WEEK):
        ruths.post(page, {"answer_0": "9", "answer_1": "1", "answer_2": ""})
    assert list(OutcomeScore.objects.values_list("score", flat=True)) == [4, 13]

    for address in (reverse("programs:outcomes", args=[ruth.pk]), f"/programs/runners/{ruth.pk}/"):
        html = " ".join(pias.get(address).content.decode().split())
        assert "on a scale of 0 to 14" in html
    assert (
        "It got better" in pias.get(reverse("programs:outcomes", args=[ruth.pk])).content.decode()
    )


def test_a_change_that_matters_is_drawn_only_with_its_source(ruth, pia, signed_in):
    known = content(SCALE, change=Decimal(2), change_source="Roe 2020, a study of this form")
    measure = ask(ruth, pia, save_questionnaire(content=known, by=pia, now=NOON))
    for weeks, answer in enumerate([3, 6]):
        with time_machine.travel(NOON + weeks * WEEK):
            answer_form(measure=measure, answers=[answer], now=NOON + weeks * WEEK)

    html = signed_in(pia).get(reverse("programs:outcomes", args=[ruth.pk])).content.decode()

    assert "A change of 2 or more matters to people (Roe 2020, a study of this form)." in html
    assert "better by 3 points" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Enter a title."),
        ({"may_use": ""}, "Tick that the clinic may use these words."),
        ({"change": "2"}, "Say who found this change"),
        ({"change_source": "Roe 2020"}, "Enter the points that the source found"),
        ({"change": "two", "change_source": "Roe"}, "Enter the points as a number"),
        ({"q-0-answers": "only one"}, "Question 1: Say on two lines"),
        ({"q-1-answers": "Never\nOften = 4"}, "Question 2: End each answer with ="),
        ({"q-1-answers": "Never = 0"}, "Question 2: Give 2 to 10 answers"),
        ({"q-2-answers": "Yes"}, "Question 3: A question in words"),
        ({"q-3-answers": "a\nb"}, "Question 4: Write the question to these answers"),
        ({"q-0-text": "Is it a miracle cure?"}, "Question 1: "),
        ({"scoring": ""}, "Choose how the score is made."),
    ],
)
def test_what_is_typed_wrong_is_said_in_words_and_stays(pia, signed_in, changes, words):
    answer = signed_in(pia).post(reverse("programs:questionnaire_new"), typed(**changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "How often did it hurt?" in answer.content.decode()
    assert not Questionnaire.objects.exists()


def test_more_questions_give_room_and_save_nothing(pia, signed_in):
    page = reverse("programs:questionnaire_new")
    answer = signed_in(pia).post(page, typed(do="more", title="Half of a"))

    html = answer.content.decode()
    assert (answer.status_code, html.count('-kind"')) == (200, html.count('-answers"'))
    assert "q-6-text" in html
    assert "Half of a" in html
    assert "How often did it hurt?" in html
    assert not Questionnaire.objects.exists()


def test_the_manager_writes_too_and_withdraws_with_an_undo(max_, signed_in, form):
    client = signed_in(max_)
    page = reverse("programs:questionnaire", args=[form.pk])
    assert client.get(reverse("programs:questionnaires")).status_code == 200

    answer = client.post(
        reverse("programs:questionnaire_edit", args=[form.pk]), typed(title="Ours now", seen="1")
    )
    assert answer["Location"] == page
    assert "Ours now" in client.get(page).content.decode()

    late = client.post(
        reverse("programs:questionnaire_edit", args=[form.pk]), typed(title="Late", seen="1")
    )
    assert late.status_code == 409
    assert "Late" in late.content.decode()

    client.post(reverse("programs:questionnaire_state", args=[form.pk]), {"do": "withdraw"})
    form.refresh_from_db()
    assert not form.is_offered
    client.post(reverse("programs:questionnaire_state", args=[form.pk]) + "?do=offer")
    form.refresh_from_db()
    assert form.is_offered


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(
    ruth, pia, signed_in, count, django_assert_max_num_queries
):
    for place in range(count):
        made = save_questionnaire(content=content(title=f"Form {place}"), by=pia, now=NOON)
        measure = ask(ruth, pia, made)
        for weeks in range(count):
            answer_form(measure=measure, answers=[7, 1, ""], now=NOON + weeks * WEEK)
    client = signed_in(pia)

    with django_assert_max_num_queries(10):
        client.get(reverse("programs:outcomes", args=[ruth.pk]))
    with django_assert_max_num_queries(5):
        client.get(reverse("programs:questionnaires"))
    with django_assert_max_num_queries(29):
        client.get(f"/programs/runners/{ruth.pk}/")
