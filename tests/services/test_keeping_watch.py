"""Messages leave while Redis is away, or no worker gets on, and somebody can see it."""

import os
import signal
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from clinic.celery import SWEEP_SECONDS, app
from clinic.db import clock
from clinic.outbox.actions import note_sweep
from clinic.outbox.models import Sweep
from clinic.watch import WATCHED, Watch
from tests.services.conftest import wait_until
from tests.services.test_nothing_is_lost import all_arrived_once, half_way, owe_many

A_SWEEP = timedelta(seconds=SWEEP_SECONDS)


@pytest.mark.services
def test_without_redis_and_worker_everything_leaves_once(crew):
    crew.broker.kill()
    owe_many()

    watch = crew.watch()
    all_arrived_once(crew)

    def somebody_can_see_it():
        return Client().get("/healthz").json()["watch_in_charge"]

    wait_until(somebody_can_see_it)
    watch.send_signal(signal.SIGTERM)
    assert watch.wait(timeout=20) == 0


@pytest.mark.services
def test_a_worker_that_stands_still_is_stepped_in_for(crew):
    owe_many()
    crew.beat()
    worker = crew.worker()
    half_way(crew)

    os.killpg(worker.pid, signal.SIGSTOP)
    crew.watch()
    all_arrived_once(crew)


@pytest.fixture
def now(real_day, db):
    """The database's clock is the machine's: the sweeps of the tests are dated by it."""
    return clock()


def test_while_a_worker_sweeps_the_watch_does_nothing(now):
    note_sweep(name="outbox.deliver", now=now - A_SWEEP)
    assert Watch(began=now - 13 * A_SWEEP).look() is False
    assert not Sweep.objects.filter(name="watch").exists()


@pytest.mark.parametrize("sweeps", [None, 4])
def test_it_takes_over_goes_on_and_gives_back(now, sweeps):
    if sweeps:
        note_sweep(name="outbox.deliver", now=now - sweeps * A_SWEEP)
    watch = Watch(began=now - 13 * A_SWEEP)
    assert watch.look() is True
    assert watch.look() is True
    assert Watch(began=now - 13 * A_SWEEP).look() is False  # another one sees that somebody sweeps

    note_sweep(name="outbox.deliver", now=now + A_SWEEP)
    assert watch.look() is False


def test_workers_that_only_just_start_are_given_time(now):
    assert Watch(began=now - 11 * A_SWEEP).look() is False


def test_health_says_for_a_minute_that_the_watch_was_in_charge(now):
    note_sweep(name="outbox.deliver", now=now)
    note_sweep(name="watch", now=now)
    for seconds, is_told in ((59, True), (61, False)):
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            told = Client().get("/healthz").json()
        assert told["watch_in_charge"] is is_told
        assert told["status"] == ("degraded" if is_told or seconds > 60 else "ok")


def test_what_is_watched_stands_in_the_timetable():
    tasks = {line["task"] for line in app.conf.beat_schedule.values()}
    assert set(WATCHED) <= tasks
