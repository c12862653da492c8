"""Ruth looks ahead and back: her month, the sessions of a day, and what the pictures found."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from programs.models import Period, Phase, Plan, PlannedSession, Program
from programs.progress.calendar import month_of
from tests.factories import NOON, TODAY, make_drill, make_program, put_in_force

pytestmark = pytest.mark.usefixtures("at_noon")
CALENDAR, PROGRESS = "/programs/calendar/", "/programs/progress/"


def log(phone, program, on: date, pain: int | None, state: str = "done") -> None:
    session = PlannedSession.objects.filter(phase__plan__program=program).first()
    body = {
        "program": str(program.pk),
        "session": str(session.pk),
        "occurred_at": f"{on}T11:30:00+11:00",
        "state": state,
        "pain_during": pain,
        "drills": [],
    }
    assert phone.put(f"/api/v1/session-logs/{uuid4()}/", body).status_code == 201


def days_of(ruth, asked: date):
    month = month_of(runner=ruth, asked=asked, today=TODAY)
    return month, {day.on: day for week in month.weeks for day in week if day}


def test_every_day_of_the_month_has_its_mark(ruth, planned, phone):
    Period.objects.update(made_on=TODAY - timedelta(days=7))
    log(phone, planned, TODAY - timedelta(days=1), 3)

    month, days = days_of(ruth, TODAY)

    assert month.title == "November 2026"
    assert len(days) == 30
    assert days[date(2026, 11, 10)].words == "nothing due"
    assert days[TODAY - timedelta(days=2)].words == "missed"
    assert days[TODAY - timedelta(days=1)].words == "done"
    assert (days[TODAY].words, days[TODAY].is_today, days[TODAY].is_chosen) == ("due", True, True)
    assert days[date(2026, 11, 30)].words == "planned"


def test_months_ahead_show_what_is_planned(ruth, planned, ruths):
    _, days = days_of(ruth, date(2027, 2, 3))
    assert {day.words for day in days.values()} == {"planned"}

    html = ruths.get(CALENDAR, {"on": "2027-02-03"}).content.decode()
    assert "<h1>February 2027</h1>" in html
    assert "Before your run" in html
    assert "Log this session" not in html


def test_a_day_that_waits_says_so(ruth, ruths):
    make_program(ruth, [make_drill()], status=Program.Status.ON_HOLD)

    assert "On hold: nothing is due." in ruths.get(CALENDAR).content.decode()


def test_a_missed_day_can_be_logged_and_a_done_one_changed(planned, phone, ruths):
    Period.objects.update(made_on=TODAY - timedelta(days=7))
    log(phone, planned, TODAY - timedelta(days=1), 3)

    done = ruths.get(CALENDAR, {"on": TODAY - timedelta(days=1)}).content.decode()
    missed = ruths.get(CALENDAR, {"on": TODAY - timedelta(days=2)}).content.decode()

    assert "Change what you logged" in done
    assert f"?on={TODAY - timedelta(days=2)}" in missed
    assert "Log this session" in missed


@pytest.mark.parametrize("odd", ["nonsense", "2026-13-45", "0001-01-01", "9999-12-31", "\0"])
def test_an_odd_day_is_today(planned, ruths, odd):
    answer = ruths.get(CALENDAR, {"on": odd})

    assert answer.status_code == 200
    assert "Tuesday 24 November, today" in answer.content.decode()


def test_the_calendar_has_two_ends(ruth, planned):
    last = month_of(runner=ruth, asked=date(2027, 11, 5), today=TODAY)
    first = month_of(runner=ruth, asked=date(2024, 11, 5), today=TODAY)

    assert (last.title, last.after) == ("November 2027", None)
    assert (first.title, first.before) == ("November 2024", None)


def test_without_a_programme_both_pages_say_what_will_stand_there(ruths, ruth):
    assert "You have no programme yet." in ruths.get(CALENDAR).content.decode()
    assert ruths.get(PROGRESS).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_both_pages_cost_the_same_for_one_programme_or_three(
    ruths, ruth, count, django_assert_num_queries
):
    for number in range(count):
        make_program(ruth, [make_drill(f"drill-{number}")], title=f"Programme {number}")

    with django_assert_num_queries(8):
        ruths.get(CALENDAR)
    with django_assert_num_queries(14):
        ruths.get(PROGRESS)


def test_the_heading_is_the_finding(ruths, planned, phone):
    for back, pain in zip(range(7, 1, -1), [5, 5, 5, 2, 2, 2], strict=True):
        log(phone, planned, TODAY - timedelta(days=back), pain)

    html = ruths.get(PROGRESS).content.decode()

    assert re.search(r"<h1>(.*?)</h1>", html)[1] == "Your pain is going down"
    assert "See the numbers" in html
    assert "6 of 6 sessions reported done" in html


def test_what_is_not_due_yet_is_in_no_number(ruths, planned, phone):
    log(phone, planned, TODAY - timedelta(days=1), 3)

    assert "1 of 1 session reported done" in ruths.get(PROGRESS).content.decode()


def test_the_steps_of_the_programme_show_where_it_stands(ruths, ruth):
    program = make_program(ruth, [make_drill()], status=Program.Status.DRAFT)
    Phase.objects.create(plan=Plan.objects.get(), order=2, name="Jog", goal="Jog 10 minutes")
    Program.objects.update(status=Program.Status.ACTIVE)
    program.refresh_from_db()
    put_in_force(program, made_on=NOON.date())

    html = ruths.get(PROGRESS).content.decode()

    assert "Jog 10 minutes" in html
    assert html.count('aria-current="step"') == 1
