"""Pia opens Ruth's case on the page, and Ruth answers how the morning is."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from programs.models import Alert, Case, MorningCheck, PlannedSession, SessionLog
from tests.factories import NOON, make_drill, make_program

OPENED = {"opened_on_0": "24", "opened_on_1": "11", "opened_on_2": "2026"}
TYPED = {
    "condition": "gluteal_tendinopathy",
    "words": "Sore on the outside",
    "side": "right",
    "goal": "Run 5 km",
    "pain_preset": "tendon",
    "pain_during_limit": "3",
    "pain_must_settle": "on",
    "leave_hip_adduction": "on",
    "until_hip_adduction": "2",
    **OPENED,
}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def log(ruth):
    program = make_program(ruth, [make_drill()])
    yesterday = NOON - timedelta(days=1)
    return SessionLog.objects.create(
        id=uuid4(),
        runner=ruth,
        program=program,
        session=PlannedSession.objects.get(),
        program_version=1,
        state="done",
        occurred_at=yesterday,
        utc_offset_minutes=660,
        occurred_on=yesterday.date(),
        digest="",
        received_at=yesterday,
        updated_at=yesterday,
    )


def test_pia_opens_a_case_and_finds_what_she_typed(signed_in, pia, ruth):
    client = signed_in(pia)
    answer = client.post(f"/programs/runners/{ruth.pk}/case/", TYPED)

    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.pain_preset, case.pain_during_limit, case.pain_after_limit) == ("tendon", 3, 5)
    (restriction,) = case.restrictions.all()
    assert (restriction.caution, restriction.until_phase) == ("hip_adduction", 2)
    page = client.get(f"/programs/cases/{case.pk}/").content.decode()
    assert 'value="Sore on the outside"' in page
    assert "A randomised trial of 38 people" in page


def test_a_wrong_number_is_refused_and_everything_typed_stays(signed_in, pia, ruth):
    typed = TYPED | {"pain_during_limit": "11", "condition": ""}
    answer = signed_in(pia).post(f"/programs/runners/{ruth.pk}/case/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose what it is." in page
    assert "Enter a whole number from 0 to 10 for “Most pain during a session”." in page
    assert 'value="Run 5 km"' in page
    assert not Case.objects.exists()


def test_somebody_elses_change_is_not_overwritten(signed_in, pia, ruth):
    client = signed_in(pia)
    client.post(f"/programs/runners/{ruth.pk}/case/", TYPED)
    case = Case.objects.get()
    Case.objects.update(updated_at=NOON + timedelta(minutes=1), goal="Walk")

    stale = TYPED | {"seen": NOON.isoformat(), "goal": "Swim"}
    answer = client.post(f"/programs/cases/{case.pk}/", stale)

    assert answer.status_code == 422
    assert "Somebody changed this case" in answer.content.decode()
    assert Case.objects.get().goal == "Walk"
    again = stale | {"seen": (NOON + timedelta(minutes=1)).isoformat()}
    assert client.post(f"/programs/cases/{case.pk}/", again).status_code == 302
    assert Case.objects.get().goal == "Swim"


def test_ruth_says_no_worse_with_one_tap_from_today(signed_in, ruth, log):
    client = signed_in(ruth.user)
    assert "How is it this morning?" in client.get("/").content.decode()

    answer = client.post(f"/programs/logs/{log.pk}/morning/", {"worse": "no"}, follow=True)

    assert "Saved. Carry on as planned." in answer.content.decode()
    assert MorningCheck.objects.get().is_worse is False
    assert "How is it this morning?" not in client.get("/").content.decode()


def test_worse_asks_how_much_and_reaches_pia(signed_in, ruth, log):
    client = signed_in(ruth.user)
    page = client.get(f"/programs/logs/{log.pk}/morning/?worse=yes").content.decode()
    assert "If it is worse, how much?" in page

    client.post(f"/programs/logs/{log.pk}/morning/", {"worse": "yes", "pain": "6", "where": "hip"})

    assert Alert.objects.get().kind == "morning"
    assert client.post(f"/programs/logs/{log.pk}/morning/", {}).status_code == 422


def test_a_phone_puts_the_morning_over_the_api(bearer, ruth, otto, log):
    path = f"/api/v1/session-logs/{log.pk}/next-morning/"
    answer = bearer(ruth).put(path, {"is_worse": True, "pain": 4}, content_type="application/json")

    assert answer.status_code == 200
    assert answer.json()["pain"] == 4
    assert (
        bearer(otto).put(path, {"is_worse": True}, content_type="application/json").status_code
        == 404
    )
    odd = {"is_worse": True, "mood": "bad"}
    assert bearer(ruth).put(path, odd, content_type="application/json").status_code == 400
    assert MorningCheck.objects.get().pain == 4
