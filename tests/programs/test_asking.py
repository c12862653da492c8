"""Ruth asks, Pia answers: tied to a drill, flagged, told of without a word of it."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clinic.outbox.models import Message
from programs.actions.attention import answer_question
from programs.models import Alert, Program, Question
from programs.progress.questions import answer_by
from tests.factories import NOON, make_drill, make_program

pytestmark = pytest.mark.usefixtures("at_noon")


def typed(**fields: str) -> dict[str, str]:
    return {"question_id": str(uuid4()), "about": "", "text": "Should it pull here?"} | fields


def ask(client: Client, **fields: str):
    return client.post("/ask/", typed(**fields))


def test_a_question_about_a_drill_reaches_the_physio(ruths, planned, pia, signed_in):
    assert ask(ruths, about="two").status_code == 302

    question = Question.objects.get()
    assert (question.drill_name, question.program, question.text) == (
        "Two",
        planned,
        "Should it pull here?",
    )
    (alert,) = Alert.objects.open()
    assert (alert.kind, alert.program) == ("question", planned)
    at_work = signed_in(pia)
    alerts = at_work.get("/programs/alerts/").content.decode()
    assert "Should it pull here?" in alerts
    assert f'href="/programs/runners/{question.runner_id}/#questions"' in alerts
    runner = at_work.get(f"/programs/runners/{question.runner_id}/").content.decode()
    assert "Two: Should it pull here?" in runner


def test_the_answer_stands_under_the_question_and_the_message_says_nothing_of_it(
    ruths, planned, pia, signed_in
):
    ask(ruths, about="one")
    question = Question.objects.get()

    signed_in(pia).post(
        f"/programs/questions/{question.pk}/", {f"{question.pk}-answer": "A light pull is fine."}
    )

    page = ruths.get("/ask/").content.decode()
    assert page.index("Should it pull here?") < page.index("A light pull is fine.")
    letter = Message.objects.get(kind="question-answered")
    told = letter.subject + letter.body
    assert "/ask/" in told
    for word in ("pull", "One", "drill"):
        assert word not in told
    assert not Alert.objects.open().exists()


def test_a_double_click_is_one_question(ruths, planned):
    twice = typed()

    assert [ruths.post("/ask/", twice).status_code for _ in range(2)] == [302, 302]
    assert Question.objects.count() == 1


def test_a_refused_question_keeps_what_was_typed(ruths, planned):
    answer = ask(ruths, text="x" * 2001, about="one")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 2001 in html
    assert 'value="one" selected' in html
    assert ask(ruths, text=" ").status_code == 422
    assert ask(ruths, about="no-such-drill").status_code == 422
    assert not Question.objects.exists()


def test_only_drills_of_the_own_programmes_are_offered(ruths, ruth, planned, otto):
    make_program(ruth, [make_drill("old")], status=Program.Status.STOPPED)
    make_program(ruth, [make_drill("draft")], status=Program.Status.DRAFT)
    make_program(otto, [make_drill("ottos")])

    options = re.findall(r'<option value="([^"]*)"', ruths.get("/ask/").content.decode())

    assert options == ["", "one", "two"]


def test_a_drill_of_the_library_can_be_asked_about(ruths, planned):
    make_drill("extra")

    assert 'value="extra" selected' in ruths.get("/ask/?about=extra").content.decode()
    ask(ruths, about="extra")
    question = Question.objects.get()
    assert (question.drill_name, question.program) == ("Extra", None)


def test_a_flood_is_stopped_and_keeps_its_last_words(ruths, planned):
    for _ in range(20):
        assert ask(ruths).status_code == 302

    last = ask(ruths, text="One more")
    assert last.status_code == 429
    assert "One more" in last.content.decode()
    assert Question.objects.count() == 20


def test_it_says_when_an_answer_comes_and_that_it_is_not_for_emergencies(ruths, planned):
    html = ruths.get("/ask/").content.decode()

    assert "Look for an answer by Thursday 26 November" in html
    assert "This is not for emergencies." in html
    assert 'href="tel:000"' in html


@pytest.mark.parametrize(
    ("asked", "answered"),
    [(date(2026, 11, 24), date(2026, 11, 26)), (date(2026, 11, 27), date(2026, 12, 1)),
     (date(2026, 11, 28), date(2026, 12, 1))],
)  # fmt: skip
def test_an_answer_takes_two_working_days(asked, answered):
    assert answer_by(asked) == answered


def test_the_promise_is_the_clinics_own(ruths, planned, settings):
    settings.ANSWER_DAYS = 4

    assert "Look for an answer by Monday 30 November" in ruths.get("/ask/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_question_or_three(
    ruths, planned, count, django_assert_num_queries
):
    for _ in range(count):
        ask(ruths)
    ruths.get("/ask/")

    with django_assert_num_queries(7):
        ruths.get("/ask/")


def test_an_answer_is_given_once(ruth, planned, pia, ruths):
    ask(ruths)
    question = Question.objects.get()
    answer_question(question=question, text="Yes.", by=pia, now=NOON)

    with pytest.raises(ValidationError):
        answer_question(question=question, text="No.", by=pia, now=NOON + timedelta(hours=1))
    assert Message.objects.filter(kind="question-answered").count() == 1
