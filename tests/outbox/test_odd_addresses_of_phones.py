"""Whoever has a phone chooses its address: an odd one concerns its own message and no other."""

import pytest

from clinic.outbox.delivery import deliver_due
from clinic.outbox.devices import switch_on
from clinic.outbox.models import Device
from tests.factories import NOON
from tests.outbox.test_notifications import RUTH, owe, state

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://пример.example/x", ("failed", "The name of the address is not in plain letters")),
        ("http://127.0.0.1:9/пример €/x y?ö", ("planned", "Nobody there (NewConnectionError)")),
    ],
)
def test_no_address_stops_the_messages_of_others(fake, address, expected):
    switch_on(person=RUTH, label="Android phone", now=NOON, **fake.phone("one"))
    Device.objects.update(endpoint=address)
    message = owe()

    deliver_due(now=NOON)

    assert (state(message), message.reason) == expected
