"""What a text service tells us: signed, taken once, and in force from that moment on."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from launch.fake.hooks import Hook

from clinic.outbox.actions import queue_message
from clinic.outbox.delivery import claim, deliver_due, mark_handed_over
from clinic.outbox.models import Message, StoppedNumber, Told
from clinic.outbox.providers import providers
from clinic.outbox.replies import meaning
from clinic.outbox.wording import outcome
from tests.factories import NOON

pytestmark = pytest.mark.django_db
SECRET, OTHER = "whsec_" + "A" * 32, "whsec_" + "B" * 32
MOBILE = "+61491570156"
URL = "/hooks/texts/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def known(settings):
    settings.TEXT_HOOK_SECRET = SECRET
    settings.SMS_URLS = ["sms+http://127.0.0.1:9/dropped?repeats=dropped"]


def send(kind, *, event_id="evt_1", at=NOON, secret=SECRET, body=None, **data):
    body = json.dumps({"type": kind, "data": data}).encode() if body is None else body
    headers = Hook(URL, secret).signed(event_id, int(at.timestamp()), body)
    kind = headers.pop("Content-Type")
    return Client(enforce_csrf_checks=True).post(URL, body, content_type=kind, headers=headers)


def reply(text, **other):
    return send("text.reply", number=MOBILE, text=text, **other)


NAMES = {"physio": "Pia", "runner": "Ruth", "choices_link": "-"}


def owe(**other):
    known = {
        "key": "hello:sms", "kind": "hello", "to": MOBILE, "channel": "sms", "now": NOON,
        "template": "programs/text/changed", "context": NAMES,
    }  # fmt: skip
    queue_message(**(known | other))
    return Message.objects.get(key=(known | other)["key"])


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("STOP", "stop"), (" stop. ", "stop"), ("Stop all of it", "stop"), ("Unsubscribe", "stop"),
        ("START", "start"), ("unstop", "start"), ("", "words"), ("I cannot come", "words"),
        ("Don't stop", "words"), ("Please stop", "stop"), ("pls START", "start"),
        ("Please", "words"),
    ],
)  # fmt: skip
def test_what_a_reply_means(text, means):
    assert meaning(text) == means


def test_after_stop_no_text_is_claimed_for_that_number():
    mine, other = owe(), owe(key="other:sms", to="+61491570157")

    answer = reply("STOP")

    assert (answer.status_code, answer.json()) == (200, {"status": "done"})
    assert StoppedNumber.objects.get().number == MOBILE
    assert claim(providers()[1], now=NOON, limit=20) == [other]
    mine.refresh_from_db()
    assert mine.state == "planned"


def test_one_that_a_worker_holds_is_taken_out_of_its_hands():
    owe()
    sms = providers()[1]
    held = claim(sms, now=NOON, limit=20)

    reply("STOP")

    assert len(held) == 1
    assert mark_handed_over(held, sms, now=NOON) == []
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("planned", 0)


def test_one_that_was_claimed_at_the_very_moment_is_not_handed_over():
    owe()
    sms = providers()[1]
    StoppedNumber.objects.create(number=MOBILE, since=NOON)
    Message.objects.update(state="sending", lease_until=NOON + timedelta(minutes=2))

    assert mark_handed_over(list(Message.objects.all()), sms, now=NOON) == []


def test_start_undoes_it_and_both_are_kept_for_ever():
    reply("STOP", event_id="evt_1")
    reply("START", event_id="evt_2")

    assert not StoppedNumber.objects.exists()
    assert list(Told.objects.values_list("what", "number")) == [("stop", MOBILE), ("start", MOBILE)]
    for change in (lambda: Told.objects.update(what="start"), Told.objects.all().delete):
        with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
            change()


def test_a_repeat_changes_nothing():
    reply("STOP", event_id="evt_1")
    reply("START", event_id="evt_2")

    answer = reply("STOP", event_id="evt_1")

    assert (answer.status_code, answer.json()) == (200, {"status": "had it"})
    assert not StoppedNumber.objects.exists()


def test_other_words_are_kept_for_somebody_to_read(dee, ruth, signed_in):
    reply("I cannot come tomorrow")

    assert Told.objects.get().words == "I cannot come tomorrow"
    page = signed_in(dee).get("/ops/").content.decode()
    assert "I cannot come tomorrow" in page
    assert "Ruth" in page


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("Cancel my visit on Friday", True), ("CANCEL", True), ("stop it hurts", True),
        ("Start again on Monday?", True), ("Stop.", False), ("please STOP", False),
        ("start", False),
    ],
)  # fmt: skip
def test_what_says_more_than_stop_is_read_as_well(text, is_shown, dee, signed_in):
    answers = [reply(text, event_id="evt_1").json()["status"] for _ in range(2)]

    assert answers == ["done", "had it"]
    assert list(Told.objects.words_since(NOON).values_list("words", flat=True)) == [text] * is_shown
    assert not Told.objects.exclude(what="words").exclude(words="").exists()
    page = signed_in(dee).get("/ops/").content.decode()
    assert (f"“{text}”" in page) == is_shown
    assert ("They get no more texts." in page) == (is_shown and not text.startswith("Start"))


def test_a_number_as_dialled_at_home_is_the_same_one():
    send("text.reply", number="0491 570 156", text="STOP")

    assert StoppedNumber.objects.get().number == MOBILE


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": OTHER},
        {"at": NOON - timedelta(minutes=6)},
        {"at": NOON + timedelta(minutes=6)},
    ],
    ids=["another secret", "too old", "too new"],
)
def test_what_is_not_proved_is_refused(wrong):
    answer = reply("STOP", **wrong)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert "Sign the event afresh" in answer.json()["detail"]
    assert not StoppedNumber.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": "1", "webhook-timestamp": "x", "webhook-signature": "v1,AAAA"},
        {"webhook-id": "1", "webhook-timestamp": "1795482000", "webhook-signature": "nonsense"},
        {"webhook-id": "1", "webhook-timestamp": "1795482000", "webhook-signature": "v1,%%%"},
        {"webhook-id": "1", "webhook-timestamp": "9" * 30, "webhook-signature": "v1,AAAA"},
    ],
)
def test_odd_headers_are_refused_too(headers):
    answer = Client().post(URL, "{}", content_type="application/json", headers=headers)

    assert answer.status_code == 401


def test_a_body_that_was_changed_on_the_way_is_refused():
    body = json.dumps({"type": "text.reply", "data": {"number": MOBILE, "text": "STOP"}}).encode()
    headers = Hook(URL, SECRET).signed("evt_1", int(NOON.timestamp()), body)
    del headers["Content-Type"]

    answer = Client().post(
        URL, body.replace(b"156", b"157"), content_type="application/json", headers=headers
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("kind", "data", "named"),
    [
        ("text.eaten", {}, "type"),
        ("text.reply", {"number": "abc", "text": "STOP"}, "number"),
        ("text.reply", {"number": MOBILE}, "text"),
        ("text.reply", {"number": MOBILE, "text": "a\0b"}, "text"),
        ("text.delivered", {"reference": "1"}, "reference"),
    ],
)
def test_what_makes_no_sense_is_named(kind, data, named):
    answer = send(kind, **data)

    assert answer.status_code == 400
    assert named in answer.json()["errors"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{"])
def test_no_json_is_a_problem_and_no_crash(body):
    assert send("", body=body).status_code == 400


def test_without_a_secret_nobody_listens(settings):
    settings.TEXT_HOOK_SECRET = ""

    assert reply("STOP").status_code == 404


def sent(**other):
    message = owe()
    Message.objects.update(**({"state": "sent", "sent_at": NOON} | other))
    return message


def test_the_log_says_when_a_text_reached_the_phone():
    message = sent(sent_at=NOON - timedelta(minutes=1))

    assert send("text.delivered", reference=str(message.pk)).status_code == 200

    message.refresh_from_db()
    assert outcome(message, now=NOON) == "Sent 11:59 am, delivered 12:00 pm"


def test_a_text_that_the_network_lost_has_failed_and_is_not_sent_again():
    message = sent()

    send("text.failed", reference=str(message.pk))

    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "The network did not deliver it")
    assert not message.may_be_sent_again
    assert not Message.objects.sendable_again().exists()


@pytest.mark.parametrize("first", ["delivered", "failed"])
def test_what_arrived_has_arrived_in_whatever_order_one_hears_of_it(first):
    message = sent()
    then = {"delivered": "failed", "failed": "delivered"}[first]

    for number, what in enumerate([first, then]):
        send(f"text.{what}", event_id=f"evt_{number}", reference=str(message.pk))

    message.refresh_from_db()
    assert (message.state, message.delivered_at) == ("sent", NOON)


@pytest.mark.parametrize("state", ["uncertain", "planned"])
def test_a_receipt_settles_what_nobody_knew(state):
    message = sent(state=state, sent_at=None, unknown_since=NOON, handed_over_at=NOON)

    send("text.delivered", reference=str(message.pk))
    deliver_due(now=NOON)

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 0)


@pytest.mark.parametrize("kind", ["text.delivered", "text.failed"])
def test_a_receipt_for_what_is_no_text_of_ours_is_missing(kind):
    mail = owe(
        key="mail", channel="email", to="ruth@demo.example", template="programs/email/changed"
    )

    for reference in (str(mail.pk), "00000000-0000-4000-8000-000000000000"):
        assert send(kind, reference=reference).status_code == 404

    assert not Told.objects.exists()
