"""A runner moves a session to another day of its week: on the web, over the API, and back."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from programs.actions.moves import move_session, take_back_move
from programs.actions.periods import hold_program
from programs.models import Move, PlannedSession, Program
from programs.progress.sessions import State, due_runners, occurrences
from tests.factories import NOON, TODAY, make_drill, make_program, put_in_force
from tests.programs.test_log_pages import logged_by_phone

pytestmark = pytest.mark.usefixtures("at_noon")
DAY = timedelta(days=1)
MONDAY = TODAY - TODAY.weekday() * DAY  # TODAY is a Tuesday
WEDNESDAY, THURSDAY, FRIDAY, SUNDAY = (MONDAY + days * DAY for days in (2, 3, 4, 6))


@pytest.fixture
def program(ruth) -> Program:
    """Tuesday, Wednesday and Friday."""
    return make_program(ruth, [make_drill("bridge")], weekdays=[2, 3, 5])


@pytest.fixture
def session(program) -> PlannedSession:
    return PlannedSession.objects.get(phase__plan__program=program)


@pytest.fixture
def move(program, session, ruth):
    """move(from, to) does it as Ruth."""

    def make(from_on: date, to_on: date, **more) -> Move:
        made, _ = move_session(
            session=session, program=program, from_on=from_on, to_on=to_on, by=ruth.user, now=NOON,
            **more,
        )  # fmt: skip
        return made

    return make


def days(program, today=TODAY) -> list[tuple[int, str]]:
    """The weekdays of this week on which the session is, and how it stands."""
    there = Program.objects.filter(pk=program.pk)
    found = occurrences(programs=there, first=MONDAY, last=SUNDAY, today=today)
    return [(one.on.isoweekday(), str(one.state)) for one in found]


def test_it_is_on_the_other_day_and_not_on_its_own(program, move):
    move(WEDNESDAY, THURSDAY)

    assert days(program) == [(2, "due"), (4, "upcoming"), (5, "upcoming")]
    assert days(program, THURSDAY) == [(4, "due"), (5, "upcoming")]
    own = Program.objects.filter(pk=program.pk)
    assert due_runners(programs=own, day=WEDNESDAY) == set()
    assert due_runners(programs=own, day=THURSDAY) == {program.runner_id}


def test_todays_goes_to_a_later_day_and_is_missed_there(program, move):
    move(TODAY, SUNDAY)

    assert days(program) == [(3, "upcoming"), (5, "upcoming"), (7, "upcoming")]
    assert days(program, SUNDAY + DAY)[-1] == (7, "missed")


def test_moved_twice_it_left_its_planned_day_once(program, move):
    first = move(WEDNESDAY, THURSDAY)
    second = move(THURSDAY, SUNDAY)

    assert (second.from_on, second.to_on, second.instead_of) == (WEDNESDAY, SUNDAY, first)
    assert [weekday for weekday, _ in days(program)] == [2, 5, 7]
    take_back_move(move=second, now=NOON)
    assert [weekday for weekday, _ in days(program)] == [2, 4, 5]
    take_back_move(move=Move.objects.standing().get(), now=NOON)
    assert [weekday for weekday, _ in days(program)] == [2, 3, 5]
    assert Move.objects.count() == 3  # nothing is forgotten


def test_back_on_its_planned_day_it_is_not_moved(program, move):
    move(WEDNESDAY, THURSDAY)
    back = move(THURSDAY, WEDNESDAY)

    assert back.taken_back_at == NOON
    assert [weekday for weekday, _ in days(program)] == [2, 3, 5]


@pytest.mark.parametrize(
    ("from_on", "to_on", "words"),
    [
        (WEDNESDAY, FRIDAY, "one of the days in the list"),  # it is there anyway
        (WEDNESDAY, MONDAY, "one of the days in the list"),  # past
        (WEDNESDAY, SUNDAY + DAY, "one of the days in the list"),  # next week
        (THURSDAY, SUNDAY, "not due on that day"),  # not planned
        (MONDAY, SUNDAY, "not due on that day"),  # past
    ],
)
def test_what_is_not_possible_is_said(move, from_on, to_on, words):
    with pytest.raises(ValidationError) as refusal:
        move(from_on, to_on)

    assert words in refusal.value.messages[0]
    assert not Move.objects.exists()


def test_a_session_of_any_days_needs_no_moving(ruth):
    loose = make_program(ruth, [], status="draft", title="Loose")
    row = PlannedSession.objects.get(phase__plan__program=loose)
    row.cadence, row.weekdays, row.per_week = "per_week", [], 3
    row.save()
    put_in_force(loose, made_on=TODAY)

    with pytest.raises(ValidationError, match="any 3 days of the week"):
        move_session(
            session=row, program=loose, from_on=TODAY, to_on=FRIDAY, by=ruth.user, now=NOON
        )


def test_done_on_the_planned_day_after_all_it_was_not_moved(program, move, ruth, bearer):
    move(TODAY, THURSDAY)
    logged_by_phone(bearer(ruth), program)

    assert days(program, FRIDAY) == [(2, "partial"), (3, "missed"), (5, "due")]


def test_a_logged_session_stays_where_it_is(program, move, ruth, bearer):
    made = move(WEDNESDAY, TODAY + DAY + DAY)
    with pytest.raises(ValidationError, match="It stays where it is"):
        take_back_move(move=made, now=NOON + 3 * DAY)
    logged_by_phone(bearer(ruth), program)
    with pytest.raises(ValidationError, match="logged already"):
        move(TODAY, SUNDAY)


def test_with_another_period_the_plans_own_days_stand_again(pia, program, move):
    move(WEDNESDAY, SUNDAY)
    hold_program(program=program, by=pia, now=NOON)

    assert days(program) == []
    assert days(program, TODAY) == []
    assert Move.objects.standing().count() == 1


def test_the_database_keeps_a_week_and_one_move_of_a_day(program, session):
    words = {"program": program, "line": session.line, "moved_at": NOON}
    Move.objects.create(**words, from_on=WEDNESDAY, to_on=THURSDAY)
    for from_on, to_on in [
        (WEDNESDAY, SUNDAY), (TODAY, THURSDAY), (SUNDAY, SUNDAY + DAY), (FRIDAY, FRIDAY),
    ]:  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Move.objects.create(**words, from_on=from_on, to_on=to_on)


def test_ruth_moves_it_in_her_calendar_and_takes_it_back(ruths, program, session):
    page = reverse("programs:move", args=[session.pk]) + f"?on={WEDNESDAY}"
    calendar = ruths.get(reverse("programs:calendar") + f"?on={WEDNESDAY}").content.decode()
    assert page in calendar

    assert "Thursday 26 November" in ruths.get(page).content.decode()
    refused = ruths.post(page, {})
    assert (refused.status_code, "Choose a day." in refused.content.decode()) == (422, True)
    moved = ruths.post(page, {"to": THURSDAY.isoformat()}, follow=True)

    html = moved.content.decode()
    assert "Moved from Wednesday." in html
    undo = re.search(r'action="(/programs/calendar/moves/[^"]+)"', html)
    assert undo
    assert [weekday for weekday, _ in days(program)] == [2, 4, 5]
    again = ruths.post(undo[1], follow=True).content.decode()
    assert "It is on Wednesday 25 November again." in again
    assert [weekday for weekday, _ in days(program)] == [2, 3, 5]


def test_a_page_for_what_cannot_be_moved_says_why(ruths, session):
    answer = ruths.get(reverse("programs:move", args=[session.pk]) + "?on=nonsense")
    assert answer.status_code == 200

    late = ruths.get(reverse("programs:move", args=[session.pk]) + f"?on={THURSDAY}")
    assert "not due on that day any more" in late.content.decode()


def test_a_phone_moves_it_as_often_as_its_signal_needs(ruth, bearer, program, session):
    client, key = bearer(ruth), uuid4()
    path = reverse("api:session-move-detail", args=[key])
    body = {"session": str(session.pk), "from_on": str(WEDNESDAY), "to_on": str(THURSDAY)}

    first, again = (client.put(path, body, format="json") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() | {"moved_at": first.json()["moved_at"]}
    other = client.put(path, body | {"to_on": str(SUNDAY)}, format="json")
    assert (other.status_code, other.json()["code"]) == (409, "move_conflict")
    listed = client.get("/api/v1/sessions/").json()["results"]
    assert [one["on"] for one in listed if one["moved_from"]] == [str(THURSDAY)]
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 204
    assert [weekday for weekday, _ in days(program)] == [2, 3, 5]
    bad = client.put(
        reverse("api:session-move-detail", args=[uuid4()]),
        body | {"to_on": str(MONDAY)}, format="json",
    )  # fmt: skip
    assert (bad.status_code, "to_on" in bad.json()["errors"]) == (400, True)


@pytest.mark.parametrize("count", [1, 3])
def test_moves_cost_no_query_more(count, program, move, django_assert_num_queries):
    ways = [(WEDNESDAY, THURSDAY), (FRIDAY, SUNDAY), (TODAY, MONDAY + 5 * DAY)]
    for from_on, to_on in ways[:count]:
        move(from_on, to_on)
    with django_assert_num_queries(4):
        days(program)


def test_what_is_due_can_be_seen_as_moved(program, move):
    move(TODAY, THURSDAY)
    found = occurrences(
        programs=Program.objects.filter(pk=program.pk), first=MONDAY, last=SUNDAY, today=TODAY
    )
    assert [(one.on, one.moved_from) for one in found if one.moved_from] == [(THURSDAY, TODAY)]
    assert all(one.is_movable for one in found if one.state == State.UPCOMING)


def test_a_session_of_every_day_offers_no_other_day(ruth, ruths):
    daily = make_program(ruth, [], title="Daily")
    found = occurrences(
        programs=Program.objects.filter(pk=daily.pk), first=TODAY, last=SUNDAY, today=TODAY
    )

    assert not any(one.is_movable for one in found)
    assert "/calendar/move/" not in ruths.get(reverse("programs:calendar")).content.decode()
