"""The library for other clients: anybody, read only, strict, and cheap to ask again."""

from datetime import timedelta

import pytest
from drf_spectacular.generators import SchemaGenerator

from drills.models import Drill, Routine, RoutineDrill, figure_addresses
from tests.factories import NOON, make_drill, make_routine

DRILLS = "/api/v1/drills/"
ROUTINES = "/api/v1/routines/"


def slugs(response) -> list[str]:
    return [row["slug"] for row in response.json()["results"]]


def test_a_visitor_gets_all_drills_in_order_page_by_page(client, library):
    first = client.get(DRILLS, {"page_size": 20})
    second = client.get(first.json()["next"])

    assert len(slugs(first)) == 20
    assert slugs(first)[:2] == ["forward-leg-swing", "lateral-leg-swing"]
    assert len(slugs(second)) == 20
    assert slugs(second)[-1] == "wall-sit"
    assert second.json()["next"] is None
    assert slugs(client.get(second.json()["previous"])) == slugs(first)


def test_a_drill_comes_with_everything_a_person_needs(client, library):
    drill = client.get(f"{DRILLS}glute-bridge/").json()

    assert drill == {
        "id": str(Drill.objects.get(slug="glute-bridge").pk),
        "slug": "glute-bridge",
        "number": 6,
        "name": "Glute bridge",
        "summary": "A lift of the hips from the floor for the big glute.",
        "kind": "activation",
        "position": "supine",
        "moments": ["pre_run", "strength"],
        "muscles": ["gluteus_maximus"],
        "equipment": ["mat"],
        "restrictions": ["inhibited_glutes"],
        "conditions": [],
        "is_advanced": False,
        "dose": {
            "sets": 2,
            "reps_min": 10,
            "reps_max": 12,
            "hold_seconds": None,
            "duration_seconds": None,
            "distance_m": None,
            "side": "none",
            "rest_seconds": 30,
        },
        "dose_in_words": "2 sets of 10 to 12 reps",
        "minutes": 2,
        "figure": figure_addresses(None),
        "updated_at": "2026-11-24T12:00:00+11:00",
        "steps": [
            "Lie on your back with your knees bent and your feet flat.",
            "Push through your feet and lift your hips.",
            "Stop when your shoulders, hips and knees make one line.",
            "Squeeze your buttocks for a moment, then lower slowly.",
        ],
        "cues": ["Push through your feet", "Squeeze", "Lower slowly"],
        "feel": "You should feel your buttocks do the work.",
        "stop_if": (
            "Stop if you feel sharp pain, pain in your lower back or a cramp that does not ease."
        ),
        "dose_basis": "clinic",
        "easier": None,
        "harder": "hip-thrust",
        "source": "The clinic's hip mobility facts, drill 6",
    }


def test_a_listed_drill_is_the_same_without_the_details(client, library):
    listed = client.get(DRILLS, {"search": "clamshell"}).json()["results"]

    assert listed == [
        {
            key: value
            for key, value in client.get(f"{DRILLS}clamshell/").json().items()
            if key
            not in {"steps", "cues", "feel", "stop_if", "dose_basis", "easier", "harder", "source"}
        }
    ]


def test_a_routine_comes_with_its_drills_in_order(client, library):
    routine = client.get(f"{ROUTINES}hip-flexor-release/").json()

    in_order = ["foam-roll-hip-flexors", "kneeling-hip-flexor-stretch", "ball-hip-flexor-release"]
    assert routine["drills"] == in_order
    assert [(item["order"], item["drill"]) for item in routine["items"]] == [
        (1, in_order[0]),
        (2, in_order[1]),
        (3, in_order[2]),
    ]
    assert routine["items"][1]["name"] == "Kneeling hip flexor stretch"
    assert routine["items"][1]["dose"]["hold_seconds"] == 30
    assert routine["items"][1]["dose_in_words"] == "Hold for 30 seconds, each side"
    assert (routine["minutes_min"], routine["minutes_max"]) == (None, None)


def test_the_form_check_has_cues_and_no_drills(client, library):
    check = client.get(f"{ROUTINES}mid-run-form-check/").json()

    assert len(check["cues"]) == 4
    assert (check["drills"], check["items"]) == ([], [])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"search": "stretch butterfly"}, ["butterfly-stretch"]),
        ({"kind": "strength", "moment": "pre_run"}, ["banded-hip-rotation"]),
        ({"position": "bench"}, ["hip-thrust"]),
        ({"muscle": "piriformis"}, ["figure-four-stretch"]),
        ({"equipment": "massage_ball"}, ["ball-hip-flexor-release"]),
        ({"restriction": "limited_ankle"}, ["ankle-rocks"]),
        ({"condition": "lower_back_pain"}, []),
        ({"search": ""}, None),
    ],
)
def test_filters_narrow_the_drills(client, library, asked, found):
    response = client.get(DRILLS, asked)

    assert response.status_code == 200
    assert slugs(response) == found if found is not None else len(slugs(response)) == 40


def test_filters_narrow_the_routines(client, library):
    assert slugs(client.get(ROUTINES, {"moment": "mid_run"})) == ["mid-run-form-check"]
    assert slugs(client.get(ROUTINES, {"search": "floor"})) == [
        "glute-activation",
        "floor-hip-opening",
    ]


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{DRILLS}?kind=magic", "kind"),
        (f"{DRILLS}?colour=red", "colour"),
        (f"{DRILLS}?kind=release&kind=strength", "kind"),
        (f"{DRILLS}?kind=", "kind"),
        (f"{DRILLS}?cursor=", "cursor"),
        (f"{DRILLS}?page_size=0", "page_size"),
        (f"{DRILLS}?page_size=201", "page_size"),
        (f"{DRILLS}?page_size=-1", "page_size"),
        (f"{DRILLS}?page_size=%C2%B2", "page_size"),
        (f"{DRILLS}?search=%00", "search"),
        (f"{DRILLS}?search={'a' * 101}", "search"),
        (f"{DRILLS}clamshell/?kind=activation", "kind"),
        (f"{ROUTINES}?kind=release", "kind"),
        (f"{ROUTINES}?moment=never", "moment"),
    ],
)
def test_what_we_do_not_know_is_refused_by_name(client, library, address, field):
    response = client.get(address)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("address", [f"{DRILLS}nope/", f"{ROUTINES}nope/", f"{DRILLS}?cursor=x"])
def test_what_is_not_there_is_not_found(client, library, address):
    response = client.get(address)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", [DRILLS, f"{DRILLS}clamshell/", f"{ROUTINES}"])
def test_nobody_writes_here(bearer, max_, library, verb, address):
    assert getattr(bearer(max_), verb)(address, {}).status_code in {403, 405}


def test_what_is_not_published_is_nowhere(client, library):
    Drill.objects.filter(slug="hip-thrust").update(state="withdrawn")
    Routine.objects.filter(slug="post-run-recovery").update(is_published=False)

    assert client.get(f"{DRILLS}hip-thrust/").status_code == 404
    assert client.get(f"{ROUTINES}post-run-recovery/").status_code == 404
    assert "hip-thrust" not in slugs(client.get(DRILLS))
    assert "post-run-recovery" not in slugs(client.get(ROUTINES))
    assert client.get(f"{DRILLS}glute-bridge/").json()["harder"] is None
    glutes = client.get(f"{ROUTINES}glute-activation/").json()
    assert "hip-thrust" not in glutes["drills"]
    assert "hip-thrust" not in [item["drill"] for item in glutes["items"]]


ANSWERS = [
    DRILLS,
    f"{DRILLS}?kind=release",
    f"{DRILLS}glute-bridge/",
    ROUTINES,
    f"{ROUTINES}glute-activation/",
]


@pytest.mark.parametrize("address", ANSWERS)
def test_asking_again_costs_no_answer(client, library, address):
    tag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})
    weak = client.get(address, headers={"If-None-Match": f'"other", W/{tag}'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert weak.status_code == 304


@pytest.mark.parametrize("address", [DRILLS, f"{DRILLS}glute-bridge/", ROUTINES])
@pytest.mark.parametrize(
    "change",
    [{"updated_at": NOON + timedelta(hours=1)}, {"state": "withdrawn"}],
    ids=["changed", "hidden"],
)
def test_a_change_of_a_drill_is_seen(client, library, address, change):
    tag = client.get(address)["ETag"]
    Drill.objects.filter(slug="hip-thrust").update(**change)

    response = client.get(address, headers={"If-None-Match": tag})

    assert response.status_code == 200
    assert response["ETag"] != tag


@pytest.mark.parametrize(
    "change",
    [{"updated_at": NOON + timedelta(hours=1)}, {"state": "withdrawn"}],
    ids=["changed", "hidden"],
)
def test_a_change_of_a_drill_is_seen_in_its_routine(client, library, change):
    address = f"{ROUTINES}glute-activation/"
    tag = client.get(address)["ETag"]
    Drill.objects.filter(slug="hip-thrust").update(**change)

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_lists_that_were_asked_differently_have_different_tags(client, library):
    tags = {
        client.get(f"{DRILLS}{query}")["ETag"] for query in ["", "?kind=release", "?page_size=3"]
    }

    assert len(tags) == 3


@pytest.mark.parametrize("rows", [20, 100])
def test_a_list_costs_the_same_for_20_and_for_100(client, db, rows, django_assert_num_queries):
    drills = [make_drill(f"drill-{n}") for n in range(rows)]
    routines = [make_routine(f"routine-{n}") for n in range(rows)]
    RoutineDrill.objects.bulk_create(
        RoutineDrill(routine=routine, drill=drill, order=order, reps_min=1, reps_max=1)
        for routine in routines
        for order, drill in enumerate(drills[:3])
    )

    with django_assert_num_queries(3):
        assert len(slugs(client.get(DRILLS, {"page_size": 200}))) == rows
    with django_assert_num_queries(4):
        assert len(slugs(client.get(ROUTINES, {"page_size": 200}))) == rows


def test_one_row_costs_two_reads(client, library, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f"{DRILLS}glute-bridge/")
    with django_assert_num_queries(2):
        client.get(f"{ROUTINES}pre-run-hip-mobility/")


def test_the_schema_describes_the_library_without_a_warning(db, capsys):
    schema = SchemaGenerator().get_schema(request=None, public=True)

    warnings = capsys.readouterr().err.splitlines()
    assert [line for line in warnings if "/drills/" in line] == []
    listing = schema["paths"]["/api/v1/drills/"]["get"]
    assert {p["name"] for p in listing["parameters"]} == {
        "cursor",
        "page_size",
        "search",
        "kind",
        "position",
        "moment",
        "muscle",
        "equipment",
        "restriction",
        "condition",
    }
    parameters = schema["paths"]["/api/v1/drills/{slug}/"]["get"]["parameters"]
    assert [p["name"] for p in parameters] == ["slug"]
