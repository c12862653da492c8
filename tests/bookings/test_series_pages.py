"""The desk books a series, sees each clash, leaves it out, and finds every visit again."""

from datetime import datetime, timedelta

import pytest

from bookings.actions.appointments import book
from bookings.models import Appointment, Series
from clinic.people.actions import make_token
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, text
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def page(ruth):
    return f"/bookings/series/?runner={ruth.pk}"


@pytest.fixture
def four(pia, room, first_visit):
    """Four Wednesdays at half past nine."""
    return {
        "kind": first_visit.pk, "practitioner": pia.practitioner.pk, "room": room.pk,
        "first_on": "2026-11-25", "clock": "09:30", "every_weeks": "1", "count": "4",
        "key": factories.new_id(),
    }  # fmt: skip


def test_a_series_is_booked_and_its_page_names_every_visit(signed_in, dee, page, four, ruth):
    client = signed_in(dee)

    done = client.post(page, four, follow=True)

    assert "4 visits are booked for Ruth" in text(done)
    for day in ("25 November", "2 December", "9 December", "16 December"):
        assert f"{day}, 9:30 am" in text(done)
    visit = Appointment.objects.first()
    assert "a series" in text(client.get(f"/bookings/{visit.pk}/"))
    assert client.post(page, four).url == done.request["PATH_INFO"]
    assert Series.objects.count() == 1


def test_a_clash_books_nothing_names_it_and_is_left_out_by_the_next_press(
    signed_in, dee, page, four, wish, otto
):
    client = signed_in(dee)
    book(**wish | {"runner": otto, "starts_at": HALF_PAST_NINE + 2 * WEEK})

    refused = client.post(page, four)

    assert refused.status_code == 409
    assert "9 December, 9:30 am. " in text(refused)
    assert "taken" in text(refused)
    assert text(refused).count("Free.") == 3
    assert Series.objects.count() == 0
    form = refused.context["form"]
    ticked = form.data.getlist("leave_out")
    assert ticked == [(HALF_PAST_NINE + 2 * WEEK).isoformat()]

    done = client.post(page, four | {"leave_out": ticked}, follow=True)

    assert "3 visits are booked" in text(done)
    assert Appointment.objects.filter(series__isnull=False).count() == 3


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("count", "1", "Choose 2 to 26 visits"),
        ("every_weeks", "9", "Choose 1 to 8 weeks"),
        ("first_on", "2027-12-01", "within a year"),
        ("leave_out", "nonsense", "Tick only visits from the list"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    signed_in, dee, page, four, field, value, says
):
    refused = signed_in(dee).post(page, four | {field: value})

    assert refused.status_code == 422
    assert says in text(refused)
    assert 'value="09:30"' in refused.content.decode()


def test_leaving_all_of_them_out_books_nothing(signed_in, dee, page, four):
    every = [(HALF_PAST_NINE + weeks * WEEK).isoformat() for weeks in range(4)]

    refused = signed_in(dee).post(page, four | {"leave_out": every})

    assert refused.status_code == 422
    assert "Keep at least one visit" in text(refused)
    assert Series.objects.count() == 0


def test_only_the_desk_keeps_series(signed_in, pia, page, dee, four):
    signed_in(dee).post(page, four)
    series = Series.objects.get()

    assert signed_in(pia).get(f"/bookings/series/{series.pk}/").status_code == 403


def test_the_api_books_a_series_and_names_each_clash(client, dee, four, ruth, wish, otto):
    _, token = make_token(user=dee, name="t", scopes=["appointments:write"], now=NOON)
    body = {name: str(value) for name, value in four.items() if name not in {"kind", "key"}}
    body |= {"appointment_type": str(four["kind"]), "runner": str(ruth.pk)}
    body |= {name: int(four[name]) for name in ("every_weeks", "count") if name in four}
    taken = HALF_PAST_NINE + 2 * WEEK
    book(**wish | {"runner": otto, "starts_at": taken})

    def ask(body):
        return client.post(
            "/api/v1/series/", body, content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(four["key"])},
        )  # fmt: skip

    refused = ask(body)
    assert (refused.status_code, refused.json()["code"]) == (409, "series_clash")
    (clash,) = refused.json()["clashes"]
    assert datetime.fromisoformat(clash["starts_at"]) == taken
    assert "taken" in clash["why"]
    assert Series.objects.count() == 0

    body |= {"leaving_out": [clash["starts_at"]]}
    made = ask(body)
    assert made.status_code == 201
    assert [one["starts_at"][:16] for one in made.json()["appointments"]] == [
        "2026-11-25T09:30", "2026-12-02T09:30", "2026-12-16T09:30",
    ]  # fmt: skip
    assert ask(body).json()["id"] == made.json()["id"]
    assert ask(body | {"colour": "red"}).status_code == 400
