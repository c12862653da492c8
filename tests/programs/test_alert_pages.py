"""Pia looks at alerts: clears them, puts them off, and takes either back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic.outbox.models import Message
from programs.actions.alerts import clear_alert, raise_alert
from programs.actions.attention import add_note, answer_question, ask_question, put_off
from programs.models import Alert, Note, Snooze
from tests.factories import NOON, TODAY, make_program, make_runner, new_id

DAY = timedelta(days=1)
ALERTS = "/programs/alerts/"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def raised(runner, kind="pain", **fields) -> Alert:
    known = {"key": new_id(), "occurred_on": TODAY, "raised_at": NOON - timedelta(hours=2)}
    return Alert.objects.create(runner=runner, kind=kind, **(known | fields))


@pytest.fixture
def pias(pia, signed_in):
    return signed_in(pia)


def shown(client) -> list[str]:
    rows = client.get(ALERTS).context["rows"]
    return [f"{row.alert.runner.name}: {row.alert.get_kind_display()}" for row in rows]


def test_the_most_urgent_comes_first_and_nobody_elses(pias, pia, ruth, otto):
    raised(ruth, "question")
    raised(make_runner("Ana", pia.practitioner), "severe_pain", value=9)
    raised(otto, "severe_pain", value=10)

    assert shown(pias) == ["Ana: Very strong pain", "Ruth: A question"]


def test_an_alert_is_cleared_with_one_button_and_comes_back_with_another(pias, ruth):
    alert = raised(ruth, value=6)

    answer = pias.post(f"/programs/alerts/{alert.pk}/", {"next": ALERTS}, follow=True)
    assert shown(pias) == []
    (message,) = answer.context["messages"]
    undo = message.extra_tags.removeprefix("undo:")
    assert pias.post(undo).url == ALERTS
    assert shown(pias) == ["Ruth: Pain above the limit"]


def test_what_was_done_is_kept_with_the_alert_and_told_on_the_runners_page(pias, ruth):
    alert = raised(ruth, value=6)
    page = f"/programs/runners/{ruth.pk}/"
    assert "Alerts dealt with" not in pias.get(page).content.decode()

    answer = pias.post(f"/programs/alerts/{alert.pk}/", {"done": "rang"}, follow=True)
    alert.refresh_from_db()
    assert (alert.done, alert.cleared_at) == ("rang", NOON)
    text = pias.get(page).content.decode()
    assert "<b>Pain above the limit</b>, 6 of 10, Tuesday 24 November</p><p>Rang</p>" in text

    (message,) = answer.context["messages"]
    pias.post(message.extra_tags.removeprefix("undo:"))
    alert.refresh_from_db()
    assert (alert.done, alert.cleared_at) == ("", None)


def test_nobody_has_to_say_what_was_done(pias, ruth):
    alert = raised(ruth)
    pias.post(f"/programs/alerts/{alert.pk}/", {"done": ""})

    alert.refresh_from_db()
    assert (alert.done, alert.cleared_at) == ("", NOON)


def test_what_is_not_on_the_list_clears_nothing(pias, ruth):
    alert = raised(ruth)
    answer = pias.post(f"/programs/alerts/{alert.pk}/", {"done": "prayed"}, follow=True)

    assert "Choose from the list what was done." in answer.content.decode()
    assert shown(pias) == ["Ruth: Pain above the limit"]


def test_the_database_keeps_what_was_done_with_cleared_alerts_only(ruth):
    with pytest.raises(IntegrityError, match="has_nothing_done"), transaction.atomic():
        raised(ruth, done="rang")


def test_a_worse_report_opens_it_again_with_nothing_done(pia, ruth):
    alert = raised(ruth, value=6)
    clear_alert(alert=alert, by=pia, now=NOON, done="watch")
    raise_alert(kind="pain", key=alert.key, runner=ruth, program=None, on=TODAY, now=NOON, value=7)

    alert.refresh_from_db()
    assert (alert.done, alert.cleared_at, alert.value) == ("", None, 7)


def test_clearing_twice_says_so(pias, ruth):
    alert = raised(ruth)
    pias.post(f"/programs/alerts/{alert.pk}/")

    answer = pias.post(f"/programs/alerts/{alert.pk}/", follow=True)
    assert "cleared already" in answer.content.decode()


def test_going_back_never_leaves_the_clinic(pias, ruth):
    alert = raised(ruth)

    answer = pias.post(f"/programs/alerts/{alert.pk}/", {"next": "https://evil.example/"})
    assert answer.url == ALERTS


@pytest.mark.parametrize(("kind", "days"), [("pain", 1), ("morning", 1), ("run_step", 7)])
def test_pain_can_be_put_off_until_tomorrow_and_the_rest_for_a_week(pias, ruth, kind, days):
    raised(ruth, kind)

    answer = pias.post(f"/programs/runners/{ruth.pk}/later/{kind}/", follow=True)
    assert Snooze.objects.get().until == TODAY + days * DAY
    assert shown(pias) == []
    (message,) = answer.context["messages"]
    pias.post(message.extra_tags.removeprefix("undo:"))
    assert len(shown(pias)) == 1


@pytest.mark.parametrize(("reason", "days"), [("pain", 2), ("review", 29), ("review", 0)])
def test_nothing_is_put_off_for_too_long(pia, ruth, reason, days):
    with pytest.raises(ValidationError, match="at the latest"):
        put_off(runner=ruth, reason=reason, until=TODAY + days * DAY, today=TODAY, by=pia, now=NOON)


def test_no_alerts_is_all_clear(pias, ruth):
    assert "All clear at 12:00 pm" in pias.get(ALERTS).content.decode()


def test_an_answer_clears_the_alert_and_the_message_keeps_the_words_to_itself(pia, ruth):
    program = make_program(ruth, [])
    question = ask_question(
        runner=ruth, program=program, text="Does a click matter?", question_id=new_id(), now=NOON
    )
    answer_question(question=question, text="Not without pain.", by=pia, now=NOON)

    assert not Alert.objects.open().exists()
    assert Alert.objects.get().done == "answered"
    (message,) = Message.objects.all()
    assert "click" not in message.body + message.subject
    assert "pain" not in message.body
    with pytest.raises(ValidationError, match="has an answer already"):
        answer_question(question=question, text="Again", by=pia, now=NOON)


def test_a_question_sent_twice_is_asked_once(ruth):
    ref = new_id()
    for _ in range(2):
        ask_question(runner=ruth, program=None, text="Why?", question_id=ref, now=NOON)

    assert Alert.objects.count() == 1


def test_a_note_has_its_writer_and_its_time(pia, ruth):
    add_note(runner=ruth, text="Calmer today.", by=pia, now=NOON)

    note = Note.objects.get()
    assert (note.by, note.made_at) == (pia, NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_alerts_cost_the_same_for_one_or_many(pias, pia, count, django_assert_num_queries):
    for number in range(count):
        runner = make_runner(f"Runner{number}", pia.practitioner)
        raised(runner, value=6, program=make_program(runner, []))
        raised(runner, "question")

    # The last one asks which of them the desk is to ring.
    with django_assert_num_queries(6):
        pias.get(ALERTS)
