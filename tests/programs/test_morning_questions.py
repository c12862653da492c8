"""On the morning after a session Ruth is asked once how she is, unless she has said it already."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message
from clinic.people.access import stop_link
from clinic.people.models import KINDS, Purpose, Runner
from programs.actions.logs import SessionEntry, log_session
from programs.actions.mornings import answer_morning
from programs.models import PlannedSession, Program, SessionLog
from programs.reminders.mornings import queue_morning_questions
from programs.tasks import remind
from tests.factories import NOON, SYDNEY, make_drill, make_program, make_runner, reopened
from tests.programs.test_log_races import all_at_once

SEVEN = datetime(2026, 11, 24, 7, 0, tzinfo=SYDNEY)
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=SYDNEY)
MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
MOBILE = "+61491570156"


def logged(program: Program, at: datetime, *, log: SessionLog | None = None, state: str = "done"):
    """The session as it was done; with `log` its correction on the next morning."""
    session = PlannedSession.objects.select_related("phase__plan").get(phase__plan__program=program)
    entry = SessionEntry(
        program=program,
        session=session,
        occurred_at=at,
        utc_offset_minutes=int(at.utcoffset().total_seconds()) // 60,
        state=state,
        skip_reason="no_time" if state == "skipped" else "",
    )
    based_on = log.revision if log else None
    return log_session(
        log_id=log.pk if log else uuid4(), runner=program.runner, entry=entry,
        based_on=based_on, now=SEVEN + MINUTE if log else at,
    ).log  # fmt: skip


@pytest.fixture
def done(planned) -> SessionLog:
    return logged(planned, EVENING)


def owed() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("to", "state"))


def ask(at: datetime) -> int:
    queue_morning_questions(now=at)
    return Message.objects.count()


def test_one_question_is_owed_however_often_we_look_and_however_much_was_done(ruth, planned, done):
    logged(planned, EVENING + AN_HOUR)

    assert [ask(SEVEN + minutes * MINUTE) for minutes in (0, 1, 60, 299)] == [1, 1, 1, 1]

    message = Message.objects.get()
    assert (message.to, message.kind) == (ruth.email, "morning-reminder")
    assert message.key == f"morning:{ruth.pk}:2026-11-24"
    assert message.not_after == SEVEN + 5 * AN_HOUR
    assert message.stop_link == stop_link(ruth)


@pytest.mark.parametrize("channel", ["email", "sms", "push"])
def test_it_says_nothing_clinical(ruth, done, settings, channel):
    settings.SMS_URLS, settings.PUSH = ["sms+https://texts.example/"], {"key": "x"}
    Runner.objects.update(sessions_by=channel, texts_to=MOBILE)

    ask(SEVEN)

    message = Message.objects.get()
    assert message.channel == channel
    told = (message.subject + message.body).lower()
    assert "how are you this morning?" in told
    for secret in ("pain", "worse", "session", "hip", "run", "ruth", "pia"):
        assert secret not in told.replace(stop_link(ruth).lower(), "").replace("reminders", "")


@pytest.mark.parametrize(("minutes", "count"), [(-1, 0), (0, 1), (299, 1), (300, 0), (700, 0)])
def test_it_is_owed_from_the_time_of_reminders_until_noon(done, minutes, count):
    assert ask(SEVEN + minutes * MINUTE) == count


@pytest.mark.parametrize("at", [time(12), time(18)])
def test_who_is_reminded_later_is_asked_at_eight(done, at):
    Runner.objects.update(remind_at=at)

    assert ask(SEVEN + 59 * MINUTE) == 0
    assert ask(SEVEN + 60 * MINUTE) == 1


def test_a_text_waits_for_the_end_of_the_night(ruth, done, settings):
    settings.SMS_URLS = ["sms+https://texts.example/"]
    Runner.objects.update(sessions_by="sms", texts_to=MOBILE, remind_at=time(6))

    ask(SEVEN - AN_HOUR)

    message = Message.objects.get()
    assert (message.channel, message.to) == ("sms", MOBILE)
    assert message.send_after == SEVEN + AN_HOUR


def test_it_comes_as_one_message_with_the_reminder_of_today(done, mailoutbox):
    with time_machine.travel(SEVEN, tick=False):
        remind()

    deliver_due(now=SEVEN)

    assert (Message.objects.count(), len(mailoutbox)) == (2, 1)
    assert "How are you this morning?" in mailoutbox[0].body
    assert "You have a session due today" in mailoutbox[0].body


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Australia/Sydney", datetime(2027, 4, 3, 21, 0, tzinfo=UTC)),  # clocks went back at 16:00
        ("Australia/Sydney", datetime(2027, 10, 2, 20, 0, tzinfo=UTC)),  # clocks went on at 16:00
        ("Australia/Perth", datetime(2027, 10, 2, 23, 0, tzinfo=UTC)),
    ],
)
def test_seven_stays_seven_when_the_clocks_change(ruth, planned, zone, at):
    Runner.objects.update(time_zone=zone)
    planned.runner.refresh_from_db()
    local = at.astimezone(ZoneInfo(zone))
    assert local.time() == time(7)
    logged(planned, local - timedelta(hours=11))

    assert ask(at - MINUTE) == 0
    assert ask(at) == 1
    assert Message.objects.get().key.endswith(f":{local.date()}")


def test_an_answer_before_the_time_silences_it(ruth, done):
    answer_morning(log=done, runner=ruth, is_worse=False, now=SEVEN - MINUTE)

    assert ask(SEVEN) == 0


def test_an_answer_takes_it_back(ruth, done, mailoutbox):
    ask(SEVEN)
    answer_morning(log=done, runner=ruth, is_worse=False, now=SEVEN + MINUTE)

    deliver_due(now=SEVEN + 2 * MINUTE)
    ask(SEVEN + 3 * MINUTE)

    assert owed() == [(ruth.email, "cancelled")]
    assert mailoutbox == []


def test_a_correction_that_leaves_nothing_to_ask_takes_it_back(ruth, planned, done):
    ask(SEVEN)
    logged(planned, EVENING, log=done, state="skipped")

    assert owed() == [(ruth.email, "cancelled")]


def test_a_correction_that_changes_nothing_about_it_leaves_it(ruth, planned, done):
    ask(SEVEN)
    logged(planned, EVENING, log=done, state="partial")

    assert owed() == [(ruth.email, "planned")]


def test_the_link_that_ends_reminders_ends_it(ruth, done):
    ask(SEVEN)
    path = stop_link(ruth).removeprefix("http://127.0.0.1:8000")

    Client().post(path, {"do": "stop"})

    assert owed() == [(ruth.email, "cancelled")]
    assert "morning-reminder" in KINDS[Purpose.SESSIONS]


def test_who_is_not_asked(ruth, pia, planned):
    drill = make_drill("shared")

    def one(name: str, at: datetime = EVENING, state: str = "done", **changes: object) -> Runner:
        runner = make_runner(name, pia.practitioner)
        logged(make_program(runner, [drill]), at, state=state)
        Runner.objects.filter(pk=runner.pk).update(**changes)
        return runner

    one("Ida", at=SEVEN - timedelta(days=2))  # the day before yesterday
    one("Jon", at=SEVEN - AN_HOUR)  # today
    one("Kim", state="skipped")
    one("Lea", remind_days=[1, 3])
    one("Mia", wants_session_reminders=False)
    one("Nia", email="")
    gone = one("Gil")
    gone.user.is_active = False
    gone.user.save()
    easy = make_program(make_runner("Una", pia.practitioner), [drill])
    reopened(easy)
    easy.plans.update(pain_must_settle=False, sealed_at=NOON)
    logged(easy, EVENING)

    assert ask(SEVEN) == 0

    logged(planned, EVENING)
    ask(SEVEN)
    assert owed() == [(ruth.email, "planned")]


def test_a_run_that_nobody_planned_is_not_asked_about(ruth):
    entry = SessionEntry(
        program=None, session=None, occurred_at=EVENING, utc_offset_minutes=660, state="done",
        kind="run", distance_m=5000,
    )  # fmt: skip
    log_session(log_id=uuid4(), runner=ruth, entry=entry, now=EVENING)

    assert ask(SEVEN) == 0


@pytest.mark.parametrize("count", [1, 3, 12])
def test_looking_costs_the_same_for_one_runner_or_twelve(pia, count, django_assert_num_queries):
    drill = make_drill("shared")
    for number in range(count):
        runner = make_runner(f"Runner{number}", pia.practitioner)
        logged(make_program(runner, [drill]), EVENING)

    # Two for the transaction; who is asked, who knows, who is free; again under the lock, and one
    # for all that is newly owed.
    with django_assert_num_queries(8):
        queue_morning_questions(now=SEVEN)
    with django_assert_num_queries(4):
        queue_morning_questions(now=SEVEN)

    assert Message.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_an_answer_being_stored_at_this_moment_is_waited_for(ruth, planned):
    done = logged(planned, EVENING)
    with transaction.atomic():
        answer_morning(log=done, runner=ruth, is_worse=False, now=SEVEN)
        all_at_once([lambda: queue_morning_questions(now=SEVEN)])
        assert Message.objects.count() == 0

    assert ask(SEVEN) == 0


def test_yesterday_is_the_runners_own(ruth, planned):
    """In Perth it is still yesterday when Sydney has begun its day."""
    Runner.objects.update(time_zone="Australia/Perth")
    planned.runner.refresh_from_db()
    perth = ZoneInfo("Australia/Perth")
    logged(planned, datetime(2026, 11, 23, 23, 30, tzinfo=perth))
    assert SessionLog.objects.get().occurred_on == date(2026, 11, 23)

    assert ask(datetime(2026, 11, 24, 7, 0, tzinfo=SYDNEY)) == 0
    assert ask(datetime(2026, 11, 24, 7, 0, tzinfo=perth)) == 1
