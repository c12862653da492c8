"""Version 1 of the API never loses an operation, a parameter, a field or a type in silence.

`docs/api-v1.txt` lists what clients may count on, one thing a line. What is new is added; what
is gone or has another type is a break of the promise in `docs/api.md`, and this test says so.
"""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISED = ROOT / "docs" / "api-v1.txt"


def lines_of(schema):
    """Each thing that a client may count on, as a line."""
    found = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            found.append(name)
            found += [
                f"{name} {one['in']} {one['name']}" for one in operation.get("parameters", ())
            ]
            found += [
                f"{name} takes {kind(one)}" for one in bodies(operation.get("requestBody", {}))
            ]
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    found.append(f"{name} {status}")
                    found += [f"{name} {status} {kind(one)}" for one in bodies(answer)]
    for name, component in schema["components"]["schemas"].items():
        found += [f"{name} is {value}" for value in component.get("enum", ())]
        needed = component.get("required", ())
        for field, described in component.get("properties", {}).items():
            # What has to be sent may not grow; what is always there in an answer may not shrink.
            found.append(f"{name}.{field}{'' if field in needed else '?'} {kind(described)}")
    return found


def bodies(described):
    return [one["schema"] for one in described.get("content", {}).values()]


def kind(described):
    """The type, as short as it can be said."""
    if "$ref" in described:
        return described["$ref"].rpartition("/")[2]
    for word in ("oneOf", "anyOf", "allOf"):
        if word in described:
            return "|".join(sorted(kind(one) for one in described[word]))
    named = described.get("type", "anything")
    names = "|".join(sorted(named)) if isinstance(named, list) else named
    if names.startswith("array"):
        return f"list of {kind(described['items'])}"
    return f"{names} {described['format']}" if "format" in described else names


@pytest.fixture(scope="module")
def served():
    return lines_of(json.loads((ROOT / "docs" / "openapi.json").read_text()))


def test_nothing_that_was_promised_is_gone(served):
    gone = [line for line in PROMISED.read_text().splitlines() if line not in set(served)]

    assert not gone, (
        f"v1 has lost what clients count on; see 'What may change' in docs/api.md: {gone}"
    )


def test_what_is_new_is_promised_from_now_on(served):
    promised = set(PROMISED.read_text().splitlines())
    fresh = [line for line in served if line not in promised]

    assert not fresh, "Add to docs/api-v1.txt:\n" + "\n".join(fresh)


@pytest.mark.parametrize(
    ("break_it", "line"),
    [
        (lambda s: s["paths"].pop("/api/v1/me/"), "GET /api/v1/me/"),
        (lambda s: s["components"]["schemas"]["Me"]["properties"].pop("role"), "Me.role"),
        (
            lambda s: s["components"]["schemas"]["Me"]["properties"]["name"].update(type="integer"),
            "Me.name string",
        ),
    ],
)
def test_it_would_be_seen(served, break_it, line):
    schema = json.loads((ROOT / "docs" / "openapi.json").read_text())
    break_it(schema)

    assert any(gone.startswith(line) for gone in set(served) - set(lines_of(schema)))
