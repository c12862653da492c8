"""The pages of questionnaires: written by Pia or Max, filled in by Ruth, read by Pia."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from programs.actions.questionnaires import answer_form, save_questionnaire
from programs.models import OutcomeMeasure, OutcomeScore, Questionnaire
from tests.factories import NOON
from tests.programs.asking import SCALE, ask, content

pytestmark = pytest.mark.usefixtures("at_noon")
WEEK = timedelta(weeks=1)


@pytest.fixture
def form(pia):
    return save_questionnaire(content=content(), by=pia, now=NOON)


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
        ({"q-2-answers": "Yes"}, "Question 3: Leave this empty: a question in words"),
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


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:2", ["often", "easy", "else", ""]),
        ("down:1", ["often", "easy", "else", ""]),
        ("down:3", ["easy", "often", "", "else"]),
        ("up:1", ["easy", "often", "else", ""]),
        ("down:4", ["easy", "often", "else", ""]),
        ("up:99", ["easy", "often", "else", ""]),
    ],
)
def test_a_question_moves_with_all_that_was_typed_and_saves_nothing(pia, signed_in, do, order):
    page = signed_in(pia).post(reverse("programs:questionnaire_new"), typed(do=do))
    assert page.status_code == 200
    rows = [form.initial for form in page.context["rows"]]
    assert [next((w for w in order if w and w in row["text"]), "") for row in rows] == order
    often = next(row for row in rows if "often" in row["text"])
    assert (often["kind"], often["answers"]) == ("choice", "Never = 0\nOften = 4")
    html = page.content.decode()
    assert ('value="up:1"' in html, 'value="down:4"' in html) == (False, False)
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
