"""Ruth hears once a day that a session is due, at her own time, and never what it is."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message, Sweep
from clinic.people.models import Runner
from programs.actions.logs import SessionEntry, log_session
from programs.models import PlannedSession, Program
from programs.reminders.sessions import queue_session_reminders
from programs.tasks import remind
from tests.factories import SYDNEY, make_drill, make_program, make_runner
from tests.programs.test_log_races import all_at_once

SEVEN = datetime(2026, 11, 24, 7, 0, tzinfo=SYDNEY)
MINUTE = timedelta(minutes=1)


def log(program: Program, at: datetime) -> None:
    session = PlannedSession.objects.select_related("phase__plan").get(phase__plan__program=program)
    entry = SessionEntry(
        program=program,
        session=session,
        occurred_at=at,
        utc_offset_minutes=int(at.utcoffset().total_seconds()) // 60,
        state="done",
    )
    log_session(log_id=uuid4(), runner=program.runner, entry=entry, now=at)


def owed() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("to", "state"))


def test_one_message_is_owed_however_often_we_look(ruth, planned):
    make_program(ruth, [make_drill("other")], title="Strength")

    for minutes in (0, 1, 60):
        queue_session_reminders(now=SEVEN + minutes * MINUTE)

    message = Message.objects.get()
    assert (message.to, message.kind) == (ruth.email, "session-reminder")
    assert message.key == f"session-due:{ruth.pk}:2026-11-24"
    assert message.about == f"sessions:{ruth.pk}:2026-11-24"
    assert message.not_after == SEVEN + timedelta(hours=4)


def test_the_message_says_that_and_not_what(ruth, planned):
    queue_session_reminders(now=SEVEN)

    message = Message.objects.get()
    assert message.subject == "You have a session due today"
    assert message.body.startswith("You have a session due today. Sign in to start:\n\nhttp")
    told = (message.subject + message.body).lower()
    for secret in ("glute", "hip", "before your run", "ruth", "pia"):
        assert secret not in told


@pytest.mark.parametrize(("minutes", "count"), [(-1, 0), (0, 1), (239, 1), (240, 0), (600, 0)])
def test_it_is_owed_from_the_runners_time_for_four_hours(ruth, planned, minutes, count):
    queue_session_reminders(now=SEVEN + minutes * MINUTE)

    assert Message.objects.count() == count


def test_it_is_never_owed_after_midnight(ruth, planned):
    Runner.objects.update(remind_at=time(22, 0))
    last = datetime(2026, 11, 24, 23, 59, tzinfo=SYDNEY)

    queue_session_reminders(now=last + MINUTE)
    assert owed() == []

    queue_session_reminders(now=last)
    assert Message.objects.get().not_after == last + MINUTE


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Australia/Sydney", datetime(2027, 4, 3, 21, 0, tzinfo=UTC)),  # clocks went back at 16:00
        ("Australia/Perth", datetime(2027, 4, 3, 23, 0, tzinfo=UTC)),
    ],
)
def test_seven_stays_seven_on_the_night_the_clocks_go_back(ruth, planned, zone, at):
    check_seven(zone, at, on=date(2027, 4, 4))


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Australia/Sydney", datetime(2027, 10, 2, 20, 0, tzinfo=UTC)),  # clocks went on at 16:00
        ("Australia/Perth", datetime(2027, 10, 2, 23, 0, tzinfo=UTC)),
    ],
)
def test_seven_stays_seven_on_the_night_the_clocks_go_forward(ruth, planned, zone, at):
    check_seven(zone, at, on=date(2027, 10, 3))


def check_seven(zone: str, at: datetime, *, on: date) -> None:
    Runner.objects.update(time_zone=zone)
    local = at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (on, time(7, 0))

    queue_session_reminders(now=at - MINUTE)
    assert owed() == []

    queue_session_reminders(now=at)
    assert Message.objects.get().key.endswith(f":{on}")
    assert Message.objects.get().not_after == at + timedelta(hours=4)


@pytest.mark.parametrize(
    ("remind_at", "first", "on"),
    [
        # 02:30 comes twice on 4 April: the first one counts, and only once.
        (time(2, 30), datetime(2027, 4, 3, 15, 30, tzinfo=UTC), date(2027, 4, 4)),
        # 02:30 never comes on 3 October: it is told when the skipped hour would have had it.
        (time(2, 30), datetime(2027, 10, 2, 16, 30, tzinfo=UTC), date(2027, 10, 3)),
    ],
)
def test_a_time_inside_the_change_is_told_once(ruth, planned, remind_at, first, on):
    Runner.objects.update(remind_at=remind_at)

    queue_session_reminders(now=first - MINUTE)
    assert owed() == []
    for minutes in (0, 30, 60, 90):
        queue_session_reminders(now=first + minutes * MINUTE)

    assert Message.objects.get().key.endswith(f":{on}")


def test_logging_before_the_time_silences_it(ruth, planned):
    log(planned, SEVEN - 30 * MINUTE)

    queue_session_reminders(now=SEVEN)

    assert owed() == []


def test_logging_after_the_time_takes_it_back(ruth, planned, mailoutbox):
    queue_session_reminders(now=SEVEN)
    log(planned, SEVEN + MINUTE)

    deliver_due(now=SEVEN + 2 * MINUTE)
    queue_session_reminders(now=SEVEN + 3 * MINUTE)

    assert owed() == [(ruth.email, "cancelled")]
    assert mailoutbox == []


def test_the_next_day_is_a_new_day(ruth, planned):
    queue_session_reminders(now=SEVEN)
    queue_session_reminders(now=SEVEN + timedelta(days=1))

    assert Message.objects.count() == 2


def test_who_is_not_reminded(ruth, otto, pia, planned):
    drill = make_drill("other")
    on_other_days = make_runner("Una", pia.practitioner)
    make_program(on_other_days, [drill], weekdays=[1, 3])
    on_hold = make_runner("Hal", pia.practitioner)
    make_program(on_hold, [drill], status="on_hold")
    make_program(otto, [drill])
    Runner.objects.filter(pk=otto.pk).update(wants_session_reminders=False)
    gone = make_runner("Gil", pia.practitioner)
    make_program(gone, [drill])
    gone.user.is_active = False
    gone.user.save()
    by_phone = make_runner("Pam", pia.practitioner)
    make_program(by_phone, [drill])
    Runner.objects.filter(pk=by_phone.pk).update(email="")

    queue_session_reminders(now=SEVEN)

    assert owed() == [(ruth.email, "planned")]


def crowd(pia, count: int) -> None:
    drill = make_drill("shared")
    zones = ["Australia/Sydney", "Australia/Brisbane"]
    for number in range(count):
        runner = make_runner(f"Runner{number}", pia.practitioner)
        Runner.objects.filter(pk=runner.pk).update(time_zone=zones[number % 2])
        make_program(runner, [drill])


@pytest.mark.parametrize("count", [1, 3, 12])
def test_looking_costs_the_same_for_one_runner_or_twelve(pia, count, django_assert_num_queries):
    crowd(pia, count)
    at = SEVEN + timedelta(hours=1, minutes=30)

    # Two for the transaction; who is called, who knows, who is free, sessions, logs; under the lock
    # their choice, and who knows; and one for all that is newly owed.
    with django_assert_num_queries(11):
        queue_session_reminders(now=at)
    with django_assert_num_queries(4):
        queue_session_reminders(now=at)

    assert Message.objects.count() == count


def test_a_tick_notes_that_it_ran(planned):
    remind()

    assert Sweep.objects.get().name == "programs.remind"


@pytest.mark.django_db(transaction=True)
def test_a_log_being_stored_at_this_moment_is_waited_for(ruth, planned):
    with transaction.atomic():
        log(planned, SEVEN)
        all_at_once([lambda: queue_session_reminders(now=SEVEN)])
        assert Message.objects.count() == 0

    queue_session_reminders(now=SEVEN)

    assert owed() == []
