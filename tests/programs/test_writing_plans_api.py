"""Other clients of physios write programmes: a draft from a template or a tree, and versions."""

import pytest

from programs.models import Plan, PlannedSession, Prescription, Program
from tests.factories import TODAY, make_drill, make_program, make_template

PATH = "/api/v1/programs/"
FIRST = TODAY.isoformat()


def row(slug: str, **more) -> dict:
    return {"drill": slug, "dose": {"sets": 3, "reps_min": 8, "reps_max": 12}} | more


def session(*rows: dict, **more) -> dict:
    known = {"name": "Strength", "moment": "strength", "weekdays": [1, 4]}
    return known | {"prescriptions": list(rows)} | more


def phase(*sessions: dict, **more) -> dict:
    return {"name": "Build up", "sessions": list(sessions)} | more


@pytest.fixture
def drill(db):
    return make_drill()


@pytest.fixture
def sent(ruth, drill) -> dict:
    tree = [phase(session(row(drill.slug, note="Slowly")), exit_weeks=4)]
    return {"runner": str(ruth.pk), "title": "Hips", "starts_on": FIRST, "phases": tree}


def test_a_tree_becomes_a_draft(bearer, pia, sent, at_noon):
    answer = bearer(pia).post(PATH, sent)

    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["version"], body["title"]) == ("draft", 1, "Hips")
    (written,) = body["phases"]
    assert written["exit_weeks"] == 4
    (made,) = written["sessions"]
    assert (made["weekdays"], made["prescriptions"][0]["note"]) == ([1, 4], "Slowly")
    read = bearer(pia).get(f"{PATH}{body['id']}/")
    assert (read.json(), read["ETag"]) == (body, answer["ETag"])


def test_a_template_becomes_a_draft(bearer, pia, ruth, drill, at_noon):
    template = make_template(drills=[drill])
    body = {"runner": str(ruth.pk), "template": str(template.pk), "starts_on": FIRST, "weeks": 2}

    answer = bearer(pia).post(PATH, body)

    assert answer.status_code == 201
    program = Program.objects.get()
    assert (program.template, program.title) == (template, template.name)
    assert (program.ends_on - program.starts_on).days == 13


def change(client, pk, tag, **body):
    return client.patch(f"{PATH}{pk}/", body, headers={"If-Match": tag} if tag else {})


def test_a_draft_is_changed_in_place(bearer, pia, sent, at_noon):
    client = bearer(pia)
    made = client.post(PATH, sent)
    draft = made.json()["id"]

    at_noon.shift(1)
    answer = change(client, draft, made["ETag"], title="Hips first", ends_on="2027-03-01")

    assert (answer.status_code, answer.json()["title"]) == (200, "Hips first")
    assert len(answer.json()["phases"]) == 1
    assert (Plan.objects.count(), Program.objects.get().title) == (1, "Hips first")
    assert answer["ETag"] == client.get(f"{PATH}{draft}/")["ETag"] != made["ETag"]


def test_a_running_programme_gets_a_version_beside_it(bearer, pia, ruth, drill, at_noon):
    program = make_program(ruth, [drill])
    client = bearer(pia)
    read = client.get(f"{PATH}{program.pk}/")
    old = read.json()["phases"][0]
    same = row(drill.slug, id=old["sessions"][0]["prescriptions"][0]["id"])
    tree = phase(session(same, id=old["sessions"][0]["id"]), id=old["id"])

    answer = change(client, program.pk, read["ETag"], phases=[tree])

    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert client.get(f"{PATH}{program.pk}/").json() == read.json()
    again = change(client, program.pk, answer["ETag"], note="Take it easy")
    assert (again.status_code, again.json()["phases"]) == (200, answer.json()["phases"])
    lines = set(Prescription.objects.values_list("session__phase__line", "session__line", "line"))
    assert len(lines) == 1
    assert client.post(f"{PATH}{program.pk}/activate/", {}).json()["version"] == 2
    new = client.get(f"{PATH}{program.pk}/").json()["phases"][0]
    assert new["sessions"][0]["prescriptions"][0]["dose"]["sets"] == 3


def test_what_somebody_else_wrote_is_shown_and_not_lost(bearer, pia, ruth, drill, at_noon):
    program = make_program(ruth, [drill])
    client = bearer(pia)
    read = client.get(f"{PATH}{program.pk}/")
    first = change(client, program.pk, read["ETag"], title="Mine")

    at_noon.shift(1)
    late = change(client, program.pk, read["ETag"], title="Theirs")

    assert (late.status_code, late.json()["code"]) == (412, "moved_on")
    assert (late.json()["current"]["title"], late["ETag"]) == ("Mine", first["ETag"])
    assert Plan.objects.get(number=2).title == "Mine"
    mended = change(client, program.pk, late["ETag"], title="Theirs")
    assert (mended.status_code, mended.json()["title"]) == (200, "Theirs")


@pytest.mark.parametrize("tag", ['"1"', "*", '"nonsense', 'W/"0-0-0-0-0"'])
def test_a_change_names_what_it_changes(bearer, pia, ruth, drill, tag):
    program = make_program(ruth, [drill])
    client = bearer(pia)

    missing = change(client, program.pk, None, title="New")
    assert (missing.status_code, missing.json()["code"]) == (428, "if_match_required")
    assert change(client, program.pk, tag, title="New").status_code == 412
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_what_is_over_does_not_change(bearer, pia, ruth, drill, status):
    program = make_program(ruth, [drill], status=status)
    client = bearer(pia)
    tag = client.get(f"{PATH}{program.pk}/")["ETag"]

    answer = change(client, program.pk, tag, title="New")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_state")


def test_only_a_draft_moves_its_first_day(bearer, pia, ruth, drill, at_noon):
    program = make_program(ruth, [drill])
    client = bearer(pia)
    tag = client.get(f"{PATH}{program.pk}/")["ETag"]

    assert change(client, program.pk, tag, starts_on="2027-01-01").json()["errors"].keys() == {
        "starts_on"
    }
    assert change(client, program.pk, tag, ends_on="2020-01-01").json()["errors"].keys() == {
        "ends_on"
    }
    assert change(client, program.pk, tag).status_code == 400
    assert Plan.objects.count() == 1


BAD = {
    "an unknown field": ({"colour": 1}, "colour"),
    "no runner": ({"runner": None}, "runner"),
    "a runner that is none": ({"runner": "x"}, "runner"),
    "a first day that is over": ({"starts_on": "2026-11-23"}, "starts_on"),
    "no phase": ({"phases": []}, "phases"),
    "weeks beside phases": ({"weeks": 3}, "weeks"),
    "no title": ({"title": ""}, "title"),
    "a last day before the first": ({"ends_on": "2026-11-01"}, "non_field_errors"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_programme_that_cannot_be_is_refused(bearer, pia, sent, bad, at_noon):
    body, field = BAD[bad]

    answer = bearer(pia).post(PATH, sent | body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Program.objects.exists()


def wrong(name, **more):
    return pytest.param(more, id=name)


@pytest.mark.parametrize(
    "more",
    [
        wrong("two amounts", dose={"sets": 1, "reps_min": 5, "reps_max": 5, "hold_seconds": 9}),
        wrong("no amount", dose={"sets": 1}),
        wrong("a load without a unit", dose={"sets": 1, "hold_seconds": 9, "load_value": 5}),
        wrong("no such drill", drill="nothing"),
        wrong("no such id", id="00000000-0000-4000-8000-000000000000"),
        wrong("an unknown field", colour="red"),
        wrong("its own order", order=3),
        wrong("a pain limit of eleven", pain_limit=11),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_named(bearer, pia, drill, sent, more, at_noon):
    good = sent["phases"][0]["sessions"][0]["prescriptions"][0]
    sent["phases"] = [phase(session(good, row(drill.slug, **more)))]

    answer = bearer(pia).post(PATH, sent)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["phases"])
    assert not Program.objects.exists()


def test_what_the_database_refuses_is_named_by_its_place(bearer, pia, drill, sent, at_noon):
    sent["phases"] = [phase(session(row(drill.slug, pain_limit=11)))]

    (words,) = bearer(pia).post(PATH, sent).json()["errors"]["phases"]

    assert words == f"Build up, Strength, {drill.name}: A pain limit is a number from 0 to 10."


def test_a_run_is_written_and_has_no_drills(bearer, pia, drill, sent, at_noon):
    run = {"kind": "run", "run": {"run_distance_m": 5000}, "name": "Easy run"}
    sent["phases"] = [phase(session(**run))]
    answer = bearer(pia).post(PATH, sent)
    assert answer.json()["phases"][0]["sessions"][0]["run"] == {"run_distance_m": 5000}

    sent["phases"] = [phase(session(row(drill.slug), **run))]
    assert bearer(pia).post(PATH, sent).status_code == 400
    assert PlannedSession.objects.count() == 1


def test_a_reason_in_spite_of_a_restriction_stays_with_its_row(bearer, pia, sent, at_noon):
    client = bearer(pia)
    asked = sent["phases"][0]["sessions"][0]["prescriptions"][0]
    asked["override_reason"] = "She asked for it"
    made = client.post(PATH, sent)
    tree = made.json()["phases"][0]["sessions"][0]["prescriptions"][0]

    same = phase(session(row(tree["drill"], id=tree["id"])))
    change(client, made.json()["id"], made["ETag"], phases=[same])

    assert Prescription.objects.get().override_reason == "She asked for it"


def test_what_was_read_can_be_sent_back_as_it_is(bearer, pia, sent, at_noon):
    """A client changes what it wants to change in what it read, and needs to know no more."""
    client = bearer(pia)
    walk = {"name": "Walk", "kind": "run", "run": {"run_minutes": 20}, "cadence": "per_week"}
    more = session(row("glute-bridge"), **walk | {"weekdays": [], "per_week": 3})
    more.pop("prescriptions")
    sent["phases"][0]["sessions"].append(more)
    made = client.post(PATH, sent)

    answer = change(client, made.json()["id"], made["ETag"], phases=made.json()["phases"])

    assert answer.status_code == 200

    def without_ids(node):
        if isinstance(node, list):
            return [without_ids(one) for one in node]
        if isinstance(node, dict):
            return {name: without_ids(value) for name, value in node.items() if name != "id"}
        return node

    assert without_ids(answer.json()["phases"]) == without_ids(made.json()["phases"])


def test_an_id_is_of_its_own_drill(bearer, pia, sent, at_noon):
    client = bearer(pia)
    made = client.post(PATH, sent)
    known = made.json()["phases"][0]["sessions"][0]["prescriptions"][0]["id"]
    other = make_drill("other-drill")

    answer = change(
        client, made.json()["id"], made["ETag"],
        phases=[phase(session(row(other.slug, id=known)))],
    )  # fmt: skip

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["phases"])


def test_reading_is_not_writing_and_paul_finds_nothing(bearer, pia, paul, ruth, sent, at_noon):
    assert bearer(pia, "programs:read").post(PATH, sent).status_code == 403
    assert bearer(ruth).post(PATH, sent).status_code == 403
    foreign = bearer(paul).post(PATH, sent)
    missing = bearer(paul).post(PATH, sent | {"runner": "00000000-0000-4000-8000-000000000000"})
    assert (foreign.status_code, foreign.json()) == (400, missing.json())
    made = bearer(pia).post(PATH, sent)
    assert change(bearer(paul), made.json()["id"], made["ETag"], title="X").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_tree_costs_the_same_for_one_or_many(
    bearer, pia, drill, sent, count, at_noon, django_assert_num_queries
):
    rows = [row(drill.slug) for _ in range(count)]
    sent["phases"] = [phase(*[session(*rows) for _ in range(count)]) for _ in range(count)]
    client = bearer(pia)

    with django_assert_num_queries(38):  # one of them counts it against the limit
        assert client.post(PATH, sent).status_code == 201
