"""A sender is killed at every line in turn: whatever it was doing, each message arrives once."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from clinic.outbox.delivery import deliver_due
from clinic.outbox.devices import switch_on
from clinic.outbox.models import Message
from tests.factories import NOON
from tests.outbox.killing import APART
from tests.outbox.test_providers import DOUBLED, DROPPED, FINDABLE, PUSH, RUTH, owe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
ROOT = Path(__file__).resolve().parents[2]
# As many lines of ours run between the claim and the end; sealing takes some of its own.
STEPS = {DROPPED: 195, FINDABLE: 195, DOUBLED: 195, PUSH: 230}


@pytest.mark.parametrize(("provider", "steps"), STEPS.items(), ids=STEPS)
def test_each_message_arrives_once(fake, provider, steps):
    before = len(fake.ledger())
    switch_on(person=RUTH, label="Ruth's phone", now=NOON, **fake.phone())
    for number in range(1, steps + 1):
        owe(provider, f"hello:{number}", send_after=NOON + number * APART)

    died_in = kill_senders(fake, provider, steps)
    assert {"claim", "mark_handed_over", "_send", "write_down"} <= died_in
    end = NOON + steps * APART
    for minutes in range(1, 60, 3):
        deliver_due(now=end + timedelta(minutes=minutes), limit=steps)

    states = Counter(Message.objects.values_list("state", flat=True))
    uncertain = states.pop("uncertain", 0)
    assert states == {"sent": steps - uncertain}
    assert bool(uncertain) == (provider == DOUBLED)
    counts = Counter(line["reference"] for line in fake.ledger()[before:])
    assert set(counts.values()) == {1}
    known = {str(pk) for pk in Message.objects.filter(state="sent").values_list("pk", flat=True)}
    assert known <= set(counts)


def kill_senders(fake, provider, steps, limit=1):
    """Run them all against the test's own database; returns the functions in which they died."""
    ours = connection.settings_dict
    url = f"postgresql://{ours['USER']}@/{ours['NAME']}?host={ours['HOST']}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.outbox.killing", str(steps), provider, str(limit)],
        cwd=ROOT,
        env=os.environ | fake.variables() | {"DATABASE_URL": url, "DB_POOL_MAX": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())
