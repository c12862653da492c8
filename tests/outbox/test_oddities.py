"""What nobody expected breaks over one message, and not over those beside it."""

import pytest

from clinic.outbox.actions import queue_message
from clinic.outbox.delivery import claim, send
from clinic.outbox.models import Message
from clinic.outbox.providers import providers
from clinic.outbox.providers.base import Silent
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def owe(**names):
    known = {"runner": "Ruth", "physio": "Pia", "choices_link": "-"}
    queue_message(
        key="hello:1", kind="hello", to="ruth@demo.example", now=NOON,
        template="programs/email/answered", context=known | names,
    )  # fmt: skip
    return Message.objects.get()


def test_an_answer_that_our_code_breaks_over_is_a_lost_one(caplog):
    message, provider = owe(), of_broken_code()

    assert send([claim(provider, now=NOON, limit=1)], provider, now=NOON) == [
        Silent("Broke over the answer: ValueError")
    ]

    message.refresh_from_db()
    assert (message.state, message.unknown_since) == ("planned", NOON)
    assert "provider broke" in caplog.text
    assert "ruth@" not in caplog.text


def of_broken_code():
    """The provider of e-mail, whose code does not expect what it is answered."""
    (provider,) = [one for one in providers() if one.channel == "email"]

    def hand_over(messages):
        raise ValueError(f"no number: {messages[0].to}")

    provider.hand_over = hand_over
    return provider


def test_a_subject_of_too_many_signs_loses_its_end(original_words):
    physio = "Maximiliane " * 30
    message = owe(physio=physio)

    assert message.subject.endswith("Maximiliane…")
    assert 180 < len(message.subject) <= 200
    assert physio.strip() in message.body
