"""Several for one person at about one time are one message that says each, and none is lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from clinic.outbox.actions import Owed, cancel_messages, queue_messages
from clinic.outbox.bundles import joined, units_of
from clinic.outbox.delivery import claim, deliver_due, send
from clinic.outbox.devices import switch_on
from clinic.outbox.fallback import fall_back
from clinic.outbox.models import Message
from clinic.outbox.outcomes import MAX_ATTEMPTS
from clinic.outbox.providers import providers
from clinic.outbox.replies import take_receipt
from tests.factories import NOON
from tests.outbox.test_killed_at_every_line import kill_senders

pytestmark = [pytest.mark.django_db, pytest.mark.services]
STEPS = 210
RUTH, OTTO = UUID(int=7), UUID(int=8)
MINUTE = timedelta(minutes=1)
MAIL, DROPPED, FINDABLE, PUSH = "mail", "sms-1", "sms-2", "push"
TO = {MAIL: "ruth@demo.example", DROPPED: "+61491570156", FINDABLE: "+61491570156", PUSH: "Ruth"}
CHANNEL = {MAIL: "email", DROPPED: "sms", FINDABLE: "sms", PUSH: "push"}
FOLDER = {"email": "email", "sms": "text", "push": "push"}


def owe(key, *, provider=MAIL, template="assigned", who="Pia", person=RUTH, **other):
    channel = CHANNEL[provider]
    known = {
        "kind": "program-assigned", "to": TO[provider], "person": person, "channel": channel,
        "about": f"about:{key}", "template": f"programs/{FOLDER[channel]}/{template}",
        "send_after": NOON - timedelta(seconds=ord("z") - ord(key[0])),
        "context": {"physio": who, "runner": "Ruth", "choices_link": "http://x/"},
    }  # fmt: skip
    queue_messages([Owed(key=key, **(known | other))], now=NOON)
    Message.objects.filter(key=key).update(provider=provider)
    return Message.objects.get(key=key)


def arrived(fake, *messages):
    rows = Message.objects.filter(pk__in=[one.pk for one in messages])
    wanted = {str(one.bundle or one.pk) for one in rows}
    return [line for line in fake.ledger() if line["reference"] in wanted]


def states(*messages):
    rows = dict(Message.objects.values_list("pk", "state"))
    return [rows[one.pk] for one in messages]


def test_two_that_are_due_are_one_email_that_says_both(fake):
    first = owe("a", send_after=NOON - MINUTE)
    second = owe("b", template="answered")

    assert deliver_due(now=NOON) == 2

    (line,) = arrived(fake, first, second)
    assert line["reference"] == str(first.pk)
    words = line["text"]
    assert "This is 2 messages in one." in words
    assert words.index("1. Pia has a programme for you") < words.index("2. Pia has answered you")
    assert words.count("Hello Ruth,") == 2
    assert states(first, second) == ["sent", "sent"]
    assert deliver_due(now=NOON) == 0


def test_the_subject_names_all_of_them_as_long_as_it_can(fake):
    parts = [owe(key, who="P" * 50) for key in "abc"]

    for part in parts:
        part.bundle = parts[0].pk
    subject = joined(parts).subject

    one = "P" * 50 + " has a programme for you"
    assert subject == f"{one} · {one}, and 1 more"
    assert len(subject) <= 200


def test_texts_have_a_line_each_and_one_stop(fake):
    first, second = owe("a", provider=DROPPED), owe("b", provider=DROPPED, template="changed")

    deliver_due(now=NOON)

    (line,) = arrived(fake, first, second)
    lines = line["text"].splitlines()
    assert len(lines) == 2
    assert sum(one.startswith("Activ Therapy: ") for one in lines) == 1
    assert line["text"].count("reply STOP") == 1
    assert line["text"].endswith("No more texts: reply STOP")


def test_notifications_are_one_on_the_phone(fake):
    switch_on(person=RUTH, label="x", now=NOON, **fake.phone())
    messages = [owe(key, provider=PUSH, template=key) for key in ("assigned", "answered")]

    deliver_due(now=NOON)

    (line,) = arrived(fake, *messages)
    assert "has answered you." in line["text"]
    assert "has a programme for you." in line["text"]


def test_a_reminder_that_is_nearly_due_comes_along_and_nobody_waits_for_it(fake):
    due = owe("a", kind="session-reminder")
    soon = owe("b", kind="appointment-reminder", send_after=NOON + 5 * MINUTE)
    later = owe("c", kind="appointment-reminder", send_after=NOON + 6 * MINUTE)
    undoable = owe("d", kind="program-changed", send_after=NOON + MINUTE)
    ottos = owe("e", kind="session-reminder", person=OTTO, to="otto@demo.example",
                send_after=NOON + MINUTE)  # fmt: skip

    deliver_due(now=NOON)

    assert states(due, soon) == ["sent", "sent"]
    assert states(later, undoable, ottos) == ["planned"] * 3
    assert len(arrived(fake, due, soon)) == 1


def test_what_is_soon_alone_waits_for_its_time(fake):
    soon = owe("a", kind="appointment-reminder", send_after=NOON + MINUTE)

    assert deliver_due(now=NOON) == 0

    assert states(soon) == ["planned"]


@pytest.mark.parametrize(
    "alone", [{"is_secret": True}, {"calendar": "BEGIN:VCALENDAR"}, {"person": None}]
)
def test_what_must_stand_alone_does(fake, alone):
    first, second = owe("a"), owe("b", **alone)

    deliver_due(now=NOON)

    assert len(arrived(fake, first, second)) == 2
    with pytest.raises(IntegrityError, match="stand_alone"), transaction.atomic():
        Message.objects.filter(pk=second.pk).update(bundle=first.pk)


def test_a_part_that_is_taken_back_in_time_is_left_out_even_the_first(fake):
    first, second = owe("a"), owe("b", template="answered")
    (mail,) = [one for one in providers() if one.name == MAIL]
    batch = claim(mail, now=NOON, limit=20)
    cancel_messages(about="about:a")
    mail.open()

    send(units_of(batch), mail, now=NOON)
    mail.close()

    (line,) = [one for one in fake.ledger() if one["reference"] == str(first.pk)]
    assert "has a programme" not in line["text"]
    assert "has answered" in line["text"]
    assert states(first, second) == ["cancelled", "sent"]


@pytest.mark.parametrize("provider", [MAIL, DROPPED, FINDABLE])
def test_a_lost_answer_doubles_nothing_and_loses_nothing(fake, provider):
    both = [owe("a", provider=provider), owe("b", provider=provider, template="answered")]
    fake.will("drop")
    deliver_due(now=NOON)
    third = owe("c", provider=provider, template="changed")

    for minutes in range(1, 6):
        deliver_due(now=NOON + minutes * MINUTE)

    assert states(*both, third) == ["sent"] * 3
    assert len(arrived(fake, *both)) == 1
    assert len(arrived(fake, third)) == 1


def test_a_refused_one_goes_on_with_what_is_due_by_then(fake):
    both = [owe("a", provider=DROPPED), owe("b", provider=DROPPED, template="answered")]
    fake.will("busy")
    deliver_due(now=NOON)
    third = owe("c", provider=DROPPED, template="changed")

    deliver_due(now=NOON + MINUTE)

    assert states(*both, third) == ["sent"] * 3
    assert len(arrived(fake, *both, third)) == 1


def test_part_of_what_may_have_left_never_goes_without_the_rest(fake):
    both = [owe("a", provider=DROPPED), owe("b", provider=DROPPED, template="answered")]
    Message.objects.update(bundle=both[0].pk, unknown_since=NOON, handed_over_at=NOON)
    Message.objects.filter(pk=both[0].pk).update(send_after=NOON + 5 * MINUTE)
    Message.objects.filter(pk=both[1].pk).update(send_after=NOON + 9 * MINUTE)

    deliver_due(now=NOON + 10 * MINUTE, limit=1)

    assert states(*both) == ["sent", "sent"]
    (line,) = arrived(fake, *both)
    assert "has answered" in line["text"]
    assert "has a programme" in line["text"]


def test_a_receipt_is_of_every_part(fake):
    both = [owe("a", provider=DROPPED), owe("b", provider=DROPPED, template="answered")]
    deliver_due(now=NOON)

    take_receipt(event_id="1", message_id=both[0].pk, is_delivered=False, now=NOON + MINUTE)

    assert states(*both) == ["failed", "failed"]
    assert fall_back(now=NOON + MINUTE) == 2
    take_receipt(event_id="2", message_id=both[0].pk, is_delivered=True, now=NOON + 2 * MINUTE)
    assert set(Message.objects.values_list("delivered_at", flat=True)) == {NOON + 2 * MINUTE}


@pytest.mark.django_db(transaction=True)
def test_a_sender_is_killed_at_every_line_of_a_bundle(fake):
    for number in range(1, STEPS + 1):
        when = NOON + timedelta(minutes=number)
        person = UUID(int=1000 + number)
        for part in "ab":
            who = f"Pia{part}{number:03d}"
            owe(f"{part}:{number}", provider=DROPPED, who=who, person=person, send_after=when)

    died_in = kill_senders(fake, DROPPED, STEPS, limit=2)
    assert {"bundles_of", "joined", "mark_handed_over", "_send", "write_down"} <= died_in
    end = NOON + timedelta(minutes=STEPS)
    for minutes in range(1, 60, 3):
        deliver_due(now=end + timedelta(minutes=minutes), limit=2 * STEPS)

    # Nobody knows of one whose senders died ten times over, so it is before the desk.
    left = Message.objects.exclude(state="sent").values_list("state", "attempts")
    assert all(how == "uncertain" and tries >= MAX_ATTEMPTS for how, tries in left)
    told = " ".join(line["text"] for line in fake.ledger())
    sent = dict(Message.objects.values_list("key", "state"))
    for number in range(1, STEPS + 1):
        for part in "ab":
            times = told.count(f"Pia{part}{number:03d}")
            assert times == 1 or (times == 0 and sent[f"{part}:{number}"] == "uncertain")
