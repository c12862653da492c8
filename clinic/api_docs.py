"""The API's schema as a page that people read, made here and without a script."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Operation:
    """One thing that a client can ask for."""

    id: str
    method: str
    path: str
    text: str
    scope: str
    parameters: list[dict[str, Any]]
    body: str
    answers: list[tuple[str, str]]
    examples: list[tuple[str, str]]


@login_not_required
@require_safe
@gzip_page
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation, in groups. Packed, for it repeats itself and nothing asked stands in it."""
    return render(request, "api/docs.html", {"groups": groups()})


@cache
def groups() -> list[tuple[str, list[Operation]]]:
    """The operations by the first word of their address; once a process, it never changes."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            group = path.split("/")[3]
            found.setdefault(group, []).append(operation(path, method, told))
    return sorted(found.items())


def parameter(told: dict[str, Any]) -> dict[str, Any]:
    """One of its parameters: the choices by themselves, not as marks in a text."""
    lines = told.get("description", "").splitlines()
    text = " ".join(line for line in lines if not line.startswith("*"))
    choices = told.get("schema", {}).get("enum", [])
    return told | {"description": text.strip(), "choices": choices}


def operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    """What the schema tells of one."""
    scopes = {scope for one in told.get("security", ()) for scope in one.get("oauth2", ())}
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    answers = [(status, one.get("description", "")) for status, one in told["responses"].items()]
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        text=told.get("description", ""),
        scope=", ".join(sorted(scopes)),
        parameters=[parameter(one) for one in told.get("parameters", ())],
        body=body,
        answers=[(status, words) for status, words in answers if status != "default"],
        examples=examples(told),
    )


def examples(told: dict[str, Any]) -> list[tuple[str, str]]:
    """What is sent and what comes back, as JSON that people read."""
    places = [("What is sent", told.get("requestBody", {}))]
    places += [
        (f"What comes back ({status})", answer) for status, answer in told["responses"].items()
    ]
    return [
        (name, json.dumps(body["example"], indent=2, ensure_ascii=False))
        for name, place in places
        for media, body in place.get("content", {}).items()
        if "example" in body and media == "application/json"
    ]
