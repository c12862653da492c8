"""kill -9 of the worker, or of the Redis-compatible server, in the middle of sending."""

from shutil import rmtree

import pytest
from django.utils import timezone

from clinic.outbox.actions import queue_message
from clinic.outbox.models import Message
from tests.services.conftest import wait_until

pytestmark = [pytest.mark.services]
COUNT = 400


def owe_many():
    now = timezone.now()
    for number in range(COUNT):
        queue_message(
            key=f"hello:{number}",
            kind="hello",
            to=f"runner{number}@demo.example",
            template="people/email/login_code",
            context={"code": str(number)},
            now=now,
        )


def sent_files(crew):
    return list(crew.mail.glob("*.eml")) if crew.mail.exists() else []


def all_arrived_once(crew):
    def everything_is_sent():
        return not Message.objects.exclude(state=Message.State.SENT).exists()

    wait_until(everything_is_sent, seconds=120)
    letters = [file.read_text() for file in sent_files(crew)]
    addressed = sorted(line for text in letters for line in text.splitlines() if line[:3] == "To:")
    assert addressed == sorted(f"To: runner{number}@demo.example" for number in range(COUNT))


def half_way(crew):
    def some_have_left():
        return len(sent_files(crew)) >= COUNT // 10

    wait_until(some_have_left)
    assert Message.objects.filter(state=Message.State.PLANNED).exists(), "too fast to be half-way"


def test_a_killed_worker_loses_and_repeats_nothing(crew):
    owe_many()
    crew.beat()
    worker = crew.worker()
    half_way(crew)

    crew.kill(worker)
    left_behind = Message.objects.filter(state=Message.State.SENDING).count()
    crew.worker()

    all_arrived_once(crew)
    print(f"{left_behind} messages were in the killed worker's hands")


def test_a_killed_redis_loses_and_repeats_nothing(crew, broker):
    owe_many()
    crew.beat()
    crew.worker()
    half_way(crew)

    broker.kill()
    rmtree(broker.data)  # not even what it had written down comes back
    broker.start()

    all_arrived_once(crew)
