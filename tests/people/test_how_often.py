"""Limits of the API: exact under concurrency, across processes and without Redis, and told."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection

import pytest
import time_machine
from django.db import connections
from django.test import Client as Browser
from django.utils import timezone
from launch.check.run import free_port

from bookings.access import PER_CONTACT, PER_NETWORK
from clinic.people.models import RateWindow
from clinic.people.throttles import CHANGES, Rate
from programs.api.plans import ProgramViewSet
from tests.factories import NOON, make_drill, make_program
from tests.people.letting_in import exchange, make_app
from tests.services.conftest import broker, crew, real_day, wait_until

__all__ = ["broker", "crew", "real_day"]
PROGRAMS = "/api/v1/programs/"
FEW = Rate("changes", 5, timedelta(minutes=1))


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(ProgramViewSet, "rates", dict.fromkeys(ProgramViewSet.rates, FEW))


@pytest.mark.django_db
def test_who_changes_too_much_is_told_how_they_stand(few, pia, paul, bearer):
    client = bearer(pia)
    with time_machine.travel(NOON + timedelta(seconds=20), tick=False):
        answers = [client.post(PROGRAMS, {}) for _ in range(6)]
        other, reading = bearer(paul).post(PROGRAMS, {}), client.get(PROGRAMS)

    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    left = [answer["RateLimit"] for answer in answers]
    assert left[:2] == ['"changes";r=4;t=41', '"changes";r=3;t=41']
    assert left[4:] == ['"changes";r=0;t=41'] * 2
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"changes";q=5;w=60'}
    assert answers[5]["Retry-After"] == "41"
    assert answers[5]["Content-Type"] == "application/problem+json"
    assert "Go on in 41 seconds" in answers[5].json()["detail"]
    assert (other.status_code, reading.status_code) == (400, 200)
    assert "RateLimit" not in reading

    with time_machine.travel(NOON + timedelta(seconds=61), tick=False):
        assert client.post(PROGRAMS, {}).status_code == 400


@pytest.mark.django_db
def test_a_change_that_is_undone_has_counted(few, pia, ruth, bearer):
    program = make_program(ruth, [make_drill()])
    path = f"{PROGRAMS}{program.pk}/resume/"

    with time_machine.travel(NOON, tick=False):
        assert {bearer(pia).post(path, {}).status_code for _ in range(5)} == {409}
        assert bearer(pia).post(path, {}).status_code == 429


@pytest.mark.django_db
def test_who_may_not_at_all_is_not_counted(few, ruth, bearer):
    assert bearer(ruth).post(PROGRAMS, {}).status_code == 403
    assert not RateWindow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_changes_at_once_are_counted_exactly(few, pia, bearer):
    client = bearer(pia)

    def send(_):
        try:
            return client.post(PROGRAMS, {}).status_code
        finally:
            connections.close_all()

    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(20) as threads:
        answers = sorted(threads.map(send, range(20)))

    assert answers == [400] * 5 + [429] * 15
    assert RateWindow.objects.get().count == 20


@pytest.mark.django_db
def test_requests_for_tokens_say_how_they_stand():
    with time_machine.travel(NOON, tick=False):
        answer = exchange(Browser(), make_app(), "x")

    assert answer["RateLimit-Policy"] == '"tokens";q=60;w=60'
    assert re.fullmatch(r'"tokens";r=59;t=\d+', answer["RateLimit"])


@pytest.mark.services
def test_a_limit_holds_over_processes_while_redis_is_away(crew):
    """Two processes, twenty enquiries at once from one network, and no Redis at all."""
    crew.broker.kill()
    port = free_port()
    words = ("clinic.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4")
    crew.start(*words, "--preload", program=("-m", "gunicorn"))

    def answers():
        try:
            return ask(port, "GET", "/livez")[0] == 200
        except OSError:
            return False

    wait_until(answers)
    for _ in range(2):
        hour = timezone.now().hour
        RateWindow.objects.all().delete()
        with ThreadPoolExecutor(20) as threads:
            told = list(threads.map(lambda number: enquire(port, number), range(20)))
        if timezone.now().hour == hour:  # else the limit began anew in between
            break

    assert sorted(status for status, _ in told) == [201] * PER_NETWORK + [429] * 10
    left = sorted(int(re.search(r"r=(\d+)", headers["RateLimit"])[1]) for _, headers in told)
    # Of network and contact, the one with less left is told.
    assert left == [0] * 10 + [min(left, PER_CONTACT - 1) for left in range(10)]
    assert all(headers["Retry-After"] for status, headers in told if status == 429)


def enquire(port, number):
    person = {
        "name": "Nina", "email": f"n{number}@demo.example", "phone": "", "where_it_hurts": "knee",
        "message": "It hurts.", "consent": True,
    }  # fmt: skip
    return ask(port, "POST", "/api/v1/enquiries/", json.dumps(person))


def ask(port, method, path, body=None):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers


def test_the_limit_itself_is_one_that_nobody_meets_by_hand():
    assert (CHANGES.limit, CHANGES.window) == (120, timedelta(minutes=1))
