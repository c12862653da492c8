"""Every resource holds before a library that knows FHIR, and says what is stored and no more.

R4B differs from R4 in none of the types that are written here (hl7.org/fhir/R4B/history.html).
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from fhir.resources.R4B import get_fhir_model_class

from bookings.models import Appointment, AppointmentType
from clinic.fhir.urls import KINDS
from drills.models import Dose
from programs.models import (
    MorningCheck,
    PlannedSession,
    Prescription,
    Program,
    SessionLog,
)
from tests.factories import (
    EVERY_DAY,
    NOON,
    TODAY,
    make_appointment,
    make_drill,
    make_hours,
    make_program,
    new_id,
    reopened,
)

BASE = "/fhir/R4"
ALL = "programs:read logs:read appointments:read"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def reader(bearer):
    """A client of somebody, with every scope that reads."""
    return lambda person: bearer(person, *ALL.split())


def checked(resource: dict) -> dict:
    """The resource, once the library has taken it."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def found(client, query: str) -> list[dict]:
    """The resources of a search, through all its pages."""
    resources, path = [], f"{BASE}/{query}"
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/fhir+json"
        page = checked(answer.json())
        resources += [checked(entry["resource"]) for entry in page.get("entry", [])]
        links = {link["relation"]: link["url"] for link in page["link"]}
        parts = urlsplit(links["next"]) if "next" in links else None
        path = parts and f"{parts.path}?{parts.query}"
    return resources


@pytest.fixture
def whole(ruth):
    """A programme of each kind of day and of each kind of dose, and a run."""
    program = make_program(ruth, [make_drill()])
    program.note, program.ends_on = "Go easy on hills.", TODAY + timedelta(days=60)
    program.save()
    phase = reopened(program).phases.get()
    days = [
        {"cadence": "every_days", "every_days": 2, "weekdays": [], "times_per_day": 2},
        {"cadence": "per_week", "per_week": 3, "weekdays": []},
        {"weekdays": [1, 3]},
    ]
    amounts = [{"hold_seconds": 30}, {"duration_seconds": 60}, {"distance_m": 20}]
    for number, (when, much) in enumerate(zip(days, amounts, strict=True), start=2):
        session = PlannedSession.objects.create(
            phase=phase, order=number, name=f"Session {number}", moment="strength", **when
        )
        drill = make_drill(f"drill-{number}")
        Prescription.objects.create(
            session=session, drill=drill, order=1, sets=3, side=Dose.Side.EACH, **much
        )
    PlannedSession.objects.create(
        phase=phase, order=5, name="Easy run", kind="run", moment="strength",
        weekdays=EVERY_DAY, run_distance_m=5000,
    )  # fmt: skip
    return program


def logged(program: Program, **fields) -> SessionLog:
    plan = program.plans.get()
    known = {
        "id": new_id(),
        "runner": program.runner,
        "program": program,
        "session": plan.phases.get().sessions.first(),
        "program_version": 1,
        "state": "done",
        "occurred_at": NOON,
        "utc_offset_minutes": 660,
        "occurred_on": TODAY,
        "digest": "0" * 64,
        "received_at": NOON,
        "updated_at": NOON,
    }
    return SessionLog.objects.create(**(known | fields))


def test_a_programme_is_a_care_plan_whose_drills_are_service_requests(reader, ruth, whole):
    (plan,) = found(reader(ruth), f"CarePlan?patient=Patient/{ruth.pk}&status=active")

    assert plan["title"] == "Pre-run hip mobility"
    assert plan["period"] == {"start": "2026-11-17", "end": "2027-01-23"}
    assert plan["subject"] == {"reference": f"Patient/{ruth.pk}", "display": "Ruth"}
    assert plan["note"] == [{"text": "Go easy on hills."}]
    *drills, run = plan["activity"]
    assert run["detail"]["description"] == "Easy run: Run 5 km"
    requests = found(reader(ruth), f"ServiceRequest?based-on=CarePlan/{whole.pk}")
    asked = {f"ServiceRequest/{one['id']}": one for one in requests}
    assert [one["reference"]["reference"] in asked for one in drills] == [True] * 4
    in_order = [asked[one["reference"]["reference"]] for one in drills]
    assert [one["occurrenceTiming"]["repeat"] | {"boundsPeriod": 0} for one in in_order] == [
        {"boundsPeriod": 0, "frequency": 1, "period": 1, "periodUnit": "d",
         "dayOfWeek": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
        {"boundsPeriod": 0, "frequency": 2, "period": 2, "periodUnit": "d"},
        {"boundsPeriod": 0, "frequency": 3, "period": 1, "periodUnit": "wk"},
        {"boundsPeriod": 0, "frequency": 1, "period": 1, "periodUnit": "d",
         "dayOfWeek": ["mon", "wed"]},
    ]  # fmt: skip
    assert in_order[0]["quantityRange"] == {
        "low": {"value": 10, "unit": "reps"},
        "high": {"value": 15, "unit": "reps"},
    }
    assert [one["quantityQuantity"]["code"] for one in in_order[1:]] == ["s", "s", "m"]
    assert "30 seconds" in in_order[1]["orderDetail"][0]["text"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("active", "active"), ("on_hold", "on-hold"), ("completed", "completed"),
     ("stopped", "revoked")],
)  # fmt: skip
def test_the_states_of_a_programme_are_those_of_fhir(reader, ruth, pia, ours, theirs):
    program = make_program(ruth, [make_drill()], status=ours)
    got = [one["id"] for one in found(reader(pia), f"CarePlan?status={theirs}")]
    assert got == [str(program.pk)]
    (one,) = found(reader(pia), f"ServiceRequest?based-on={program.pk}")
    assert one["status"] == theirs


def test_a_draft_is_the_physios_alone(reader, ruth, pia):
    program = make_program(ruth, [make_drill()], status="draft")
    assert [one["status"] for one in found(reader(pia), "CarePlan")] == ["draft"]
    assert found(reader(ruth), "CarePlan") == []
    assert found(reader(ruth), "ServiceRequest") == []
    assert reader(ruth).get(f"{BASE}/CarePlan/{program.pk}").status_code == 404


def test_each_rating_is_an_observation_and_a_missing_one_is_none(reader, pia, whole):
    log = logged(whole, pain_during=0, effort=6)
    morning = NOON + timedelta(hours=20)
    MorningCheck.objects.create(log=log, is_worse=True, pain=4, answered_at=morning)

    got = {one["id"].partition(".")[2]: one for one in found(reader(pia), "Observation?_count=1")}

    assert {code: one["valueInteger"] for code, one in got.items()} == {
        "pain-during": 0,
        "effort": 6,
        "pain-next-morning": 4,
    }
    assert got["pain-during"]["effectiveDateTime"] == "2026-11-24T12:00:00+11:00"
    assert got["pain-next-morning"]["effectiveDateTime"] == "2026-11-25T08:00:00+11:00"
    assert got["pain-during"]["code"]["coding"][0]["code"] == "72514-3"
    assert [coding["code"] for coding in got["effort"]["code"]["coding"]] == ["effort"]
    one = reader(pia).get(f"{BASE}/Observation/{log.pk}.effort")
    assert checked(one.json())["valueInteger"] == 6
    assert reader(pia).get(f"{BASE}/Observation/{log.pk}.pain-after").status_code == 404


def test_a_corrected_log_is_amended_and_its_words_stay_with_us(reader, pia, whole):
    logged(whole, pain_during=3, revision=2, note="It burns in my groin")
    answer = reader(pia).get(f"{BASE}/Observation")
    (entry,) = checked(answer.json())["entry"]
    assert entry["resource"]["status"] == "amended"
    assert "groin" not in answer.content.decode()


@pytest.mark.parametrize(
    ("ours", "fields", "theirs"),
    [
        ("booked", {}, "booked"),
        ("arrived", {}, "arrived"),
        ("completed", {}, "fulfilled"),
        ("no_show", {}, "noshow"),
        ("cancelled", {"cancel_reason": "sick"}, "cancelled"),
    ],
)
def test_a_visit_is_an_appointment(reader, ruth, pia, dee, room, first_visit, ours, fields, theirs):
    visit = make_appointment(
        ruth, ruth.physio, room, first_visit, starts_at=NOON, status=ours, **fields
    )
    for person in (ruth, pia, dee):
        (one,) = found(reader(person), f"Appointment?date=2026-11-24&status={theirs}")
        assert (one["id"], one["status"]) == (str(visit.pk), theirs)
        assert one["start"] == "2026-11-24T12:00:00+11:00"
        assert one["end"] == "2026-11-24T12:45:00+11:00"
        who = {part["actor"].get("reference") for part in one["participant"]}
        assert who == {f"Patient/{ruth.pk}", f"Practitioner/{ruth.physio_id}", None}
    assert found(reader(ruth), "Appointment?date=gt2026-11-24") == []


def test_a_time_that_is_only_held_is_no_appointment(reader, dee, ruth, room, first_visit):
    make_appointment(
        ruth, ruth.physio, room, first_visit,
        status=Appointment.Status.HELD, held_until=NOON + timedelta(minutes=10),
    )  # fmt: skip
    assert found(reader(dee), "Appointment") == []


def test_free_times_are_slots_of_a_schedule_for_everybody(client, ruth, room, first_visit):
    AppointmentType.objects.filter(pk=first_visit.pk).update(is_online=True)
    make_hours(ruth.physio, room.site)
    (schedule,) = found(client, f"Schedule?actor=Practitioner/{ruth.physio_id}")
    asked = f"Slot?service-type={first_visit.pk}&start=ge2026-11-26&start=lt2026-11-27"

    slots = found(client, f"{asked}&schedule=Schedule/{schedule['id']}")

    assert slots[0]["start"] == "2026-11-26T08:00:00+11:00"
    assert slots[0]["end"] == "2026-11-26T08:45:00+11:00"
    assert {one["schedule"]["reference"] for one in slots} == {f"Schedule/{schedule['id']}"}
    assert slots == found(client, asked)
    assert len({one["id"] for one in slots}) == len(slots)
    make_appointment(ruth, ruth.physio, room, first_visit, starts_at=NOON + timedelta(hours=44))
    left = found(client, asked)
    assert slots[0]["id"] not in {one["id"] for one in left}
    assert found(client, f"{asked}&schedule={new_id()}") == []


def test_people_are_names_and_no_addresses(reader, ruth, pia):
    (patient,) = found(reader(pia), "Patient")
    (own,) = found(reader(ruth), "Patient")
    assert (
        patient
        == own
        == {
            "resourceType": "Patient",
            "id": str(ruth.pk),
            "active": True,
            "name": [{"text": "Ruth"}],
            "generalPractitioner": [{"reference": f"Practitioner/{ruth.physio_id}"}],
        }
    )
    (one,) = found(reader(ruth), f"Practitioner?_id={ruth.physio_id}")
    assert one["qualification"] == [{"code": {"text": "Physiotherapist"}}]


def test_the_capability_statement_names_what_there_is(client):
    told = checked(client.get(f"{BASE}/metadata").json())
    assert told["fhirVersion"] == "4.0.1"
    types = {one["type"]: one for one in told["rest"][0]["resource"]}
    assert set(types) == {kind.name for kind in KINDS} | {"Slot"}
    assert {one["name"] for one in types["Appointment"]["searchParam"]} == {
        "_id", "_lastUpdated", "date", "patient", "practitioner", "status",
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_or_many(
    reader, ruth, pia, room, first_visit, count, django_assert_max_num_queries
):
    for number in range(count):
        program = make_program(ruth, [make_drill(f"drill-{number}-{n}") for n in range(count)])
        logged(program, pain_during=1)
        make_appointment(
            ruth, ruth.physio, room, first_visit, starts_at=NOON + timedelta(days=number)
        )
    most = {"CarePlan": 11, "ServiceRequest": 3, "Observation": 3, "Appointment": 3,
            "Patient": 3, "Practitioner": 3, "Schedule": 3}  # fmt: skip
    client = reader(pia)
    for kind in KINDS:
        with django_assert_max_num_queries(most[kind.name]):
            assert client.get(f"{BASE}/{kind.name}").status_code == 200
