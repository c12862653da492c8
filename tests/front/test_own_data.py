"""Ruth takes her data: all of it, nobody else's, and no table is forgotten."""

import json

import pytest
import time_machine
from django.apps import apps

from clinic.export import LEFT_OUT, OWNED
from clinic.outbox.models import Device
from clinic.people.models import Runner
from programs.models import Note, Question
from tests import factories
from tests.factories import NOON, make_drill, make_program

pytestmark = pytest.mark.django_db
OURS = ["people", "programs", "bookings", "outbox", "drills", "places"]


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def taken(client) -> dict:
    answer = client.post("/settings/my-data/")
    assert answer.status_code == 200
    return json.loads(b"".join(answer.streaming_content))


def leads_to_a_runner(model, seen=frozenset()) -> bool:
    """Whether a row of this model belongs to a runner, however far away."""
    if model is Runner:
        return True
    if model in seen:
        return False
    parents = [one.related_model for one in model._meta.concrete_fields if one.is_relation]
    return any(leads_to_a_runner(parent, seen | {model}) for parent in parents)


def test_every_table_that_leads_to_a_runner_is_given_or_named_with_a_reason():
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    concerned = {model._meta.label for model in models if leads_to_a_runner(model)}

    assert concerned | {"people.User", "outbox.Device"} == set(OWNED) | set(LEFT_OUT)
    assert not set(OWNED) & set(LEFT_OUT)


def test_ruth_gets_all_of_hers_and_nothing_of_ottos(ruth, otto, pia, signed_in):
    mine, his = make_program(ruth, [make_drill("one")]), make_program(otto, [make_drill("two")])
    Question.objects.create(runner=ruth, text="Canary of Ruth", asked_at=NOON)
    Question.objects.create(runner=otto, text="Canary of Otto", asked_at=NOON)
    room, kind = factories.make_room(factories.make_site()), factories.make_type()
    visit = factories.make_appointment(ruth, pia.practitioner, room, kind)

    file = taken(signed_in(ruth))

    tables = file["tables"]
    assert [row["id"] for row in tables["programs.Program"]] == [str(mine.pk)]
    assert [row["text"] for row in tables["programs.Question"]] == ["Canary of Ruth"]
    assert [row["id"] for row in tables["bookings.Appointment"]] == [str(visit.pk)]
    assert tables["people.Runner"][0]["email"] == ruth.email
    assert tables["people.User"][0]["email"] == ruth.email
    for label in ("Plan", "Phase", "PlannedSession", "Prescription", "Period"):
        assert len(tables[f"programs.{label}"]) == 1
    text = json.dumps(file)
    for foreign in ("Canary of Otto", str(his.pk), otto.email, str(otto.pk)):
        assert foreign not in text


def test_drafts_notes_and_secrets_stay_here(ruth, pia, signed_in):
    draft = make_program(ruth, [make_drill()], status="draft", title="Canary draft")
    Note.objects.create(runner=ruth, text="Canary note", by=pia, made_at=NOON)
    Device.objects.create(
        person=ruth.pk, endpoint="https://canary.push/", p256dh="x", auth="y", created_at=NOON,
        label="Android phone",
    )  # fmt: skip

    text = json.dumps(taken(signed_in(ruth)))

    for held_back in ("Canary draft", str(draft.pk), "Canary note", '"password"', "canary.push"):
        assert held_back not in text
    assert "notes are given on request" in text
    assert "Android phone" in text


def test_the_file_is_kept_by_no_cache_and_streamed(ruth, signed_in):
    answer = signed_in(ruth).post("/settings/my-data/")

    assert answer.streaming
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'


def test_it_is_given_a_few_times_an_hour(ruth, signed_in):
    client = signed_in(ruth)
    for _ in range(5):
        taken(client)

    answer = client.post("/settings/my-data/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3601
    assert "Wait for an hour" in answer.content.decode()
