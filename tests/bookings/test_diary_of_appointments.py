"""The diary page: one day, a column for each practitioner."""

from datetime import date, datetime, time, timedelta

import pytest

from bookings.actions.supply import add_block
from bookings.models import Appointment
from clinic.places.models import Site
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, markup, text
from tests.factories import NOON, SYDNEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_the_diary_shows_a_visit_over_the_rows_it_takes(signed_in, dee, visit):
    page = signed_in(dee).get("/bookings/diary/?day=2026-11-25")

    assert page.status_code == 200
    content = markup(page)
    assert content.count("<h1>") == content.count("data-primary") == 1
    assert 'class="appt" rowspan="3"' in content
    assert "9:30 am Ruth" in text(page)
    assert content.count('scope="row"') == 48


def test_free_time_is_offered_by_full_name_and_the_past_is_not(signed_in, dee, visit):
    ahead = signed_in(dee).get("/bookings/diary/?day=2026-11-25").content.decode()
    behind = signed_in(dee).get("/bookings/diary/?day=2026-11-23").content.decode()

    assert 'aria-label="Book Pia at 9:15 am"' in ahead
    assert 'aria-label="Book Pia at 9:45 am"' not in ahead
    assert "Book Pia at" not in behind


def test_visits_that_share_a_quarter_of_an_hour_share_a_cell(
    signed_in, dee, visit, otto, pia, room
):
    short = factories.make_type("Review", 40)
    Appointment.objects.update(ends_at=HALF_PAST_NINE + timedelta(minutes=40))
    Appointment.objects.update(blocked_to=HALF_PAST_NINE + timedelta(minutes=40))
    later = HALF_PAST_NINE + timedelta(minutes=40)
    factories.make_appointment(otto, pia.practitioner, room, short, later)

    content = signed_in(dee).get("/bookings/diary/?day=2026-11-25").content.decode()

    assert 'rowspan="6"' in content
    assert "9:30 am Ruth" in content
    assert "10:10 am Otto" in content


def test_early_and_late_visits_stretch_the_day(signed_in, dee, visit, otto, pia, room, first_visit):
    early = HALF_PAST_NINE.replace(hour=5, minute=0)
    factories.make_appointment(otto, pia.practitioner, room, first_visit, early)

    content = signed_in(dee).get("/bookings/diary/?day=2026-11-25").content.decode()

    assert "5:00 am Otto" in content
    assert content.count('scope="row"') == 56


def test_a_visit_stands_at_the_time_of_its_own_site(signed_in, dee, ruth, pia, first_visit):
    perth = factories.make_room(
        Site.objects.create(slug="perth", name="Perth", time_zone="Australia/Perth")
    )
    late = datetime(2026, 11, 26, 0, 30, tzinfo=SYDNEY)
    factories.make_appointment(ruth, pia.practitioner, perth, first_visit, late)

    page = signed_in(dee).get("/bookings/diary/?day=2026-11-25")

    assert "9:30 pm Ruth" in text(page)


def test_a_cancelled_visit_leaves_the_grid_but_not_the_page(signed_in, dee, visit):
    Appointment.objects.update(status="cancelled", cancel_reason="sick")

    page = signed_in(dee).get("/bookings/diary/?day=2026-11-25")

    assert 'class="appt' not in page.content.decode()
    assert "Pia · Sick" in text(page)


def test_a_physio_sees_the_own_column_only_and_books_nothing(
    signed_in, pia, paul, visit, otto, room
):
    other = factories.make_type("Review", 30)
    factories.make_appointment(
        otto, paul.practitioner, room, other, HALF_PAST_NINE + timedelta(hours=2)
    )

    page = signed_in(pia).get("/bookings/diary/?day=2026-11-25")

    assert "9:30 am Ruth" in text(page)
    assert "Otto" not in text(page)
    assert "Paul" not in text(page)
    assert "/bookings/book/" not in page.content.decode()


def test_one_practitioner_at_a_time(signed_in, dee, pia, paul, visit):
    page = signed_in(dee).get(f"/bookings/diary/?day=2026-11-25&physio={paul.practitioner.pk}")

    assert "9:30 am Ruth" not in text(page)
    assert page.content.decode().count('scope="col" data-col=') == 1


@pytest.mark.parametrize("asked", ["?day=nonsense", "?physio=nonsense", "?day=2026-02-30", ""])
def test_nonsense_shows_a_diary_all_the_same(signed_in, dee, asked):
    assert signed_in(dee).get(f"/bookings/diary/{asked}").status_code == 200


def test_runners_do_not_read_the_diary(signed_in, ruth, client):
    assert signed_in(ruth).get("/bookings/diary/").status_code == 403
    assert client.get("/bookings/diary/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_diary_costs_the_same_for_one_visit_or_three(
    signed_in, dee, ruth, pia, paul, room, first_visit, count, django_assert_num_queries
):
    for number in range(count):
        start = HALF_PAST_NINE + timedelta(hours=number)
        factories.make_appointment(ruth, pia.practitioner, room, first_visit, start)
    desk = signed_in(dee)

    session_and_person, visits_columns_and_hours = 2, 3
    with django_assert_num_queries(session_and_person + visits_columns_and_hours):
        desk.get("/bookings/diary/?day=2026-11-25")


def test_hours_on_file_show_when_somebody_is_off_and_leave_counts(signed_in, dee, pia, room):
    factories.make_hours(pia.practitioner, room.site, [3, 4], time(9), time(17))
    leave = date(2026, 11, 26)
    facts = {"kind": "leave", "practitioner": pia.practitioner, "starts_on": leave}
    add_block(facts=facts | {"ends_on": leave}, now=NOON)
    client = signed_in(dee)

    working, away = (
        client.get(f"/bookings/diary/?day=2026-11-{day}").content.decode() for day in (25, 26)
    )

    assert 'aria-label="Book Pia at 8:45 am, off duty"' in working
    assert 'aria-label="Book Pia at 9:00 am"' in working
    assert 'aria-label="Book Pia at 5:00 pm, off duty"' in working
    assert working.count('class="off-word"') == 2
    assert 'aria-label="Book Pia at 9:00 am, off duty"' in away
    assert away.count('class="off-word"') == 1


def test_who_has_no_hours_on_file_is_never_called_off(signed_in, dee, pia):
    page = signed_in(dee).get("/bookings/diary/?day=2026-11-25").content.decode()

    assert "off duty" not in page
