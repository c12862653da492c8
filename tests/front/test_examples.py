"""Each operation of the schema has an example, which is what the API takes and answers."""

import json
import os
from pathlib import Path

import pytest
import time_machine
from jsonschema import Draft202012Validator

from tests.authorisation.world import build
from tests.factories import NOON
from tests.front.asking_everything import Asking

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "clinic" / "api_examples.json"
SCHEMA = json.loads((ROOT / "docs" / "openapi.json").read_text())
OPERATIONS = {
    operation["operationId"]: operation
    for methods in SCHEMA["paths"].values()
    for operation in methods.values()
}


@pytest.mark.django_db
def test_they_are_what_is_asked_and_answered():
    """STEADY_WRITE_EXAMPLES=1 writes them anew; then `bin/lint write-schema`."""
    with time_machine.travel(NOON, tick=False):
        found = Asking(build()).everything()
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("STEADY_WRITE_EXAMPLES"):
        EXAMPLES.write_text(text)

    assert set(found) == set(OPERATIONS)
    assert EXAMPLES.read_text() == text


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_has_one_that_its_schema_allows(name):
    operation = OPERATIONS[name]
    bodies = list(operation.get("requestBody", {}).get("content", {}).values())
    answers = {status: told for status, told in operation["responses"].items() if status[0] == "2"}
    good = [body for told in answers.values() for body in told.get("content", {}).values()]

    assert all("example" in body for body in bodies)
    assert any("example" in body for body in good) or "204" in answers
    for body in [*bodies, *good]:
        if "example" in body:
            schema = body["schema"] | {"components": SCHEMA["components"]}
            Draft202012Validator(schema).validate(body["example"])
