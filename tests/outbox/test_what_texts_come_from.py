"""A text comes from the number, or from a registered name; then it ends with a link."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clinic.outbox.actions import Owed, queue_messages
from clinic.outbox.delivery import deliver_due
from clinic.outbox.fallback import fall_back
from clinic.outbox.models import Message, TextSender
from clinic.outbox.providers import senders, services
from clinic.outbox.senders import choose_sender
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.services]
NUMBER, LINK = "+61491570110", "https://clinic.example/reminders/x/ways/"
SAID = "Activ Therapy: Pia changed your programme. Sign in: http://127.0.0.1:8000/"
STOP = f"{SAID} No more texts: reply STOP"


@pytest.fixture
def choose(max_, django_capture_on_commit_callbacks):
    def choose(**how):
        with django_capture_on_commit_callbacks(execute=True):
            return choose_sender(**({"number": NUMBER, "by": max_, "now": NOON} | how))

    return choose


def owe(**other):
    known = {
        "key": "news:1:sms", "kind": "program-changed", "channel": "sms", "to": "+61491570156",
        "template": "programs/text/changed", "context": {"physio": "Pia"}, "stop_link": LINK,
    }  # fmt: skip
    queue_messages([Owed(**(known | other))], now=NOON)
    return Message.objects.get(channel="sms")


def left(fake, message):
    """From what it left, and what it said."""
    deliver_due(now=NOON)
    (line,) = (one for one in fake.ledger() if one["reference"] == str(message.pk))
    return line.get("from"), line["text"]


def test_where_nobody_chose_the_service_decides(fake):
    assert left(fake, owe()) == (None, STOP)


@pytest.mark.parametrize("register", ["applied", "refused"])
def test_a_name_that_is_not_on_the_register_is_never_used(fake, choose, register):
    choose(name="ActivTherapy"[:11], register=register)

    assert left(fake, owe()) == (NUMBER, STOP)


def test_a_name_on_the_register_is_used_and_the_text_ends_with_a_link(fake, choose):
    choose()
    choose(name="ActivPhysio", register="registered")

    assert left(fake, owe()) == ("ActivPhysio", f"{SAID} No more texts: {LINK}")


def test_a_text_without_such_a_link_comes_from_the_number(fake, choose):
    choose(name="ActivPhysio", register="registered")

    assert left(fake, owe(stop_link="")) == (NUMBER, STOP)


def test_taken_off_the_register_it_is_used_no_more(fake, choose):
    choose(name="ActivPhysio", register="registered")
    choose(name="ActivPhysio", register="refused")

    assert left(fake, owe())[0] == NUMBER


def test_another_process_knows_within_ten_seconds(max_, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(senders.time, "monotonic", lambda: now[0])
    senders.read_anew()
    assert senders.chosen_sender() is None
    TextSender.objects.create(number=NUMBER, by=max_, at=NOON)
    assert senders.chosen_sender() is None

    now[0] += senders.KEPT_FOR

    assert str(senders.chosen_sender()) == NUMBER


def test_a_service_that_asks_for_it_is_told(fake, choose, settings, monkeypatch):
    """Apprise is the outside edge: what it would be asked to do is looked at here."""
    settings.SMS_URLS = ["apprise:x://key@{from}/{to}"]
    asked = []

    class Service:
        def add(self, address):
            asked.append(address)
            return True

        def notify(self, **_):
            return True

    monkeypatch.setattr(services, "Apprise", Service)
    message = owe(instead=Owed(
        key="news:1", kind="program-changed", to="ruth@demo.example",
        template="programs/email/changed",
        context={"physio": "Pia", "runner": "Ruth", "choices_link": LINK},
    ))  # fmt: skip
    deliver_due(now=NOON)
    fall_back(now=NOON)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "Nobody has said what texts come from")
    assert Message.objects.filter(channel="email").exists()

    choose(name="Activ & Co", register="registered")
    Message.objects.update(state="planned", settled_at=None)
    deliver_due(now=NOON)

    assert asked == ["x://key@Activ%20%26%20Co/+61491570156"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""}, {"number": "0491"}, {"name": "Activ"}, {"register": "registered"},
        {"name": "Activ", "register": "perhaps"},
    ],
)  # fmt: skip
def test_the_database_keeps_no_sender_of_which_nobody_knows(max_, wrong):
    with pytest.raises(IntegrityError, match="text_sender_"), transaction.atomic():
        TextSender.objects.create(**({"number": NUMBER, "by": max_, "at": NOON} | wrong))


def test_what_was_chosen_stays(choose):
    choose()

    for change in (lambda: TextSender.objects.update(name=""), TextSender.objects.all().delete):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            change()
