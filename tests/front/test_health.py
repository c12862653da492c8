from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from clinic import health
from clinic.outbox.actions import note_sweep, queue_message
from clinic.outbox.models import Message, ProviderRest

pytestmark = pytest.mark.django_db


def owe(at):
    queue_message(
        key=f"hello:{at}",
        kind="hello",
        to="ruth@demo.example",
        template="people/email/login_code",
        context={"code": "1"},
        now=at,
    )


def test_a_process_that_answers_is_alive_and_one_with_its_tables_is_ready(client):
    assert client.get("/livez").content == b"ok\n"
    assert client.get("/readyz").status_code == 200


def test_health_tells_progress_and_what_waits(client):
    now = timezone.now()
    note_sweep(name="outbox.deliver", now=now - timedelta(seconds=5))
    owe(now - timedelta(seconds=20))

    told = client.get("/healthz").json()

    assert (told["status"], told["database"], told["redis"]) == ("ok", "ok", "ok")
    assert 5 <= told["last_sweep_age_seconds"] < 15
    assert 20 <= told["oldest_due_message_seconds"] < 30
    assert told["uncertain_messages"] == 0
    assert told["resting_providers"] == []


def test_a_provider_that_rests_shows(client, dee, signed_in):
    now = timezone.now()
    note_sweep(name="outbox.deliver", now=now)
    ProviderRest.objects.create(name="sms-1", failures=2, until=now + timedelta(seconds=50))
    ProviderRest.objects.create(name="mail", failures=2, until=now - timedelta(seconds=1))

    told = client.get("/healthz").json()

    assert (told["status"], told["resting_providers"]) == ("degraded", ["sms-1"])
    page = signed_in(dee).get("/ops/").content.decode()
    assert "sms-1 until" in page
    assert "after 2 failed calls" in page


@pytest.mark.parametrize("trouble", ["never swept", "swept long ago", "a message waits"])
def test_a_worker_without_progress_shows(client, trouble):
    now = timezone.now()
    if trouble != "never swept":
        late = 61 if trouble == "swept long ago" else 1
        note_sweep(name="outbox.deliver", now=now - timedelta(seconds=late))
    if trouble == "a message waits":
        owe(now - timedelta(seconds=90))

    assert client.get("/healthz").json()["status"] == "degraded"


def test_redis_away_is_degraded_and_still_ready(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    note_sweep(name="outbox.deliver", now=timezone.now())

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["redis"]) == (200, "degraded")
    assert client.get("/readyz").status_code == 200


def test_a_database_that_is_away_is_down_and_not_ready(client, monkeypatch):
    def gone(*_):
        raise DatabaseError

    monkeypatch.setattr(health, "seconds_since", gone)
    monkeypatch.setattr(health, "MigrationExecutor", gone)

    assert client.get("/healthz").status_code == 503
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200


def test_the_desk_sends_a_stuck_message_again_and_takes_another_off_the_list(signed_in, dee):
    owe(timezone.now())
    owe(timezone.now() + timedelta(seconds=1))
    Message.objects.update(state=Message.State.UNCERTAIN)
    first, second = Message.objects.order_by("created_at")
    client = signed_in(dee)

    client.post(f"/ops/messages/{first.pk}/step/", {"do": "again"})
    client.post(f"/ops/messages/{second.pk}/step/", {"do": "settled"})
    silly = client.post(f"/ops/messages/{second.pk}/step/", {"do": "again"})

    first.refresh_from_db()
    assert first.state == Message.State.PLANNED
    assert silly.status_code == 302
    assert "Nothing was changed" in client.get("/ops/").content.decode()
    assert "All clear" in client.get("/ops/").content.decode()


def test_the_desk_puts_a_message_back_on_the_list(signed_in, dee):
    owe(timezone.now())
    Message.objects.update(state=Message.State.UNCERTAIN)
    (stuck,) = Message.objects.all()
    client = signed_in(dee)
    undo = f"/ops/messages/{stuck.pk}/step/?do=put_back"
    silly = client.post(undo, follow=True)
    assert "Nothing was changed" in silly.content.decode()

    told = client.post(f"/ops/messages/{stuck.pk}/step/", {"do": "settled"}, follow=True)
    assert undo in told.content.decode()
    client.post(undo)

    stuck.refresh_from_db()
    assert stuck.settled_at is None
    assert "ruth@demo.example" in client.get("/ops/").content.decode()


def test_the_desk_reads_which_messages_need_a_person(signed_in, dee):
    owe(timezone.now())
    Message.objects.update(state=Message.State.UNCERTAIN, reason="The worker stopped while sending")

    page = signed_in(dee).get("/ops/").content.decode()

    assert "ruth@demo.example" in page
    assert "The worker stopped while sending" in page
