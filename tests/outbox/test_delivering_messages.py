from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from clinic.outbox.actions import (
    cancel_messages,
    new_keys,
    queue_message,
    send_again,
    settle,
)
from clinic.outbox.delivery import claim, deliver_due, prune, send
from clinic.outbox.models import Message, ProviderRest
from clinic.outbox.providers import providers
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def owe(key="hello:1", **changes):
    known = {
        "kind": "hello",
        "to": "ruth@demo.example",
        "template": "people/email/login_code",
        "context": {"code": "ABC123"},
        "now": NOON,
    }
    queue_message(key=key, **(known | changes))
    return Message.objects.get(key=key)


def test_a_due_message_leaves_once():
    message = owe()

    assert deliver_due(now=NOON) == 1
    assert deliver_due(now=NOON) == 0

    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert [letter.to for letter in mail.outbox] == [["ruth@demo.example"]]
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{message.pk}@clinic.example>"
    assert "ABC123" in mail.outbox[0].body


def test_owing_the_same_key_twice_owes_one_message():
    owe()
    owe()

    assert Message.objects.count() == 1
    assert new_keys(["hello:1", "hello:2"]) == ["hello:2"]


def test_nothing_leaves_before_its_time_or_after_its_last_useful_moment():
    owe("later", send_after=NOON + timedelta(hours=1), not_after=NOON + timedelta(hours=2))

    assert deliver_due(now=NOON) == 0
    assert deliver_due(now=NOON + timedelta(hours=3)) == 0

    assert Message.objects.get(key="later").state == Message.State.EXPIRED
    assert mail.outbox == []


def test_a_person_without_an_address_is_shown_and_never_written_to():
    message = owe(to="")

    assert deliver_due(now=NOON) == 0

    assert message.state == Message.State.SUPPRESSED
    assert list(Message.objects.needing_a_person()) == [message]


def test_a_secret_is_emptied_once_it_is_sent():
    message = owe(is_secret=True)

    deliver_due(now=NOON)

    message.refresh_from_db()
    assert message.body == ""


def test_a_cancelled_message_never_leaves_even_when_a_worker_holds_it():
    message = owe(about="appointment:1")
    (mail_provider,) = providers()
    (held,) = claim(mail_provider, now=NOON, limit=20)

    assert cancel_messages(about="appointment:1") == 1
    send([[held]], mail_provider, now=NOON)

    message.refresh_from_db()
    assert message.state == Message.State.CANCELLED
    assert mail.outbox == []


def test_a_message_that_was_handed_over_cannot_be_cancelled():
    owe(about="appointment:1")
    deliver_due(now=NOON)

    assert cancel_messages(about="appointment:1") == 0


class Broken(EmailBackend):
    """A provider that fails in the way that the test names."""

    def __init__(self, *, trouble, when="send", **options):
        super().__init__(**options)
        self.trouble, self.when = trouble, when

    def open(self):
        if self.when == "open":
            self.fail()

    def send_messages(self, letters):
        self.fail()

    def fail(self):
        if isinstance(self.trouble, CancelsThenFailsError):
            cancel_messages(about="appointment:1")
        raise self.trouble


def broken(settings, trouble, when="send", *, dedupes=False):
    options = {"trouble": trouble, "when": when}
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Broken", "OPTIONS": options}}
    settings.MAIL_REPEATS = "dropped" if dedupes else "doubled"


def test_a_provider_that_is_down_is_tried_again_later(settings):
    message = owe()
    broken(settings, ConnectionRefusedError(), when="open")

    deliver_due(now=NOON)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.State.PLANNED, 0)
    assert message.send_after == NOON
    assert ProviderRest.objects.get().until == NOON + timedelta(seconds=5)


def test_a_refused_address_fails_at_once_and_shows(settings):
    message = owe()
    broken(settings, SMTPRecipientsRefused({"ruth@demo.example": (550, b"no such user")}))

    deliver_due(now=NOON)

    message.refresh_from_db()
    assert (message.state, message.reason) == (Message.State.FAILED, "Refused: [550]")


@pytest.mark.parametrize(
    ("dedupes", "state"), [(False, Message.State.UNCERTAIN), (True, Message.State.PLANNED)]
)
def test_silence_after_handing_over_is_uncertain_unless_repeats_are_dropped(
    settings, dedupes, state
):
    message = owe()
    broken(settings, SMTPServerDisconnected("gone"), dedupes=dedupes)

    deliver_due(now=NOON)

    message.refresh_from_db()
    assert message.state == state


def after_the_lease(settings):
    return NOON + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)


def test_a_worker_that_died_before_handing_over_is_made_good(settings):
    settings.MAIL_REPEATS = "doubled"
    owe()
    claim(*providers(), now=NOON, limit=20)

    assert deliver_due(now=NOON) == 0
    assert deliver_due(now=after_the_lease(settings)) == 1

    assert len(mail.outbox) == 1


def test_a_worker_that_died_while_handing_over_leaves_it_to_the_desk(settings):
    settings.MAIL_REPEATS = "doubled"
    message = owe()
    claim(*providers(), now=NOON, limit=20)
    Message.objects.update(handed_over_at=NOON, provider="mail")

    assert deliver_due(now=after_the_lease(settings)) == 0

    message.refresh_from_db()
    assert message.state == Message.State.UNCERTAIN


def test_a_worker_that_was_overtaken_changes_nothing(settings):
    owe()
    (mail_provider,) = providers()
    (late,) = claim(mail_provider, now=NOON, limit=20)
    deliver_due(now=after_the_lease(settings))

    send([[late]], mail_provider, now=NOON)

    assert len(mail.outbox) == 1


def test_bodies_are_emptied_after_a_month_and_the_record_stays():
    message = owe()
    deliver_due(now=NOON)

    assert prune(now=NOON + timedelta(days=29)) == 0
    assert prune(now=NOON + timedelta(days=31)) == 1

    message.refresh_from_db()
    assert (message.body, message.state) == ("", Message.State.SENT)


@pytest.mark.parametrize("when", ["open", "send"])
def test_what_is_cancelled_while_a_provider_has_it_is_not_tried_again(settings, when):
    message = owe(about="appointment:1")
    broken(settings, CancelsThenFailsError(), when=when, dedupes=True)

    deliver_due(now=NOON)

    message.refresh_from_db()
    assert message.state == Message.State.CANCELLED


class CancelsThenFailsError(ConnectionRefusedError):
    """The fact changes in the moment in which the provider fails."""


def test_what_is_cancelled_after_handing_over_stays_cancelled_when_the_worker_dies(settings):
    settings.MAIL_REPEATS = "dropped"
    message = owe(about="appointment:1")
    claim(*providers(), now=NOON, limit=20)
    Message.objects.update(handed_over_at=NOON, provider="mail")

    assert cancel_messages(about="appointment:1") == 0
    assert deliver_due(now=after_the_lease(settings)) == 0

    message.refresh_from_db()
    assert message.state == Message.State.CANCELLED


def test_an_outage_of_any_length_loses_nothing(settings):
    message = owe()
    working = settings.MAILERS
    broken(settings, ConnectionRefusedError(), when="open")
    for minutes in range(0, 600, 2):
        deliver_due(now=NOON + timedelta(minutes=minutes))

    settings.MAILERS = working
    deliver_due(now=NOON + timedelta(minutes=600))

    message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.State.SENT, 1)


def test_the_desk_sends_a_stuck_message_again_or_settles_it(settings, dee):
    stuck, other = owe("stuck"), owe("other")
    Message.objects.update(state=Message.State.UNCERTAIN)

    assert send_again(message=stuck, by=dee, now=NOON)
    assert not send_again(message=stuck, by=dee, now=NOON)
    assert settle(message=other, by=dee, now=NOON)

    assert not Message.objects.needing_a_person().exists()
    deliver_due(now=NOON)
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == [
        f"<{stuck.pk}@clinic.example>"
    ]
