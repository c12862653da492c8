"""Logs that arrive at the same moment, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from programs.actions.logs import log_session
from programs.models import DrillLog, SessionLog, SessionLogRevision
from tests.factories import NOON, make_drill, make_program
from tests.programs.test_log_sessions import LATER, LOG_ID, entry_for


def all_at_once(calls) -> list:
    """Each call in a thread and on a connection of its own, all let go together."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=20)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(run, call) for call in calls]
    return [future.exception() or future.result() for future in futures]


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_puts_of_one_id_store_one_row(ruth, planned, bearer):
    session = planned.plan.phases.get().sessions.get()
    body = {
        "program": str(planned.pk),
        "session": str(session.pk),
        "occurred_at": NOON.isoformat(),
        "state": "done",
        "pain_during": 3,
    }
    phones = [bearer(ruth) for _ in range(50)]

    answers = all_at_once(
        [lambda phone=phone: phone.put(f"/api/v1/session-logs/{LOG_ID}/", body) for phone in phones]
    )

    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert {answer.json()["digest"] for answer in answers} == {SessionLog.objects.get().digest}
    assert SessionLogRevision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runners_with_one_id_do_not_mix(ruth, otto, planned):
    make_program(otto, [make_drill("three")])
    entries = {runner: entry_for(runner) for runner in (ruth, otto)}

    results = all_at_once(
        [
            lambda runner=runner: log_session(
                log_id=LOG_ID, runner=runner, entry=entries[runner], now=NOON
            )
            for runner in entries
        ]
    )

    assert sorted(type(result).__name__ for result in results) == ["DoesNotExist", "Logged"]
    assert {one.prescription.session for one in DrillLog.objects.all()} == {
        SessionLog.objects.get().session
    }


@pytest.mark.django_db(transaction=True)
def test_of_ten_parallel_corrections_one_wins_and_the_others_are_told(ruth, planned):
    entry = entry_for(ruth, pain_during=1)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)

    results = all_at_once(
        [
            lambda minutes=minutes: log_session(
                log_id=LOG_ID,
                runner=ruth,
                entry=replace(entry, minutes=minutes),
                based_on=1,
                now=LATER,
            )
            for minutes in range(10)
        ]
    )

    assert sorted(type(result).__name__ for result in results) == ["LogConflict"] * 9 + ["Logged"]
    assert SessionLog.objects.get().revision == SessionLogRevision.objects.count() == 2
