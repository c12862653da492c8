from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from bookings.models import Call, Enquiry
from tests.factories import NOON, make_enquiry

pytestmark = pytest.mark.django_db
API = "/api/v1/enquiries/"
CALLS = "/api/v1/calls/"
CARL = {
    "name": "Carl",
    "phone": "0491 570 157",
    "where_it_hurts": "calf",
    "note": "Rang about a run.",
}


def test_strangers_runners_and_physios_read_nothing(bearer, ruth, pia):
    nina = make_enquiry()
    paths = [API, f"{API}{nina.pk}/"]

    assert [APIClient().get(path).status_code for path in paths] == [401, 401]
    for person in (ruth, pia):
        client = bearer(person)
        assert [client.get(path).status_code for path in paths] == [403, 403]
        assert client.patch(paths[1], {"is_urgent": True}).status_code == 403
        assert client.post(CALLS, CARL).status_code == 403


def test_a_token_gives_no_more_than_its_scope(bearer, dee):
    nina = make_enquiry()
    reader, writer = bearer(dee, "enquiries:read"), bearer(dee, "enquiries:write")
    path = f"{API}{nina.pk}/"

    assert (reader.get(path).status_code, writer.get(path).status_code) == (200, 403)
    assert reader.patch(path, {"is_urgent": True}).status_code == 403
    assert writer.patch(path, {"is_urgent": True}).status_code == 200
    assert reader.post(CALLS, CARL).status_code == 403
    assert reader.delete(path).status_code in {403, 405}
    assert reader.put(path, {}).status_code in {403, 405}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(bearer, dee, count, django_assert_num_queries):
    for number in range(count):
        enquiry = make_enquiry(f"Nina{number}")
        enquiry.calls.create(taken_by=dee, happened_at=NOON)
    client = bearer(dee)

    with django_assert_num_queries(3):
        answer = client.get(API)

    assert len(answer.json()["results"]) == count
    assert set(answer.json()) == {"next", "previous", "results"}


def test_the_list_is_narrowed_and_paged(bearer, dee):
    make_enquiry("Nina")
    make_enquiry("Carl", source="phone", is_urgent=True, updated_at=NOON + timedelta(hours=2))
    make_enquiry("Done", state="closed", close_reason="price")
    client = bearer(dee)

    def names(query: str) -> list[str]:
        return sorted(found["name"] for found in client.get(f"{API}?{query}").json()["results"])

    assert names("state=new") == ["Carl", "Nina"]
    assert names("source=phone") == names("is_urgent=true") == ["Carl"]
    assert names("updated_since=2026-11-24T13:30:00%2B11:00") == ["Carl"]
    assert client.get(f"{API}?state=lost").status_code == 400
    first = client.get(f"{API}?page_size=2").json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"])) == (2, 1)


def test_the_desk_takes_waits_and_closes_through_the_same_rules(bearer, dee, max_):
    nina = make_enquiry()
    client, path = bearer(dee), f"{API}{nina.pk}/"

    def change(**fields):
        return client.patch(path, fields)

    assert change(state="open").json()["owner"] == str(dee.pk)
    assert change(owner=str(max_.pk), is_urgent=True).json()["owner"] == str(max_.pk)
    assert change(state="waiting").json()["state"] == "waiting"
    assert change(state="open").json()["state"] == "open"
    closed = change(state="closed", close_reason="price").json()
    assert (closed["state"], closed["close_reason"]) == ("closed", "price")


def test_what_the_state_does_not_allow_is_a_conflict_and_changes_nothing(bearer, dee):
    nina = make_enquiry()

    answer = bearer(dee).patch(f"{API}{nina.pk}/", {"is_urgent": True, "state": "waiting"})

    nina.refresh_from_db()
    assert answer.status_code == 409
    assert answer.json()["code"] == "illegal_state"
    assert nina.is_urgent is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"state": "booked"}, "state"),
        ({"state": "closed"}, "close_reason"),
        ({"state": "closed", "close_reason": "bored"}, "close_reason"),
        ({"close_reason": "spam"}, "close_reason"),
        ({"owner": "pia"}, "owner"),
        ({"name": "Other"}, "name"),
    ],
)
def test_a_change_that_is_not_the_desks_is_refused_by_field(bearer, dee, pia, change, field):
    nina = make_enquiry()
    if change.get("owner") == "pia":
        change = {"owner": str(pia.pk)}

    answer = bearer(dee).patch(f"{API}{nina.pk}/", change)

    nina.refresh_from_db()
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert nina.state == "new"


def test_a_call_opens_an_enquiry(bearer, dee):
    answer = bearer(dee).post(CALLS, CARL)

    enquiry = Enquiry.objects.get()
    assert answer.status_code == 201
    assert answer.json()["id"] == str(enquiry.pk)
    assert answer.json()["calls"][0]["note"] == CARL["note"]
    assert (enquiry.source, enquiry.state, enquiry.owner) == ("phone", "open", dee)


def test_a_call_nobody_can_answer_is_refused(bearer, dee):
    answer = bearer(dee).post(CALLS, CARL | {"phone": ""})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {
        "non_field_errors": ["Give an e-mail address or a phone number."]
    }
    assert not Call.objects.exists()


@pytest.mark.parametrize("sent", ["2", "1", "yes", "True", "maybe"])
def test_urgent_or_not_is_true_or_false_and_nothing_else(bearer, dee, sent):
    answer = bearer(dee).get(API, {"is_urgent": sent})

    assert answer.status_code == 400
    assert "is_urgent" in answer.json()["errors"]


def test_a_missing_enquiry_is_not_found(bearer, dee):
    answer = bearer(dee).get(f"{API}00000000-0000-0000-0000-000000000000/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
