"""Programmes for other clients: who may read what, the shape, what it costs, and entity tags."""

from datetime import timedelta

import pytest

from drills.models import Dose, Drill
from programs.models import Phase, PlannedSession, Prescription, Program
from tests.factories import (
    EVERY_DAY,
    NOON,
    make_drill,
    make_program,
    new_id,
    reopened,
)
from tests.pictures import make_figure

PATH = "/api/v1/programs/"
NO_FIGURE = {"static": None, "animated": None}


@pytest.fixture
def program(ruth):
    return make_program(ruth, [make_drill("glute-bridge")])


def lengthen(program, *, sessions: int, drills: int):
    """Add a phase of so many sessions, each of so many prescriptions of the same drill."""
    drill = Prescription.objects.first().drill
    phase = Phase.objects.create(plan=reopened(program), order=2, name="More")
    for number in range(1, sessions + 1):
        session = PlannedSession.objects.create(
            phase=phase, order=number, name=f"S{number}", moment="strength", weekdays=EVERY_DAY
        )
        for order in range(1, drills + 1):
            Prescription.objects.create(session=session, drill=drill, order=order, hold_seconds=30)


def test_a_programme_is_one_answer_with_each_drill_once(bearer, pia, ruth, program):
    reopened(program)
    session = PlannedSession.objects.select_related("phase").get()
    bridge = Prescription.objects.get()
    bridge.note = "Slowly"
    bridge.save()
    clamshell = make_drill("clamshell")
    clam = Prescription.objects.create(
        session=session,
        drill=clamshell,
        order=2,
        sets=2,
        hold_seconds=20,
        side=Dose.Side.EACH,
        rest_seconds=15,
    )
    again = Prescription.objects.create(session=session, drill=bridge.drill, order=3, distance_m=50)

    answer = bearer(ruth).get(f"{PATH}{program.pk}/")

    dose = {"sets": 1}
    assert answer.json() == {
        "id": str(program.pk),
        "title": "Pre-run hip mobility",
        "note": "",
        "status": "active",
        "version": 1,
        "starts_on": "2026-11-17",
        "ends_on": None,
        "updated_at": "2026-11-24T12:00:00+11:00",
        "runner": {"id": str(ruth.pk), "name": "Ruth"},
        "physio": {"id": str(pia.practitioner.pk), "name": "Pia"},
        "phases": [
            {
                "id": str(session.phase_id),
                "name": "Start",
                "sessions": [
                    {
                        "id": str(session.pk),
                        "name": "Before your run",
                        "moment": "pre_run",
                        "weekdays": EVERY_DAY,
                        "prescriptions": [
                            {
                                "id": str(bridge.pk),
                                "drill": "glute-bridge",
                                "dose": dose | {"reps_min": 10, "reps_max": 15},
                                "note": "Slowly",
                            },
                            {
                                "id": str(clam.pk),
                                "drill": "clamshell",
                                "dose": dose
                                | {
                                    "sets": 2,
                                    "hold_seconds": 20,
                                    "side": "each",
                                    "rest_seconds": 15,
                                },
                            },
                            {
                                "id": str(again.pk),
                                "drill": "glute-bridge",
                                "dose": dose | {"distance_m": 50},
                            },
                        ],
                    }
                ],
            }
        ],
        "drills": {
            "glute-bridge": {"name": "Glute bridge", "figure": NO_FIGURE},
            "clamshell": {"name": "Clamshell", "figure": NO_FIGURE},
        },
    }


@pytest.mark.parametrize("sessions", [4, 12, 24])
def test_a_programme_costs_the_same_however_long(
    bearer, ruth, program, sessions, django_assert_num_queries
):
    lengthen(program, sessions=sessions, drills=6)
    client = bearer(ruth)

    with django_assert_num_queries(6):
        answer = client.get(f"{PATH}{program.pk}/")

    assert len(answer.json()["phases"][1]["sessions"]) == sessions


def test_a_renamed_drill_is_a_change(bearer, ruth, program):
    client = bearer(ruth)
    first = client.get(f"{PATH}{program.pk}/")

    Drill.objects.update(name="Bridge")
    again = client.get(f"{PATH}{program.pk}/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again["ETag"] == first["ETag"]) == (200, False)


def test_a_drill_that_is_drawn_has_its_two_addresses(
    bearer, pia, ruth, program, settings, django_assert_num_queries
):
    make_figure(Prescription.objects.get().drill, pia)
    client = bearer(ruth)

    with django_assert_num_queries(6):
        answer = client.get(f"{PATH}{program.pk}/")

    address = f"{settings.BASE_URL}/drills/figures/{'a' * 64}.svg"
    drill = answer.json()["drills"]["glute-bridge"]
    assert drill["figure"] == {"static": address, "animated": address}


def test_an_unchanged_programme_is_not_sent_again(bearer, ruth, program, django_assert_num_queries):
    client = bearer(ruth)
    first = client.get(f"{PATH}{program.pk}/")

    with django_assert_num_queries(3):
        again = client.get(f"{PATH}{program.pk}/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"updated_at": NOON + timedelta(microseconds=1)}]
)
def test_a_changed_programme_is_sent_again(bearer, ruth, program, change):
    client = bearer(ruth)
    first = client.get(f"{PATH}{program.pk}/")

    Program.objects.filter(pk=program.pk).update(**change)
    again = client.get(f"{PATH}{program.pk}/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(
    bearer, pia, ruth, count, django_assert_num_queries
):
    for _ in range(count):
        make_program(ruth, [])
    client = bearer(pia)

    with django_assert_num_queries(2):
        answer = client.get(PATH)

    assert len(answer.json()["results"]) == count


def test_the_list_has_no_trees(bearer, pia, ruth, program):
    assert bearer(ruth).get(PATH).json() == {
        "next": None,
        "previous": None,
        "results": [
            {
                "id": str(program.pk),
                "title": "Pre-run hip mobility",
                "note": "",
                "status": "active",
                "version": 1,
                "starts_on": "2026-11-17",
                "ends_on": None,
                "updated_at": "2026-11-24T12:00:00+11:00",
                "runner": {"id": str(ruth.pk), "name": "Ruth"},
                "physio": {"id": str(pia.practitioner.pk), "name": "Pia"},
            }
        ],
    }


def titles(answer):
    return sorted(program["title"] for program in answer.json()["results"])


def test_the_list_is_narrowed_by_status_runner_and_change(bearer, pia, ruth, otto):
    draft = make_program(ruth, [], title="Draft", status=Program.Status.DRAFT)
    make_program(ruth, [], title="Active")
    make_program(otto, [], title="Otto's")
    Program.objects.filter(pk=draft.pk).update(updated_at=NOON + timedelta(hours=1))
    client = bearer(pia)

    assert titles(client.get(PATH)) == ["Active", "Draft"]
    assert titles(client.get(PATH, {"status": "draft"})) == ["Draft"]
    assert titles(client.get(PATH, {"runner": str(ruth.pk)})) == ["Active", "Draft"]
    assert titles(client.get(PATH, {"runner": str(otto.pk)})) == []
    assert titles(client.get(PATH, {"updated_since": "2026-11-24T02:00:00Z"})) == ["Draft"]


@pytest.mark.parametrize(
    "query",
    [{"state": "active"}, {"status": "asleep"}, {"runner": "ruth"}, {"updated_since": "lately"}],
)
def test_an_unknown_parameter_or_value_is_refused(bearer, pia, query):
    answer = bearer(pia).get(PATH, query)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == list(query)


def test_a_programme_takes_no_parameters(bearer, ruth, program):
    assert bearer(ruth).get(f"{PATH}{program.pk}/", {"expand": "all"}).status_code == 400


def test_a_foreign_a_missing_and_a_misspelt_programme_are_the_same_404(bearer, pia, ruth, otto):
    ottos = make_program(otto, [])
    for person in (pia, ruth):
        client = bearer(person)
        answers = [client.get(f"{PATH}{key}/") for key in (ottos.pk, new_id(), "no-such")]

        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1


def test_a_draft_is_the_physios_alone(bearer, pia, ruth):
    draft = make_program(ruth, [], status=Program.Status.DRAFT)

    assert bearer(pia).get(f"{PATH}{draft.pk}/").status_code == 200
    assert bearer(ruth).get(f"{PATH}{draft.pk}/").status_code == 404
    assert bearer(ruth).get(PATH).json()["results"] == []


@pytest.mark.parametrize("name", ["dee", "max_"])
def test_the_desk_and_the_manager_read_no_programmes(request, bearer, name, program):
    client = bearer(request.getfixturevalue(name))

    assert client.get(PATH).status_code == 403
    assert client.get(f"{PATH}{program.pk}/").status_code == 403


def test_a_token_without_the_scope_and_a_stranger_read_nothing(bearer, client, ruth, program):
    assert bearer(ruth, "logs:read").get(f"{PATH}{program.pk}/").status_code == 403
    assert client.get(f"{PATH}{program.pk}/").status_code == 401
