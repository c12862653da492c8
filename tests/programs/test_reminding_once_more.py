"""Who asked for it is reminded of a session once more, five hours later, if it is not done."""

from datetime import datetime, time, timedelta

import pytest

from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message
from clinic.people.models import Runner
from programs.reminders.sessions import queue_session_reminders
from tests.factories import SYDNEY
from tests.programs.test_session_reminders import log

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 11, 24, 7, 0, tzinfo=SYDNEY)
NOON = SEVEN + timedelta(hours=5)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def asked_for(ruth, planned):
    Runner.objects.update(remind_again=True)


def all_day() -> None:
    for minutes in range(0, 17 * 60, 20):
        queue_session_reminders(now=SEVEN + minutes * MINUTE)


def owed() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("created_at").values_list("key", "state"))


def test_two_in_a_day_and_no_more(ruth):
    all_day()

    assert owed() == [
        (f"session-due:{ruth.pk}:2026-11-24", "planned"),
        (f"session-due-again:{ruth.pk}:2026-11-24", "planned"),
    ]
    assert Message.objects.latest("created_at").created_at == NOON


def test_nobody_is_reminded_twice_who_did_not_ask(ruth):
    Runner.objects.update(remind_again=False)

    all_day()

    assert [key for key, _ in owed()] == [f"session-due:{ruth.pk}:2026-11-24"]


def test_a_log_in_between_silences_it(planned):
    queue_session_reminders(now=SEVEN)
    deliver_due(now=SEVEN)
    log(planned, SEVEN + timedelta(hours=2))

    all_day()

    assert len(owed()) == 1


def test_a_log_after_it_was_owed_takes_it_back(ruth, planned, mailoutbox):
    queue_session_reminders(now=NOON)
    log(planned, NOON + MINUTE)

    deliver_due(now=NOON + 2 * MINUTE)

    assert owed() == [(f"session-due-again:{ruth.pk}:2026-11-24", "cancelled")]
    assert mailoutbox == []


@pytest.mark.parametrize(("at", "count"), [(time(16), 2), (time(16, 30), 1)])
def test_it_does_not_begin_after_nine_at_night(at, count):
    Runner.objects.update(remind_at=at)

    all_day()

    assert len(owed()) == count


def test_who_wants_no_more_after_the_first_gets_no_second():
    queue_session_reminders(now=SEVEN)
    Runner.objects.update(wants_session_reminders=False)

    all_day()

    assert len(owed()) == 1
