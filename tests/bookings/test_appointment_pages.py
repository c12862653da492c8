"""The page of one visit, as desk, physio and runner meet it."""

import re
from datetime import timedelta
from html import unescape

import pytest

from bookings.models import Appointment
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_a_visit_is_read_by_whom_it_concerns_and_is_missing_for_others(
    signed_in, visit, ruth, otto, pia, paul, dee, max_
):
    answers = {
        person.name: signed_in(person).get(f"/bookings/{visit.pk}/").status_code
        for person in (ruth, pia, dee, max_, otto, paul)
    }

    assert answers == {"Ruth": 200, "Pia": 200, "Dee": 200, "Max": 200, "Otto": 404, "Paul": 404}


def test_a_runner_reads_the_visit_but_is_not_offered_to_change_it(signed_in, visit, ruth):
    page = signed_in(ruth).get(f"/bookings/{visit.pk}/")

    assert "Wednesday 25 November, 9:30 am to 10:15 am" in text(page)
    assert "/move/" not in page.content.decode()
    assert signed_in(ruth).get(f"/bookings/{visit.pk}/move/").status_code == 403
    assert signed_in(ruth).post(f"/bookings/{visit.pk}/mark/").status_code == 403


def test_the_desk_moves_a_visit(signed_in, visit, dee, typed):
    form = signed_in(dee).get(f"/bookings/{visit.pk}/move/").content.decode()
    assert 'value="2026-11-25"' in form
    assert 'value="09:30"' in form

    answer = signed_in(dee).post(
        f"/bookings/{visit.pk}/move/", typed | {"time": "14:00", "version": 1}
    )

    assert answer.status_code == 302
    visit.refresh_from_db()
    assert (visit.starts_at, visit.version) == (HALF_PAST_NINE.replace(hour=14, minute=0), 2)


def test_a_move_onto_somebody_else_offers_other_times(signed_in, visit, dee, typed, otto, room):
    review = factories.make_type("Review", 30)
    noon = HALF_PAST_NINE.replace(hour=12, minute=0)
    factories.make_appointment(otto, visit.practitioner, room, review, noon)

    answer = signed_in(dee).post(
        f"/bookings/{visit.pk}/move/", typed | {"time": "12:00", "version": 1}
    )

    assert answer.status_code == 409
    assert "12:30 pm" in text(answer)


def test_a_change_that_came_too_late_is_told_so(signed_in, visit, dee, typed):
    Appointment.objects.update(version=2)

    moved = signed_in(dee).post(
        f"/bookings/{visit.pk}/move/", typed | {"version": 1, "time": "15:00"}
    )
    cancelled = signed_in(dee).post(
        f"/bookings/{visit.pk}/cancel/", {"reason": "sick", "version": 1}
    )

    assert (moved.status_code, cancelled.status_code) == (409, 409)
    assert "Somebody changed this visit online" in text(moved)
    assert Appointment.objects.get().status == "booked"


def test_the_desk_cancels_a_visit_and_says_why(signed_in, visit, dee):
    silent = signed_in(dee).post(f"/bookings/{visit.pk}/cancel/", {"version": 1})
    assert silent.status_code == 422
    assert "Choose why the visit is cancelled" in text(silent)

    signed_in(dee).post(f"/bookings/{visit.pk}/cancel/", {"reason": "work", "version": 1})

    visit.refresh_from_db()
    assert (visit.status, visit.cancel_reason) == ("cancelled", "work")


def test_arrived_is_not_offered_before_the_day_of_the_visit(signed_in, visit, dee):
    desk = signed_in(dee)
    page = desk.get(f"/bookings/{visit.pk}/").content.decode()
    assert 'value="arrived"' not in page
    assert "data-primary" not in page

    told = desk.post(f"/bookings/{visit.pk}/mark/", {"as": "arrived", "version": 1}, follow=True)

    assert "This visit is on a later day. Mark it as arrived on that day." in text(told)
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize("way", ["toast", "page"])
def test_dee_takes_an_arrival_back(signed_in, visit, dee, at_noon, way):
    at_noon(HALF_PAST_NINE)
    desk = signed_in(dee)
    mark = f"/bookings/{visit.pk}/mark/"
    page = desk.post(mark, {"as": "arrived", "version": 1}, follow=True).content.decode()
    (undo,) = re.findall(r'action="([^"]+not_arrived[^"]+)"', page)
    assert 'value="not_arrived"' in page

    if way == "toast":
        desk.post(unescape(undo))
    else:
        desk.post(mark, {"as": "not_arrived", "version": 2})

    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 3)


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_a_visit_that_is_over_is_shown_with_why_it_cannot_change(signed_in, visit, dee, change):
    Appointment.objects.update(status="completed")

    answer = signed_in(dee).get(f"/bookings/{visit.pk}/{change}/", follow=True)

    assert answer.redirect_chain == [(f"/bookings/{visit.pk}/", 302)]
    assert "This visit is marked “Completed”, so that is not possible." in text(answer)


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_who_may_not_see_a_visit_learns_nothing_from_changing_it(signed_in, dee, pia, change):
    page = f"/bookings/{factories.new_id()}/{change}/"

    assert signed_in(dee).get(page).status_code == 404
    assert signed_in(pia).get(page).status_code == 403


def test_arrived_and_done_are_one_button_each(signed_in, visit, dee, at_noon):
    at_noon(HALF_PAST_NINE - timedelta(minutes=5))
    desk = signed_in(dee)
    assert "Did not come" not in text(desk.get(f"/bookings/{visit.pk}/"))

    desk.post(f"/bookings/{visit.pk}/mark/", {"as": "arrived", "version": 1})
    desk.post(f"/bookings/{visit.pk}/mark/", {"as": "completed", "version": 2})

    visit.refresh_from_db()
    assert visit.status == "completed"


def test_who_did_not_come_is_marked_once_the_visit_has_started(signed_in, visit, dee, at_noon):
    desk = signed_in(dee)
    desk.post(f"/bookings/{visit.pk}/mark/", {"as": "no_show", "version": 1})
    visit.refresh_from_db()
    assert visit.status == "booked"

    at_noon(HALF_PAST_NINE + timedelta(minutes=10))
    desk.post(f"/bookings/{visit.pk}/mark/", {"as": "no_show", "version": 1})

    visit.refresh_from_db()
    assert visit.status == "no_show"


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [("arrived", "completed", "completed"), ("booked", "no_show", "no_show")],
)
def test_dee_takes_back_what_she_marked(signed_in, visit, dee, at_noon, before, mark, after):
    at_noon(HALF_PAST_NINE + timedelta(minutes=10))
    Appointment.objects.update(status=before)
    desk = signed_in(dee)
    page = desk.post(f"/bookings/{visit.pk}/mark/", {"as": mark, "version": 1}, follow=True)
    visit.refresh_from_db()
    assert (visit.status, visit.version) == (after, 2)
    (undo,) = re.findall(r'action="([^"]+version=2)"', page.content.decode())

    desk.post(unescape(undo))

    visit.refresh_from_db()
    assert (visit.status, visit.version) == (before, 3)
    told = desk.post(unescape(undo), follow=True)
    assert "Dee changed this visit at 9:40 am." in text(told)


def test_who_came_after_all_is_not_put_on_top_of_another(signed_in, visit, otto, dee, at_noon):
    at_noon(HALF_PAST_NINE + timedelta(minutes=10))
    Appointment.objects.update(status="no_show")
    other = factories.make_appointment(
        otto, visit.practitioner, visit.room, visit.type, visit.starts_at
    )

    back = {"as": "came", "version": 1}
    told = signed_in(dee).post(f"/bookings/{visit.pk}/mark/", back, follow=True)

    visit.refresh_from_db()
    assert (visit.status, other.status) == ("no_show", "booked")
    assert "That time has just been taken" in text(told)


@pytest.mark.parametrize(
    "sent", [{}, {"as": "x", "version": "1"}, {"as": "arrived", "version": "x"}]
)
def test_a_mark_that_makes_no_sense_changes_nothing(signed_in, visit, dee, sent):
    told = signed_in(dee).post(f"/bookings/{visit.pk}/mark/", sent, follow=True)

    assert "Nothing was changed." in text(told)
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 1)
