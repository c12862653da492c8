"""The desk reads what became of every message, and what it did is written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Appointment, WaitlistOffer
from bookings.progress.links import link_of, offer_link
from clinic.outbox.actions import queue_message
from clinic.outbox.models import Handling, Message
from clinic.outbox.wording import outcome
from clinic.people.access import choices_link, stop_link
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def desk(dee, signed_in):
    return signed_in(dee)


@pytest.fixture
def known_links(ruth):
    """Every link in a message by which one gets in without signing in."""
    return [
        choices_link(ruth),
        stop_link(ruth),
        link_of(Appointment()),
        offer_link(WaitlistOffer()),
    ]


def owe(key="hello", *, to="ruth@demo.example", is_secret=False, **known) -> Message:
    queue_message(
        key=key,
        kind="appointment-reminder",
        to=to,
        template="people/email/login_code",
        context={"code": "123456"},
        now=NOON,
        is_secret=is_secret,
    )
    Message.objects.filter(key=key).update(**known)
    return Message.objects.get(key=key)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "Leaves within a minute"),
        ({"send_after": NOON + HOUR}, "Leaves 1:00 pm"),
        ({"send_after": NOON + 24 * HOUR}, "Leaves Wednesday 25 November, 12:00 pm"),
        (
            {"attempts": 2, "send_after": NOON + HOUR},
            "Did not get through yet. Tries again 1:00 pm",
        ),
        ({"state": "sent", "sent_at": NOON - HOUR}, "Sent 11:00 am"),
        ({"state": "sent", "sent_at": NOON - 24 * HOUR}, "Sent Monday 23 November, 12:00 pm"),
        ({"state": "expired"}, "Not sent, it was too late to be useful"),
        (
            {"state": "cancelled", "reason": Message.NO_LONGER_TRUE},
            "Not sent, what it says no longer holds",
        ),
        (
            {"state": "cancelled", "reason": Message.NOT_WANTED},
            "Not sent, they want no more of these",
        ),
        ({"state": "cancelled", "reason": "Taken back by the desk"}, "Taken back before it left"),
    ],
)
def test_what_happened_is_told_in_plain_words(known, words):
    assert outcome(owe(**known), now=timezone.now()) == words


def test_each_tray_shows_its_own(desk):
    owe("waits", to="waits@demo.example")
    owe("left", to="left@demo.example", state="sent", sent_at=NOON)
    owe("lost", to="lost@demo.example", state="uncertain")
    owe("late", to="late@demo.example", state="expired", settled_at=NOON)

    def shown(tray):
        rows = desk.get("/ops/messages/", {"tray": tray}).context["rows"]
        return sorted(message.key for message, *_ in rows)

    assert shown("all") == ["late", "left", "lost", "waits"]
    assert shown("waiting") == ["waits"]
    assert shown("sent") == ["left"]
    assert shown("never") == ["late"]
    assert shown("person") == ["lost"]
    assert desk.get("/ops/messages/?tray=nowhere").status_code == 404


def test_a_person_is_found_by_name_and_by_address(desk, ruth):
    owe("hers", to=ruth.email)
    owe("theirs", to="somebody@demo.example")

    for words in ("Ruth", ruth.email.upper(), "ruth@"):
        rows = desk.get("/ops/messages/", {"to": words}).context["rows"]
        assert [message.key for message, *_ in rows] == ["hers"]
    nobody = desk.get("/ops/messages/", {"to": "x\0" * 300})
    assert "No message to" in nobody.content.decode()


def test_a_sign_in_code_is_never_shown(desk):
    page = desk.get(f"/ops/messages/{owe(is_secret=True).pk}/").content.decode()

    assert "123456" not in page
    assert "Take it back" not in page


def test_a_link_that_lets_its_person_in_is_shown_to_nobody_else(desk, ruth, known_links):
    other = "https://clinic.example/drills/glute-bridge/?day=2026-11-24T09:30"
    body = "\n".join(["Move it:", *known_links, f"({known_links[0]}).", other])
    message = owe(body=body)

    page = desk.get(f"/ops/messages/{message.pk}/").content.decode()

    assert page.count("[their own link]") == len(known_links) + 1
    assert other in page
    assert not any(link.rpartition(":")[2] in page for link in known_links)


def test_a_waiting_message_is_taken_back_once_and_by_name(desk, dee):
    message = owe()
    step = f"/ops/messages/{message.pk}/step/"

    for _ in range(2):
        desk.post(step, {"do": "cancel", "back": "message"})

    message.refresh_from_db()
    assert message.state == Message.State.CANCELLED
    (kept,) = Handling.objects.all()
    assert (kept.message, kept.what, kept.by, kept.at) == (message, "cancelled", dee, NOON)
    assert "Taken back before it left, by Dee" in desk.get(step[:-5]).content.decode()


@pytest.mark.parametrize("known", [{"state": "sent", "sent_at": NOON}, {"is_secret": True}])
def test_what_has_left_or_lets_somebody_in_is_not_taken_back(desk, known):
    message = owe(**known)

    answer = desk.post(f"/ops/messages/{message.pk}/step/", {"do": "cancel"}, follow=True)

    assert "Nothing was changed" in answer.content.decode()
    message.refresh_from_db()
    assert message.state != Message.State.CANCELLED
    assert not Handling.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_for_one_or_many(desk, count, django_assert_num_queries):
    for number in range(count):
        owe(f"hello:{number}")

    with django_assert_num_queries(5):
        desk.get("/ops/messages/?to=ruth")


@pytest.mark.parametrize("asked", ["Ruth", "0491 570 156", "%2B61491570156"])
def test_a_text_is_found_by_its_person_and_by_its_number(desk, ruth, asked):
    owe(channel="sms", to="+61491570156")
    owe("other", channel="sms", to="+61491570157")

    page = desk.get(f"/ops/messages/?to={asked}").content.decode()

    assert "0491 570 156, by text" in page
    assert "0491 570 157" not in page.partition("<tbody>")[2]


def test_a_number_that_is_none_stands_as_it_is(desk):
    owe(channel="sms", to="+61000")

    assert "+61000, by text" in desk.get("/ops/messages/").content.decode()
