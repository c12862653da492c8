"""What bin/fuzz checks beside schemathesis' own: nobody else's data, the scope, words of refusals.

schemathesis loads this file in a process of its own; what it has to know stands in FUZZ_KNOWN.
"""

import json
import os
from typing import Any

import schemathesis

KNOWN = json.loads(os.environ["FUZZ_KNOWN"])
FORBIDDEN: list[str] = KNOWN["forbidden"]
SCOPES = set(KNOWN["scopes"])
TOKEN: str = KNOWN["token"]
# What says no more than that somebody may not, or that nothing can be answered there.
SHUT = {403, 404, 405, 406}


@schemathesis.check
def nobody_elses_data(ctx: Any, response: Any, case: Any) -> None:
    """No answer holds a mark of somebody else's, unless the request itself had brought it."""
    asked = " ".join((str(response.request.url), str(response.request.body or "")))
    told = response.content.decode(errors="replace") + json.dumps(dict(response.headers))
    seen = [word for word in FORBIDDEN if word in told and word not in asked]
    assert not seen, f"This token may never be shown {seen}"


@schemathesis.check
def scope_is_asked_for(ctx: Any, response: Any, case: Any) -> None:
    """A token without the scope that the schema names is shut out, whatever is sent."""
    if response.request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return
    needed = needed_for(case.operation.definition.raw)
    if needed and not needed & SCOPES:
        status = response.status_code
        assert status in SHUT, f"{status} to a token without {sorted(needed)}"


@schemathesis.check
def refusals_say_what_to_mend(ctx: Any, response: Any, case: Any) -> None:
    """A 400 names each field, with words; only what is no JSON at all has no fields."""
    if response.status_code != 400:
        return
    told = json.loads(response.content)
    named = told.get("errors") or {}
    assert told["code"] == "parse_error" or (named and all(named.values())), (
        "a 400 without a reason"
    )


def needed_for(operation: dict[str, Any]) -> set[str]:
    """The scopes of an operation as the schema writes them down; none where nobody needs one."""
    ways = operation.get("security", [])
    return set() if {} in ways else {scope for way in ways for scope in way.get("oauth2", ())}
