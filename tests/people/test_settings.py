"""Ruth's settings: kept on the server, read by reminders, pages and the player."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from clinic.people.models import Runner
from programs.reminders.sessions import call_on
from tests.factories import NOON, SYDNEY, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruths(ruth, signed_in) -> Client:
    return signed_in(ruth)


def typed(**fields: object) -> dict[str, object]:
    known = {
        "wants_session_reminders": "on",
        "remind_at": "07:00:00",
        "remind_days": ["1", "3"],
        "remind_again": "on",
        "cue_tones": "on",
        "text_size": "large",
        "theme": "dark",
        "unit": "km",
    }
    return known | fields


def test_what_is_saved_stands_there_again(ruths, ruth):
    assert ruths.post("/settings/", typed(remind_at="18:30:00")).status_code == 302

    ruth.refresh_from_db()
    assert (ruth.remind_at, ruth.remind_days, ruth.remind_again) == (time(18, 30), [1, 3], True)
    assert (ruth.cue_voice, ruth.cue_tones, ruth.cue_buzz) == (False, True, False)
    html = ruths.get("/settings/").content.decode()
    assert 'value="18:30:00" selected' in html
    assert 'data-voice="no" data-tones="yes" data-buzz="no"' in html


def test_theme_and_size_are_on_every_page_without_a_script(ruths, ruth):
    assert "data-theme" not in ruths.get("/ask/").content.decode()

    ruths.post("/settings/", typed())

    for page in ("/", "/ask/", "/drills/", "/settings/"):
        assert '<html lang="en-AU" data-theme="dark" data-text="large">' in (
            ruths.get(page).content.decode()
        )


def test_the_player_is_told_what_it_may_do(ruths, ruth):
    ruths.post("/settings/", typed(cue_voice="on"))

    assert ruths.get("/settings/cues.json").json() == {"voice": True, "tones": True, "buzz": False}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"remind_days": []}, "Choose at least one day"),
        ({"remind_days": ["8"]}, "Select a valid choice"),
        ({"remind_at": "03:17"}, "Choose a time from the list"),
        ({"theme": "pink"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(ruths, ruth, fields, said):
    answer = ruths.post("/settings/", typed(**fields))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    ruth.refresh_from_db()
    assert (ruth.remind_again, ruth.user.theme) == (False, "")


def test_an_odd_time_that_is_stored_stays_in_the_list(ruths, ruth):
    Runner.objects.update(remind_at=time(6, 45))

    assert 'value="06:45:00" selected' in ruths.get("/settings/").content.decode()


def test_the_database_wants_a_day_of_the_week(ruth):
    for days in ([], [0], [1, 8]):
        with pytest.raises(IntegrityError, match="reminded_on_days"), transaction.atomic():
            Runner.objects.update(remind_days=days)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(TODAY, time(hour, minute), SYDNEY)


def test_only_on_chosen_days(ruth):
    ruth.remind_days = [2]  # TODAY is a Tuesday
    assert call_on(ruth, now=at(8)) is not None
    ruth.remind_days = [1, 3]
    assert call_on(ruth, now=at(8)) is None


def test_once_more_five_hours_later_if_wanted(ruth):
    assert call_on(ruth, now=at(12, 30)) is None
    ruth.remind_again = True

    first, again = call_on(ruth, now=at(8)), call_on(ruth, now=at(12, 30))

    assert first.key != again.key
    assert again.until == at(16)
    assert call_on(ruth, now=at(11, 59)) is None
    assert call_on(ruth, now=at(16)) is None


def test_never_again_at_night(ruth):
    ruth.remind_again, ruth.remind_at = True, time(16, 30)

    assert call_on(ruth, now=at(21, 45)) is None
    assert call_on(ruth, now=at(23, 59) + timedelta(minutes=10)) is None


def test_the_page_costs_three_queries(ruths, django_assert_num_queries):
    with time_machine.travel(NOON, tick=False), django_assert_num_queries(3):
        ruths.get("/settings/")
