"""A message is taken back at the very moment at which a worker hands it over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction

from clinic.outbox.actions import cancel_messages, cancel_unwanted, queue_message
from clinic.outbox.delivery import claim, deliver_due, mark_handed_over
from clinic.outbox.models import Message
from clinic.outbox.providers import providers
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = uuid4()
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def message():
    queue_message(
        key="hello", kind="appointment-reminder", to="ruth@demo.example", about="appointment:1",
        template="people/email/login_code", context={"code": "123456"}, person=PERSON, now=NOON,
    )  # fmt: skip
    return Message.objects.get()


def until_somebody_waits():
    """Until another line of the database waits for a lock of ours."""
    end = monotonic() + 20
    with connection.cursor() as cursor:
        while monotonic() < end:
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            sleep(0.05)
    raise AssertionError("Nobody waits.")


def in_a_line_of_its_own(act):
    try:
        return act()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "take_back",
    [
        lambda: cancel_messages(about="appointment:1"),
        lambda: cancel_unwanted(person=PERSON, kinds=["appointment-reminder"]),
    ],
    ids=["no longer true", "not wanted"],
)
def test_it_is_not_tried_again_if_the_worker_dies_there(message, take_back):
    provider = providers()[0]
    held = claim(provider, now=NOON, limit=20)

    with ThreadPoolExecutor(1) as desk:
        with transaction.atomic():
            assert mark_handed_over(held, provider, now=NOON)
            taken = desk.submit(in_a_line_of_its_own, take_back)
            until_somebody_waits()
        assert taken.result(20) == 0
    # The worker dies before it calls the provider: the lease runs out.
    for minutes in range(10, 60, 10):
        deliver_due(now=NOON + timedelta(minutes=minutes))

    message.refresh_from_db()
    assert message.is_taken_back
    assert message.state in {Message.State.CANCELLED, Message.State.UNCERTAIN}
    assert message.sent_at is None
