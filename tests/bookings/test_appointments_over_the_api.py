"""Free times and visits over the API: the same rules, and refusals that a program can read."""

from datetime import datetime, time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from bookings.models import Appointment
from clinic.outbox.models import Message
from tests import factories
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

API = "/api/v1/appointments/"
FREE = "/api/v1/availability/"
NINE = datetime(2026, 11, 25, 9, tzinfo=SYDNEY)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    for module in ("bookings.api.appointments", "bookings.serializers.appointments"):
        monkeypatch.setattr(f"{module}.timezone.now", lambda: NOON)


@pytest.fixture
def online(first_visit, pia, room):
    """A first visit that anybody may book with Pia, Monday to Friday from 9 am to noon."""
    first_visit.is_online = True
    first_visit.save()
    factories.make_hours(pia.practitioner, room.site, [1, 2, 3, 4, 5], time(9), time(12))
    return first_visit


def free(kind, **more):
    asked = {"appointment_type": kind.pk, "from": "2026-11-25", "to": "2026-11-25"}
    return APIClient().get(FREE, asked | more)


def wish(kind, starts_at=NINE, **more):
    return {"appointment_type": str(kind.pk), "starts_at": starts_at.isoformat()} | more


def post(client, body, key=None):
    return client.post(API, body, headers={"Idempotency-Key": str(key or uuid4())})


def test_anybody_reads_free_times_with_practitioner_and_site(online, pia, site):
    answer = free(online)

    assert answer.status_code == 200
    (only,) = answer.json()["results"]
    assert only["practitioner"] == str(pia.practitioner.pk)
    assert (only["site"], only["time_zone"]) == (str(site.pk), "Australia/Sydney")
    clocks = [start[11:16] for start in only["starts"]]
    assert clocks == ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15", "10:30", "10:45",
                      "11:00", "11:15"]  # fmt: skip
    assert only["starts"][0] == "2026-11-25T09:00:00+11:00"


def test_what_is_booked_is_not_free(online, pia, ruth, room):
    factories.make_appointment(ruth, pia.practitioner, room, online, NINE.replace(hour=10))

    (only,) = free(online).json()["results"]

    assert [start[11:16] for start in only["starts"]] == ["09:00", "09:15", "10:45", "11:00",
                                                          "11:15"]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to": "2026-12-26"}, "to"),
        ({"to": "2026-11-24"}, "to"),
        ({"from": "x"}, "from"),
        ({"appointment_type": "x"}, "appointment_type"),
        ({"site": "x"}, "site"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_odd_questions_are_refused_by_name(online, more, field):
    answer = free(online, **more)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_a_visit_that_is_not_online_has_no_free_times(first_visit):
    assert free(first_visit).status_code == 400


def queries(call):
    """How many statements a call sends, without BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as sent:
        answer = call()
    kept = [query["sql"] for query in sent if "SAVEPOINT" not in query["sql"]]
    return answer, len([sql for sql in kept if sql not in {"BEGIN", "COMMIT"}])


@pytest.mark.parametrize(("people", "days", "past"), [(1, 1, 0), (3, 28, 0), (3, 28, 40)])
def test_free_times_cost_four_queries_whatever_is_asked(online, site, room, people, days, past):
    ruth = factories.make_runner("Rosa")
    for number in range(people):
        person = factories.make_practitioner(f"Physio{number}")
        factories.make_hours(person, site)
        for back in range(past):
            start = NINE.replace(year=2026 - back // 12 - 1, month=back % 12 + 1, hour=number + 1)
            factories.make_appointment(ruth, person, room, online, start, status="completed")

    answer, count = queries(lambda: free(online, **{"to": f"2026-12-{days - 6:02}"} if days > 1
                                         else {}))  # fmt: skip

    assert answer.status_code == 200
    assert count == 4


def test_ruth_books_for_herself_with_seven_queries(online, bearer, ruth, pia, site):
    client = bearer(ruth)
    body = wish(online, practitioner=str(pia.practitioner.pk), site=str(site.pk))

    answer, count = queries(lambda: post(client, body))

    assert answer.status_code == 201, answer.json()
    visit = Appointment.objects.get(pk=answer.json()["id"])
    assert (visit.runner, visit.status) == (ruth, "booked")
    assert Message.objects.filter(key=f"appointment-booked:{visit.pk}").exists()
    assert count == 7


def test_what_there_is_not_is_said_by_its_field(online, bearer, ruth, dee, pia):
    made_up = str(uuid4())
    nowhere = post(bearer(ruth), wish(online, site=made_up))
    pia.practitioner.is_active = False
    pia.practitioner.save()

    hers = post(bearer(ruth), wish(online, practitioner=made_up, appointment_type=made_up))
    gone = post(bearer(ruth), wish(online, practitioner=str(pia.practitioner.pk)))
    desks = post(bearer(dee), wish(online, runner=made_up))
    nobodys = post(bearer(dee), wish(online))

    assert set(hers.json()["errors"]) == {"appointment_type", "practitioner"}
    assert set(gone.json()["errors"]) == {"practitioner"}
    assert (nowhere.status_code, "no room there" in str(nowhere.json())) == (400, True)
    assert (set(desks.json()["errors"]), set(nobodys.json()["errors"])) == ({"runner"}, {"runner"})
    assert not Appointment.objects.exists()


def test_a_runner_books_for_nobody_else(online, bearer, ruth, otto):
    answer = post(bearer(ruth), wish(online, runner=str(otto.pk)))
    unknown = post(bearer(ruth), wish(online, runner=str(uuid4())))

    assert (answer.status_code, answer.content) == (400, unknown.content)


def test_a_key_is_answered_once_and_refused_with_another_body(online, bearer, ruth):
    client, key = bearer(ruth), uuid4()

    first = post(client, wish(online), key)
    again = post(client, wish(online), key)
    other = post(client, wish(online, NINE.replace(hour=11)), key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert other.json()["code"] == "idempotency_mismatch"
    assert Appointment.objects.count() == 1


def test_a_key_still_answers_after_the_visit_was_moved(online, bearer, ruth):
    client, key = bearer(ruth), uuid4()
    visit = post(client, wish(online, NINE.replace(day=26)), key).json()
    moved = client.patch(
        f"{API}{visit['id']}/", {"version": 1, "starts_at": "2026-11-26T11:00:00+11:00"}
    )

    again = post(client, wish(online, NINE.replace(day=26)), key)

    assert (moved.status_code, again.status_code) == (200, 201)
    assert again.json()["starts_at"] == "2026-11-26T11:00:00+11:00"


def test_a_booking_without_a_key_is_refused(online, bearer, ruth):
    answer = bearer(ruth).post(API, wish(online))

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"]


def test_a_taken_time_is_a_conflict_with_three_free_ones(online, bearer, ruth, otto):
    post(bearer(otto), wish(online, NINE.replace(hour=10)))

    answer = post(bearer(ruth), wish(online, NINE.replace(hour=10)))

    assert answer.status_code == 409
    assert answer.json()["code"] == "slot_taken"
    offers = answer.json()["alternatives"]
    assert [offer["starts_at"][11:16] for offer in offers] == ["09:00", "09:15", "10:45"]
    chosen = datetime.fromisoformat(offers[2]["starts_at"])
    assert post(bearer(ruth), wish(online, chosen)).status_code == 201


@pytest.mark.parametrize(
    "start",
    [NINE.replace(hour=8), NINE.replace(minute=5), NINE.replace(hour=11, minute=30)],
)
def test_a_runner_books_only_what_is_offered(online, bearer, ruth, start):
    assert post(bearer(ruth), wish(online, start)).json()["code"] == "slot_taken"


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({"notice_hours": 22}, NINE),
        ({"horizon_days": 1}, NINE.replace(day=26)),
        ({"is_online": False}, NINE),
        ({"for_whom": "returning"}, NINE),
    ],
)
def test_the_rules_of_a_visit_hold_for_runners_and_not_for_the_desk(
    online, bearer, ruth, dee, change, start
):
    for name, value in change.items():
        setattr(online, name, value)
    online.save()

    refused = post(bearer(ruth), wish(online, start))
    booked = post(bearer(dee), wish(online, start, runner=str(ruth.pk)))

    assert (refused.status_code, booked.status_code) == (400, 201)


def test_only_the_desk_books_outside_hours_and_on_purpose(online, bearer, ruth, dee):
    late = wish(online, NINE.replace(hour=18), runner=str(ruth.pk))

    asked = post(bearer(dee), late)
    booked = post(bearer(dee), late | {"outside_hours": True})
    runner = post(bearer(ruth), late | {"outside_hours": True})

    assert (asked.status_code, asked.json()["code"]) == (409, "outside_hours")
    assert (booked.status_code, runner.status_code) == (201, 400)


def test_a_visit_is_cancelled_once_and_by_its_version(online, bearer, ruth, otto):
    client = bearer(ruth)
    visit = post(client, wish(online, NINE.replace(day=26))).json()
    path = f"{API}{visit['id']}/cancel/"

    assert bearer(otto).post(path, {"version": 1, "cancel_reason": "sick"}).status_code == 404
    assert client.post(path, {"version": 2, "cancel_reason": "sick"}).json()["code"] == "stale"
    done = client.post(path, {"version": 1, "cancel_reason": "sick"})
    assert (done.status_code, done.json()["status"]) == (200, "cancelled")
    assert client.post(path, {"version": 2, "cancel_reason": "sick"}).status_code == 400


def test_too_late_to_change_online_is_said_and_the_desk_still_can(online, bearer, ruth, dee):
    visit = post(bearer(ruth), wish(online)).json()
    body = {"version": 1, "cancel_reason": "sick"}

    late = bearer(ruth).post(f"{API}{visit['id']}/cancel/", body)
    done = bearer(dee).post(f"{API}{visit['id']}/cancel/", body)

    assert late.status_code == 400
    assert "Ring us" in str(late.json()["errors"])
    assert done.json()["is_late_cancel"] is True


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(
    online, bearer, dee, pia, room, count, django_assert_num_queries
):
    for number in range(count):
        factories.make_appointment(
            factories.make_runner(f"R{number}"), pia.practitioner, room, online,
            NINE.replace(hour=9 + number),
        )  # fmt: skip
    client = bearer(dee)

    with django_assert_num_queries(2):
        answer = client.get(API)

    assert len(answer.json()["results"]) == count


def test_a_practitioner_that_nobody_is_has_no_visits(online, bearer, dee, pia, ruth, room):
    visit = factories.make_appointment(ruth, pia.practitioner, room, online, NINE)
    client = bearer(dee)

    def ids(who):
        return [one["id"] for one in client.get(API, {"practitioner": who}).json()["results"]]

    assert ids(pia.practitioner.pk) == [str(visit.pk)]
    assert ids(uuid4()) == []
    assert client.get(API, {"practitioner": "pia"}).status_code == 400
