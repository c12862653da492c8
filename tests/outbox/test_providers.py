"""What becomes of a message when its provider fails, over real sockets; its ledger is the truth."""

from datetime import timedelta
from uuid import UUID

import pytest
from requests import Response, Session

from clinic.outbox.actions import queue_message
from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message, ProviderRest
from clinic.outbox.providers.base import Busy, Refused, Sent, Silent, UnreachableError
from clinic.outbox.providers.gateway import Gateway
from clinic.outbox.providers.web import judge
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.services]
MAIL, DROPPED, FINDABLE, DOUBLED, PUSH = "mail", "sms-1", "sms-2", "sms-3", "push"
RUTH = UUID(int=7)
MINUTE = timedelta(minutes=1)


def owe(provider=MAIL, key="hello:1", **changes):
    known = {
        "kind": "hello",
        "to": "ruth@demo.example",
        "template": "people/email/login_code",
        "context": {"code": "ABC123"},
        "now": NOON,
    }
    queue_message(key=key, **(known | changes))
    on_the_phone = {"channel": "sms", "to": "+61491570156"} if provider != MAIL else {}
    if provider == PUSH:
        on_the_phone = {"channel": "push", "to": f"Ruth, {key}", "person": RUTH}
    Message.objects.filter(key=key).update(provider=provider, **on_the_phone)
    return Message.objects.get(key=key)


def arrived(fake, message):
    return [line for line in fake.ledger() if line["reference"] == str(message.pk)]


def state(message):
    message.refresh_from_db()
    return Message.State(message.state)


@pytest.mark.parametrize("provider", [MAIL, DROPPED, FINDABLE, DOUBLED])
def test_a_healthy_provider_gets_it_once(fake, provider):
    message = owe(provider)

    assert deliver_due(now=NOON) == 1
    assert deliver_due(now=NOON) == 0

    assert state(message) == Message.State.SENT
    (line,) = arrived(fake, message)
    assert "ABC123" in line["text"]
    assert line["to"] == message.to


@pytest.mark.parametrize("provider", [MAIL, DROPPED, FINDABLE])
def test_a_lost_answer_does_not_double_it(fake, provider):
    message = owe(provider)
    fake.will("drop")

    deliver_due(now=NOON)
    assert state(message) == Message.State.PLANNED
    assert message.unknown_since == NOON
    deliver_due(now=NOON + MINUTE)

    assert state(message) == Message.State.SENT
    assert len(arrived(fake, message)) == 1


def test_a_lost_answer_of_a_provider_that_doubles_goes_to_the_desk(fake):
    message = owe(DOUBLED)
    fake.will("drop")

    deliver_due(now=NOON)
    deliver_due(now=NOON + MINUTE)

    assert state(message) == Message.State.UNCERTAIN
    assert len(arrived(fake, message)) == 1
    assert list(Message.objects.needing_a_person()) == [message]


@pytest.mark.parametrize("provider", [DROPPED, FINDABLE])
def test_what_never_got_there_is_sent_after_all(fake, provider):
    message = owe(provider)
    fake.will("refuse")

    deliver_due(now=NOON)
    assert arrived(fake, message) == []
    deliver_due(now=NOON + MINUTE)

    assert len(arrived(fake, message)) == 1


def test_a_provider_that_cannot_be_asked_is_asked_again(fake):
    message = owe(FINDABLE)
    fake.will("drop", "outage")

    deliver_due(now=NOON)
    deliver_due(now=NOON + MINUTE)
    assert state(message) == Message.State.PLANNED
    deliver_due(now=NOON + 3 * MINUTE)

    assert state(message) == Message.State.SENT
    assert len(arrived(fake, message)) == 1


def test_a_key_is_not_trusted_for_longer_than_the_provider_keeps_it(fake):
    message = owe(DROPPED)
    fake.will("drop")
    deliver_due(now=NOON)

    deliver_due(now=NOON + timedelta(hours=25))

    assert state(message) == Message.State.UNCERTAIN
    assert len(arrived(fake, message)) == 1


def test_a_pause_that_was_asked_for_is_kept_and_counts_no_attempt(fake):
    message, other = owe(DROPPED), owe(DROPPED, "hello:2")
    fake.will("busy")

    deliver_due(now=NOON)
    waiting = Message.objects.filter(state=Message.State.PLANNED, attempts=0)
    assert set(waiting) == {message, other}
    assert ProviderRest.objects.get().until == NOON + timedelta(seconds=1)
    deliver_due(now=NOON)
    assert arrived(fake, message) + arrived(fake, other) == []
    deliver_due(now=NOON + timedelta(seconds=2))

    assert len(arrived(fake, message)) == len(arrived(fake, other)) == 1
    assert not ProviderRest.objects.filter(failures__gt=0).exists()


def test_a_sick_provider_is_left_alone_before_it_makes_everything_uncertain(fake):
    for number in range(10):
        owe(DOUBLED, f"hello:{number}")
    fake.will(*["drop"] * 10)

    deliver_due(now=NOON)

    assert Message.objects.uncertain().count() == 3
    assert Message.objects.filter(state=Message.State.PLANNED, attempts=0).count() == 7


def test_one_that_rests_does_not_hold_up_the_others(fake):
    text, mail = owe(DROPPED), owe(MAIL, "hello:2")
    ProviderRest.objects.create(name=DROPPED, failures=1, until=NOON + MINUTE)

    deliver_due(now=NOON)

    assert state(text) == Message.State.PLANNED
    assert state(mail) == Message.State.SENT


def test_a_second_service_takes_over_while_the_first_rests(fake):
    message = owe(DROPPED)
    Message.objects.update(provider="")
    ProviderRest.objects.create(name=DROPPED, failures=1, until=NOON + MINUTE)

    deliver_due(now=NOON)

    assert state(message) == Message.State.SENT
    assert message.provider == FINDABLE


def test_what_the_first_may_have_is_never_given_to_a_second(fake):
    message = owe(DROPPED)
    fake.will("drop")
    deliver_due(now=NOON)
    ProviderRest.objects.create(name=DROPPED, failures=1, until=NOON + timedelta(hours=1))

    deliver_due(now=NOON + MINUTE)

    assert state(message) == Message.State.PLANNED
    assert len(arrived(fake, message)) == 1


def test_nobody_says_that_what_may_have_left_was_not_sent(fake):
    message = owe(DROPPED, not_after=NOON + MINUTE)
    fake.will("drop")
    deliver_due(now=NOON)

    deliver_due(now=NOON + 2 * MINUTE)

    assert state(message) == Message.State.UNCERTAIN


def answer(status, **headers):
    response = Response()
    response.status_code = status
    response.headers.update(headers)
    return judge(status, response.headers.get("Retry-After", ""))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (answer(201), Sent()),
        (answer(400), Refused("Answered 400", for_good=True)),
        (answer(429), Busy("Answered 429", timedelta(seconds=30))),
        (answer(429, **{"Retry-After": "7"}), Busy("Answered 429", timedelta(seconds=7))),
        (answer(429, **{"Retry-After": "999999"}), Busy("Answered 429", timedelta(hours=1))),
        (answer(429, **{"Retry-After": "²"}), Busy("Answered 429", timedelta(seconds=30))),
        (answer(429, **{"Retry-After": "9" * 5000}), Busy("Answered 429", timedelta(seconds=30))),
        (answer(503, **{"Retry-After": "7"}), Busy("Answered 503", timedelta(seconds=7))),
        (answer(503), Silent("Answered 503")),
        (answer(302), Silent("Answered 302")),
        (judge(None), Silent("No answer")),
    ],
)
def test_what_an_answer_says(outcome, expected):
    assert outcome == expected


@pytest.mark.parametrize("odd", [b"[]", b"{}", b"7", b"null", b"<html>", b""])
def test_a_look_up_that_answers_nonsense_says_nothing(monkeypatch, odd):
    """Only what answers as agreed can say that a message never came."""
    response = Response()
    response.status_code, response._content = 200, odd
    monkeypatch.setattr(Session, "get", lambda *_, **__: response)

    with pytest.raises(UnreachableError):
        Gateway("sms-1", "sms+https://texts.example/?repeats=findable").has(Message())
