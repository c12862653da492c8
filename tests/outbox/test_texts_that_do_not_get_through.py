"""A text that fails, is uncertain, or that nobody carries in time becomes one e-mail, or a call."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions.appointments import book
from bookings.reminders import queue_appointment_reminders, ring_untold
from clinic.deliveries import outcome
from clinic.outbox.actions import Owed, cancel_messages, queue_messages
from clinic.outbox.delivery import deliver_due
from clinic.outbox.fallback import fall_back
from clinic.outbox.models import Message, ProviderRest
from clinic.outbox.replies import take_receipt, take_reply
from clinic.people.models import Runner
from programs.actions.taking_back import about_sessions, take_back_reminder
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
DROPPED, DOUBLED = "sms-1", "sms-3"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOBILE = "+61491570156"
MAIL = Owed(
    key="news:1",
    kind="program-changed",
    to="ruth@demo.example",
    about="program:1",
    template="programs/email/changed",
    context={"physio": "Pia", "runner": "Ruth", "choices_link": "http://x/"},
    not_after=NOON + 8 * HOUR,
)


def owe(provider=DROPPED, mail=MAIL, **other):
    known = {
        "key": mail.key + ":sms", "kind": mail.kind, "to": MOBILE, "channel": "sms",
        "about": mail.about, "template": "programs/text/changed", "context": mail.context,
        "not_after": NOON + 8 * HOUR, "instead": mail,
    }  # fmt: skip
    queue_messages([Owed(**(known | other))], now=NOON)
    Message.objects.filter(channel="sms").update(provider=provider)
    return Message.objects.get(channel="sms")


def mails():
    return list(Message.objects.filter(channel="email"))


def seen(text):
    text.refresh_from_db()
    return text.state, text.settled_at is not None


@pytest.mark.services
def test_one_that_failed_for_good_is_an_email_that_says_so(fake):
    text = owe(to="+61000")
    text.refresh_from_db()
    Message.objects.update(state="failed", reason="Answered 400")

    assert fall_back(now=NOON + MINUTE) == 1
    assert fall_back(now=NOON + 2 * MINUTE) == 0

    (mail,) = mails()
    assert (mail.key, mail.to, mail.kind, mail.about) == (
        "news:1", "ruth@demo.example", "program-changed", "program:1",
    )  # fmt: skip
    assert mail.subject == "Pia changed your programme"
    assert mail.body.startswith(
        "We could not send you this as a text, so here it is by e-mail.\n\nHello Ruth,\n"
    )
    assert mail.not_after == NOON + 8 * HOUR
    assert seen(text) == ("failed", True)
    assert outcome(text, now=NOON) == "Did not get through. Sent as an e-mail instead"
    deliver_due(now=NOON + MINUTE)
    assert [line["way"] for line in fake.ledger() if line["to"] == "ruth@demo.example"] == ["mail"]


@pytest.mark.services
def test_one_that_is_uncertain_is_both_an_email_and_before_the_desk(fake):
    text = owe(DOUBLED)
    fake.will("drop")
    deliver_due(now=NOON)

    fall_back(now=NOON + MINUTE)

    (mail,) = mails()
    assert "cannot tell whether it reached you. If it did, this is the same news." in mail.body
    assert seen(text) == ("uncertain", False)
    assert list(Message.objects.needing_a_person()) == [text]


@pytest.mark.services
def test_nobody_is_told_twice_by_mail_who_is_told_both_ways(fake):
    queue_messages([MAIL], now=NOON)
    text = owe()
    Message.objects.filter(pk=text.pk).update(state="failed")

    fall_back(now=NOON + MINUTE)

    (mail,) = mails()
    assert "as a text" not in mail.body
    assert seen(text) == ("failed", True)


def test_one_that_nobody_carries_waits_until_its_last_quarter_of_an_hour():
    text = owe()
    ProviderRest.objects.create(name=DROPPED, failures=1, until=NOON + 9 * HOUR)

    assert fall_back(now=NOON + 7 * HOUR) == 0
    assert fall_back(now=NOON + 7.8 * HOUR) == 1

    assert seen(text) == ("expired", True)
    assert len(mails()) == 1


def test_one_that_a_worker_holds_is_left_to_it():
    owe()
    Message.objects.update(state="sending", lease_until=NOON + 9 * HOUR)

    assert fall_back(now=NOON + 7.9 * HOUR) == 0


def test_what_may_have_left_is_called_uncertain_and_not_too_late():
    text = owe()
    Message.objects.update(unknown_since=NOON, handed_over_at=NOON)

    fall_back(now=NOON + 7.8 * HOUR)

    assert seen(text) == ("uncertain", False)
    assert "cannot tell" in mails()[0].body


def test_an_email_that_comes_too_late_is_none(ruth):
    text = owe(not_after=NOON + HOUR, mail=replace(MAIL, not_after=NOON))
    Message.objects.filter(pk=text.pk).update(state="failed")

    fall_back(now=NOON + MINUTE)

    assert mails() == []
    assert seen(text) == ("failed", False)


@pytest.mark.parametrize("state", ["failed", "uncertain", "sent"])
def test_what_is_not_true_any_more_does_not_become_an_email(state):
    text = owe()
    Message.objects.update(state=state, sent_at=NOON)

    cancel_messages(about="program:1")
    if state == "sent":
        take_receipt(event_id="1", message_id=text.pk, is_delivered=False, now=NOON)

    assert fall_back(now=NOON + MINUTE) == 0
    assert mails() == []


def test_what_is_cancelled_once_it_became_an_email_takes_the_email_back():
    owe()
    Message.objects.update(state="failed")
    fall_back(now=NOON)

    cancel_messages(about="program:1")

    assert mails()[0].state == "cancelled"


def test_a_session_that_is_logged_meanwhile_is_called_to_mind_no_more(ruth):
    about = about_sessions(ruth.pk, TODAY)
    owe(about=about, mail=replace(MAIL, about=about))
    Message.objects.update(state="sent", sent_at=NOON)

    take_back_reminder(ruth, day=TODAY, now=NOON + MINUTE)
    take_receipt(
        event_id="1", message_id=Message.objects.get().pk, is_delivered=False, now=NOON + HOUR
    )

    assert fall_back(now=NOON + HOUR) == 0


def test_to_a_number_that_said_stop_it_is_an_email_at_once():
    text = owe()
    take_reply(event_id="1", number=MOBILE, text="Stop", now=NOON)

    fall_back(now=NOON)

    assert seen(text) == ("cancelled", True)
    assert outcome(text, now=NOON) == "Not sent, they replied STOP. Sent as an e-mail instead"
    assert len(mails()) == 1


@pytest.fixture
def visit(pia, dee, room, first_visit, ruth, settings):
    """Tomorrow at noon; Ruth is reminded by text."""
    settings.SMS_URLS = ["sms+https://texts.example/"]
    Runner.objects.update(visits_by=["sms"], texts_to=MOBILE)
    visit = book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit,
        starts_at=NOON + 24 * HOUR, by=dee, now=NOON - 48 * HOUR,
    )  # fmt: skip
    queue_appointment_reminders(now=NOON - 10 * HOUR)
    return visit


def test_who_has_no_address_is_on_the_list_of_people_to_ring(visit, dee):
    Message.objects.filter(channel="sms").update(instead=None, state="failed")

    fall_back(now=NOON)
    assert (ring_untold(now=NOON), ring_untold(now=NOON)) == (1, 0)

    (task,) = visit.call_tasks.all()
    assert task.get_reason_display() == "No text got through, and there is no e-mail address"
    assert not Message.objects.told_nobody().exists()


def test_who_has_an_address_is_not_rung(visit):
    Message.objects.filter(channel="sms", key__contains=":day").update(state="failed")

    fall_back(now=NOON - HOUR)

    assert ring_untold(now=NOON) == 0
    (mail,) = Message.objects.filter(key__endswith=":day")
    assert mail.channel == "email"
    assert "A reminder of your visit" in mail.subject


def test_a_visit_that_is_over_or_cancelled_needs_no_call(visit):
    Message.objects.filter(channel="sms").update(instead=None, state="failed")
    fall_back(now=NOON)

    assert ring_untold(now=NOON + 25 * HOUR) == 0
    assert not visit.call_tasks.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_passing_on_costs_the_same_up_to_one_write_each(count, django_assert_num_queries):
    for number in range(count):
        mail = replace(MAIL, key=f"news:{number}")
        queue_messages(
            [Owed(key=f"news:{number}:sms", kind="x", to=MOBILE, channel="sms",
                  template="programs/text/changed", context=mail.context, instead=mail)],
            now=NOON,
        )  # fmt: skip
    Message.objects.update(state="failed")

    with django_assert_num_queries(4 + count):
        fall_back(now=NOON)


def test_a_receipt_for_somebody_elses_text_is_for_none():
    with pytest.raises(Message.DoesNotExist):
        take_receipt(event_id="1", message_id=uuid4(), is_delivered=True, now=NOON)
