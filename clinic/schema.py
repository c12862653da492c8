"""What the API's schema says beside what the framework finds out by itself."""

import json
from pathlib import Path
from typing import Any

from drf_spectacular.openapi import AutoSchema

from clinic.rest import Access

PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457). `errors` names fields; some codes add members of theirs.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object"},
    },
    "required": ["type", "title", "status", "detail", "code"],
}
REFUSED = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
# A request of each operation and its answer, as a test asks and gets them.
EXAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "api_examples.json").read_text()
)
# May be empty: a search for nothing finds everything.
EMPTY = {"search"}
NO_ZERO_BYTE = r"^[^\x00]*$"


class Schema(AutoSchema):
    """Names the scope that an operation asks for, and says where nobody has to sign in."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Either sort of token or a session; nothing at all where anybody may ask."""
        found = super().get_auth()
        access = getattr(self.view, "access", {})
        rule: Access | None = access.get(getattr(self.view, "action", self.method.lower()))
        if rule is None or rule.scope is None:
            return [*(one for one in found if one), {}]
        return [{name: [rule.scope] for name in one} if "oauth2" in one else one for one in found]


def complete(result: dict[str, Any], **known: Any) -> dict[str, Any]:
    """Every operation refuses in one shape and has an example; bodies are as strict as they are."""
    schemas = result["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    for methods in result["paths"].values():
        for operation in methods.values():
            _refusals(operation["responses"])
            _example(operation, EXAMPLES.get(operation["operationId"], {}))
            for parameter in operation.get("parameters", ()):
                _strict(parameter)
    return result


def _example(operation: dict[str, Any], asked: dict[str, Any]) -> None:
    """What a request and its answer look like; every form of the body takes the same."""
    told = operation["responses"].get(asked.get("status"), {})
    for place, word in ((operation.get("requestBody", {}), "request"), (told, "response")):
        if word in asked:
            for body in place.get("content", {}).values():
                body["example"] = asked[word]


def _refusals(responses: dict[str, Any]) -> None:
    """The problem document for every refusal, also for those that are not named."""
    for status, answer in responses.items():
        if status.startswith(("4", "5")):
            answer.setdefault("content", REFUSED)
    responses["default"] = {"description": "Refused.", "content": REFUSED}


def _strict(parameter: dict[str, Any]) -> None:
    """Empty parameters are refused, and zero bytes; pages have one row to 200."""
    schema = parameter.get("schema", {})
    if parameter["name"] == "page_size":
        schema |= {"minimum": 1, "maximum": 200}
    elif parameter["name"] in EMPTY:
        schema["pattern"] = NO_ZERO_BYTE
    elif parameter["in"] == "query" and schema.get("type") == "string":
        schema.setdefault("minLength", 1)
