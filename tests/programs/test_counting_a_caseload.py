"""A caseload counts with one bit a day what `places` finds day by day: on random lives the same."""

import random
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from drills.models import Moment
from programs.models import Move, Period, Phase, Plan, PlannedSession, Program, SessionLog
from programs.progress.caseload import caseload
from programs.progress.places import State, places
from tests.factories import NOON, TODAY, make_program, make_runner

COUNTED = {State.DONE, State.PARTIAL, State.SKIPPED, State.MISSED}
DAY = timedelta(days=1)


def random_session(chance: random.Random, phase: Phase, order: int, line) -> PlannedSession:
    cadence = chance.choice(
        [
            {"cadence": "weekdays", "weekdays": sorted(chance.sample(range(1, 8), 3))},
            {"cadence": "every_days", "every_days": chance.randint(1, 4)},
            {"cadence": "per_week", "per_week": chance.randint(1, 7)},
        ]
    )
    return PlannedSession.objects.create(
        phase=phase, order=order, line=line, name="S", moment=Moment.STRENGTH,
        times_per_day=chance.choice([1, 1, 1, 2, 3]), **cadence,
    )  # fmt: skip


def random_life(chance: random.Random, pia, number: int) -> None:
    runner = make_runner(f"Runner{number}", pia)
    for _ in range(chance.randint(1, 2)):
        program = make_program(runner, [], status="draft", starts_on=TODAY - 60 * DAY)
        lines = [uuid4() for _ in range(2)]
        sessions, first = [], TODAY - chance.randint(20, 50) * DAY
        for version in range(1, chance.randint(2, 5)):
            plan = program.plans.filter(number=version).first() or Plan.objects.create(
                program=program, number=version, title="V", made_at=NOON, updated_at=NOON
            )
            plan.phases.all().delete()
            phase = Phase.objects.create(plan=plan, order=1, name="P")
            for order, line in enumerate(lines[: chance.randint(1, 2)], start=1):
                sessions.append(random_session(chance, phase, order, line))
            Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)
            last = first + chance.randint(0, 15) * DAY
            made_on = first + chance.choice([-3, 0, 0, 2]) * DAY
            Period.objects.create(
                program=program, plan=plan, phase=phase, is_on_hold=chance.random() < 0.2,
                starts_on=first, ends_on=last, made_on=made_on,
                phase_started_on=first - chance.randint(0, 9) * DAY,
            )  # fmt: skip
            first = last + chance.choice([1, 1, 3]) * DAY
        Program.objects.filter(pk=program.pk).update(
            status=chance.choice(["active", "active", "on_hold", "stopped", "completed"])
        )
        for _ in range(chance.randint(0, 12)):
            session, days = chance.choice(sessions), chance.sample(range(7), 2)
            monday = TODAY - (TODAY.weekday() + chance.randint(0, 5) * 7) * DAY
            with suppress(IntegrityError), transaction.atomic():  # as the database allows it
                Move.objects.create(
                    program=program, line=session.line, from_on=monday + days[0] * DAY,
                    to_on=monday + days[1] * DAY, moved_at=NOON,
                    taken_back_at=chance.choice([None, None, None, NOON]),
                )  # fmt: skip
        for _ in range(chance.randint(0, 40)):
            session = chance.choice(sessions)
            on = TODAY - chance.randint(-6, 36) * DAY
            state = chance.choice(["done", "done", "partial", "skipped"])
            SessionLog.objects.create(
                id=uuid4(), runner=runner, program=program, session=session,
                program_version=session.phase.plan.number, state=state,
                skip_reason="pain" if state == "skipped" else "",
                occurred_at=NOON, occurred_on=on, utc_offset_minutes=660, digest="x",
                received_at=NOON + timedelta(seconds=chance.randint(0, 99)), updated_at=NOON,
                pain_during=chance.choice([None, 0, 3]), pain_after=chance.choice([None, 5]),
            )  # fmt: skip
    for _ in range(chance.randint(0, 3)):
        SessionLog.objects.create(
            id=uuid4(), runner=runner, kind="run", state="done", occurred_at=NOON,
            occurred_on=TODAY - chance.randint(-1, 36) * DAY, utc_offset_minutes=660, digest="x",
            received_at=NOON, updated_at=NOON, pain_after=chance.choice([None, 0, 7]),
        )  # fmt: skip


def pain_by_day(first, last) -> dict[str, dict]:
    """Worst pain of each day with a log or a missed session, read one by one."""
    found: dict[str, dict] = {}
    for place in places(Program.objects.all(), first, last, TODAY):
        if place.state == State.MISSED:
            found.setdefault(str(place.program.runner_id), {})[place.on] = None
    for log in SessionLog.objects.between(first, last):
        day = found.setdefault(str(log.runner_id), {})
        told = [
            pain
            for pain in (log.pain_during, log.pain_after, day.get(log.occurred_on))
            if pain is not None
        ]
        day[log.occurred_on] = max(told, default=None)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_sessions_are_counted_as_places_finds_them(pia, seed):
    chance = random.Random(seed)
    for number in range(20):
        random_life(chance, pia.practitioner, number)
    first = TODAY - 27 * DAY
    expected: dict[str, list[list[int]]] = {}
    for place in places(Program.objects.all(), first, TODAY, TODAY):
        if place.state in COUNTED:
            half = (place.on - first).days // 14
            done, due = expected.setdefault(str(place.program.runner_id), [[0, 0], [0, 0]])
            due[half] += 1
            done[half] += place.state in {State.DONE, State.PARTIAL}

    pains = pain_by_day(first, TODAY)

    rows = caseload(user=pia, today=TODAY)

    assert len(rows) == 20
    for row in rows:
        done, due = expected.get(row.id, [[0, 0], [0, 0]])
        assert row.halves == tuple(zip(done, due, strict=True)), row.name
        assert {point.on: point.pain for point in row.points} == pains.get(row.id, {}), row.name
    assert any(row.due > row.done > 0 for row in rows)


def test_a_run_that_nobody_planned_breaks_the_silence_and_was_never_due(pia, ruth):
    program = make_program(ruth, [], starts_on=TODAY - 20 * DAY)
    Period.objects.filter(program=program).update(made_on=TODAY - 21 * DAY)
    assert [reason.code for reason in caseload(user=pia, today=TODAY)[0].reasons] == ["silent"]

    SessionLog.objects.create(
        id=uuid4(), runner=ruth, kind="run", state="done", occurred_at=NOON,
        occurred_on=TODAY - DAY, utc_offset_minutes=660, digest="x", received_at=NOON,
        updated_at=NOON, pain_after=2,
    )  # fmt: skip

    (row,) = caseload(user=pia, today=TODAY)
    assert (row.reasons, row.done, row.due, row.points[-1].pain) == ([], 0, 20, 2)
