"""Ruth stops reminders of sessions by the link in one: without signing in, never by accident."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message
from clinic.people.access import stop_link
from clinic.people.models import ReminderChoice
from programs.reminders.sessions import queue_session_reminders
from tests.factories import NOON, make_drill, make_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminder(ruth, mailoutbox):
    """The mail that came at Ruth's time."""
    make_program(ruth, [make_drill()])
    ruth.remind_at = NOON.astimezone(ruth.zone).time()
    ruth.save()
    queue_session_reminders(now=NOON)
    deliver_due(now=NOON)
    (mail,) = mailoutbox
    return mail


@pytest.fixture
def path(ruth, settings):
    return stop_link(ruth).removeprefix(settings.BASE_URL)


def choices(runner):
    return list(runner.reminder_choices.values_list("wants", "how"))


def test_the_reminder_says_how_to_stop_and_mail_programs_can(reminder, ruth):
    link = stop_link(ruth)

    assert f"To stop them: {link}" in reminder.body
    assert "/settings/" in reminder.body
    assert reminder.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert reminder.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_opening_the_link_stops_nothing(ruth, path):
    page = Client().get(path)

    ruth.refresh_from_db()
    assert ruth.wants_session_reminders
    assert "Stop reminders of sessions?" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert choices(ruth) == []


def test_pressing_the_button_stops_them_and_another_starts_them_again(ruth, path):
    phone = Client()

    page = phone.post(path, {"do": "stop"}, follow=True).content.decode()
    ruth.refresh_from_db()
    assert not ruth.wants_session_reminders
    assert "Reminders of sessions are off" in page

    phone.post(path, {"do": "start"})
    ruth.refresh_from_db()
    assert ruth.wants_session_reminders
    assert choices(ruth) == [(False, "link"), (True, "link")]


def test_a_mail_programs_own_button_stops_them_without_our_form(ruth, path):
    program = Client(enforce_csrf_checks=True)

    answer = program.post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    ruth.refresh_from_db()
    assert answer.status_code == 302
    assert not ruth.wants_session_reminders


def test_twice_is_once(ruth, path):
    for _ in range(2):
        Client().post(path, {"do": "stop"})

    assert choices(ruth) == [(False, "link")]


def test_what_waits_to_leave_is_taken_back(ruth, path, mailoutbox):
    make_program(ruth, [make_drill()])
    ruth.remind_at = NOON.astimezone(ruth.zone).time()
    ruth.save()
    queue_session_reminders(now=NOON)

    Client().post(path, {"do": "stop"})
    deliver_due(now=NOON)
    queue_session_reminders(now=NOON + timedelta(hours=1))

    assert Message.objects.get().state == Message.State.CANCELLED
    assert mailoutbox == []


@pytest.mark.parametrize("change", [lambda path: path[:-2] + "/", lambda path: "/reminders/x/"])
def test_a_forged_link_is_missing(ruth, path, change):
    assert Client().post(change(path), {"do": "stop"}).status_code == 404

    ruth.refresh_from_db()
    assert ruth.wants_session_reminders


def test_the_settings_say_it_too(ruth, signed_in):
    client = signed_in(ruth)
    page = client.get("/settings/").content.decode()
    chosen = {
        "remind_at": re.search(r'option value="([0-9:]+)" selected', page)[1],
        "remind_days": ["1"],
        "theme": "",
        "text_size": "",
        "unit": "km",
    }

    assert client.post("/settings/", chosen).status_code == 302

    ruth.refresh_from_db()
    assert not ruth.wants_session_reminders
    assert choices(ruth) == [(False, "settings")]


def test_the_database_knows_the_ways(ruth):
    with pytest.raises(IntegrityError, match="said_somewhere"), transaction.atomic():
        ReminderChoice.objects.create(runner=ruth, wants=True, how="guess", at=NOON)
