"""Ruth's first page in each of its states: plain words, one thing to press, a fixed cost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from programs.actions.alerts import clear_alert
from programs.actions.logs import SessionEntry, log_session
from programs.models import Alert, Period, PlannedSession, Program, ProgramEvent
from tests.factories import NOON, TODAY, make_drill, make_program, put_in_force

pytestmark = pytest.mark.usefixtures("at_noon")


def page_of(client) -> str:
    return client.get("/").content.decode()


def heading(html: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", html)[1]


def buttons(html: str) -> int:
    return html.count("data-primary")


def test_without_a_programme_the_physio_is_writing_it(ruths):
    html = page_of(ruths)

    assert heading(html) == "Hello Ruth"
    assert "Pia is writing your programme." in html
    assert buttons(html) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_one_thing_to_press_and_the_same_cost_for_one_programme_or_three(
    ruths, ruth, count, django_assert_num_queries
):
    for number in range(count):
        make_program(ruth, [make_drill(f"drill-{number}")], title=f"Programme {number}")

    with django_assert_num_queries(11):
        html = page_of(ruths)

    assert heading(html) == "Today"
    assert html.count("Log this session") == count
    assert buttons(html) == 1


@pytest.mark.parametrize("state", ["partial", "skipped"])
def test_after_strong_pain_the_day_says_stop_until_a_physio_has_looked(ruths, ruth, pia, state):
    program = make_program(ruth, [make_drill()])
    make_program(ruth, [make_drill("later")], title="Evening")
    session = PlannedSession.objects.get(phase__plan__program=program)
    entry = SessionEntry(
        program=program, session=session, occurred_at=NOON, utc_offset_minutes=660, state=state,
        skip_reason="pain", pain_during=9,
    )  # fmt: skip
    log_session(log_id=uuid4(), runner=ruth, entry=entry, now=NOON)

    html = page_of(ruths)
    assert heading(html) == "Stop for today"
    assert "You noted strong pain. Stop for today and ring us on" in html
    assert buttons(html) == 0

    clear_alert(alert=Alert.objects.get(), by=pia, now=NOON)
    html = page_of(ruths)
    assert heading(html) == "Today"
    assert buttons(html) == 1


def test_gear_is_named_once_and_in_the_library_s_order(ruths, ruth):
    make_program(
        ruth,
        [
            make_drill("one", equipment=["band", "mat"]),
            make_drill("two", equipment=["mat"]),
            make_drill("three"),
        ],
    )

    assert "Have ready: mat, resistance band" in page_of(ruths)


def test_a_session_that_needs_nothing_says_nothing_of_gear(ruths, planned):
    assert "Have ready" not in page_of(ruths)


def test_several_times_a_day_are_counted_and_the_first_open_one_is_the_one_to_start(ruths, ruth):
    program = make_program(ruth, [make_drill()], status=Program.Status.DRAFT)
    PlannedSession.objects.update(times_per_day=3)
    Program.objects.filter(pk=program.pk).update(status=Program.Status.ACTIVE)
    program.refresh_from_db()
    put_in_force(program, made_on=TODAY)

    html = page_of(ruths)

    assert [f"{turn} of 3 today" in html for turn in (1, 2, 3)] == [True] * 3
    assert buttons(html) == 1


def test_on_a_rest_day_the_next_session_is_named(ruths, ruth):
    make_program(ruth, [make_drill()], weekdays=[4])

    html = page_of(ruths)

    assert heading(html) == "Rest day"
    assert "Your next session is Thursday 26 November: Before your run." in html
    assert buttons(html) == 0


def test_before_its_first_day_a_programme_is_not_a_rest_day(ruths, ruth):
    make_program(ruth, [make_drill()], starts_on=TODAY + timedelta(days=3))

    html = page_of(ruths)

    assert heading(html) == "Starting soon"
    assert "Your programme starts on Friday 27 November." in html


def test_all_done_says_so_and_what_comes_next(ruths, phone, planned):
    log_today(phone, planned)

    html = page_of(ruths)

    assert heading(html) == "Done for today"
    assert "Your next session is Wednesday 25 November" in html
    assert buttons(html) == 0


def test_on_hold_nothing_is_due(ruths, ruth):
    make_program(ruth, [make_drill()], status=Program.Status.ON_HOLD)

    html = page_of(ruths)

    assert heading(html) == "On hold"
    assert "Nothing is due while your programme is on hold." in html


def test_beside_a_running_programme_the_one_on_hold_is_named(ruths, ruth, planned):
    make_program(ruth, [make_drill("c")], status=Program.Status.ON_HOLD, title="Strength")

    html = page_of(ruths)

    assert heading(html) == "Today"
    assert "On hold, so nothing is due" in html


@pytest.mark.parametrize("how", ["stopped", "completed", "past"])
def test_at_the_end_of_a_programme_the_page_says_so(ruths, ruth, how):
    program = make_program(ruth, [make_drill()], status="active" if how == "past" else how)
    if how == "past":
        yesterday = TODAY - timedelta(days=1)
        Program.objects.filter(pk=program.pk).update(ends_on=yesterday)
        Period.objects.update(ends_on=yesterday)

    html = page_of(ruths)

    assert heading(html) == "Programme finished"
    assert "Ask Pia</a> what comes next" in html


def test_what_is_new_stands_there_for_a_week(ruths, ruth, planned):
    event = ProgramEvent.objects.create(
        program=planned,
        kind=ProgramEvent.Kind.CHANGED,
        on=TODAY - timedelta(days=1),
        at=NOON - timedelta(days=1),
        why="Between physios only",
    )

    html = page_of(ruths)
    assert "New this week" in html
    assert "Changed since Monday" in html
    assert "Between physios only" not in html

    ProgramEvent.objects.filter(pk=event.pk).update(on=TODAY - timedelta(days=7))
    assert "New this week" not in page_of(ruths)


def test_the_week_is_counted_in_days(ruths, phone, planned):
    log_today(phone, planned)

    assert "1 of 6 days done this week." in page_of(ruths)


def log_today(phone, planned) -> None:
    body = {
        "program": str(planned.pk),
        "session": str(PlannedSession.objects.get().pk),
        "occurred_at": "2026-11-24T11:30:00+11:00",
        "state": "done",
        "drills": [],
    }
    path = "/api/v1/session-logs/0190a7c0-0000-7000-8000-000000000001/"
    assert phone.put(path, body).status_code == 201
