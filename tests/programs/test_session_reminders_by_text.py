"""A session is called to mind in the one way that Ruth chose, never in both."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest

from clinic.outbox.models import Message
from clinic.people.models import Runner
from programs.actions.attention import answer_question, ask_question
from programs.reminders.sessions import queue_session_reminders
from tests.factories import SYDNEY, make_drill, make_program

pytestmark = pytest.mark.django_db
MOBILE = "+61491570156"
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=SYDNEY)


@pytest.fixture(autouse=True)
def by_text(ruth, settings):
    settings.SMS_URLS = ["sms+https://texts.example/"]
    make_program(ruth, [make_drill()])
    Runner.objects.update(remind_at=time(9), sessions_by="sms", news_by=["sms"], texts_to=MOBILE)
    ruth.refresh_from_db()


def owed():
    return list(Message.objects.order_by("pk").values_list("key", "channel", "to"))


def test_it_is_a_text_and_no_mail(ruth):
    for minutes in (0, 1, 90):
        queue_session_reminders(now=NINE + timedelta(minutes=minutes))

    assert owed() == [(f"session-due:{ruth.pk}:2026-11-24:sms", "sms", MOBILE)]
    assert Message.objects.get().not_after == NINE + timedelta(hours=4)


@pytest.mark.parametrize(("first", "then"), [("email", "sms"), ("sms", "email")])
def test_who_changes_the_way_is_not_told_twice_that_day(first, then):
    Runner.objects.update(sessions_by=first)
    queue_session_reminders(now=NINE)
    Runner.objects.update(sessions_by=then)

    queue_session_reminders(now=NINE + timedelta(hours=1))

    assert [channel for _, channel, _ in owed()] == [first]


def test_an_early_riser_is_texted_at_eight():
    Runner.objects.update(remind_at=time(6))

    queue_session_reminders(now=NINE.replace(hour=6))

    assert Message.objects.get().send_after == NINE.replace(hour=8)


@pytest.mark.parametrize("hour", [5, 21])
def test_what_the_night_would_make_late_is_a_mail(ruth, hour):
    Runner.objects.update(remind_at=time(hour))

    queue_session_reminders(now=NINE.replace(hour=hour))

    assert [(channel, to) for _, channel, to in owed()] == [("email", ruth.email)]


def test_an_answer_is_a_text_too_and_says_no_word_of_it(ruth, pia):
    question = ask_question(
        runner=ruth, program=None, drill_name="", text="My hip?", question_id=uuid4(), now=NINE
    )

    answer_question(question=question, text="Rest your hip.", by=pia, now=NINE)

    message = Message.objects.get()
    assert message.body.strip() == (
        "Activ Therapy: Pia has answered you. Sign in: http://127.0.0.1:8000/ask/"
        " No more texts: reply STOP"
    )


def test_at_night_an_answer_waits_for_the_morning(ruth, pia):
    late = NINE.replace(hour=22)
    question = ask_question(
        runner=ruth, program=None, drill_name="", text="Why?", question_id=uuid4(), now=late
    )

    answer_question(question=question, text="So.", by=pia, now=late)

    assert Message.objects.get().send_after == NINE.replace(hour=8) + timedelta(days=1)
