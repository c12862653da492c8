"""Whole plans with their entity tags: read again only if they have changed."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.rest import etag, not_modified
from programs.models import Program, ProgramTemplate
from programs.progress.plans import Tree, drills_of

# Part of every tag. Raise it when an answer changes shape, so that no client keeps the old.
SHAPE = 5
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    location=OpenApiParameter.HEADER,
    description="The ETag that you hold: what has not changed is 304, no body.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The ETag of what you changed.",
)
WHOLE = re.compile(r'"(?P<id>[0-9a-f-]{36})-(?P<number>\d{1,9})-(?P<moment>\d{1,18})-\d+-\w+"')


class PreconditionRequired(exceptions.APIException):
    """428: a change has to say what it is a change of."""

    status_code = 428
    default_code = "if_match_required"
    default_detail = "Send If-Match with the ETag of the programme that you read."


class PreconditionFailed(exceptions.APIException):
    """412 with what stands there now, so that nobody's change is lost."""

    status_code = 412
    default_code = "moved_on"
    default_detail = (
        "This programme has changed since you read it. `current` is what stands there now: put "
        "your change into it and send it with the ETag of this answer."
    )

    def __init__(self, current: Response) -> None:
        super().__init__()
        self.members = {"current": current.data}
        self.headers = {name: current[name] for name in ("ETag", "Cache-Control")}


def tag_of(owner: Program | ProgramTemplate, stamp: tuple[int, int], drills: Tree) -> str:
    """The tag of an answer that shows the version `stamp[0]`, changed at `stamp[1]`, of it.

    Names and drawings of its drills are a part of the answer, too.
    """
    shown = sha256(repr(drills).encode()).hexdigest()[:16]
    return etag(owner.pk, *stamp, SHAPE, shown)


def whole(
    request: Request, owner: Program | ProgramTemplate, tree: Callable[[Any, Tree], Tree]
) -> Response:
    """The whole of it as it is in force, or a 304 for a client that holds it already."""
    changed = int(owner.updated_at.timestamp() * 1_000_000)
    drills = drills_of(owner)
    headers = headers_of(tag_of(owner, (owner.version, changed), drills))
    if not_modified(request, headers["ETag"]):
        return Response(status=304, headers=headers)
    return Response(tree(owner, drills), headers=headers)


def headers_of(tag: str) -> dict[str, str]:
    """Kept by its own client only, and asked for again each time."""
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


def seen_in(request: Request, owner: Program) -> tuple[int, int]:
    """Number and moment of what the client read, from If-Match; drawings may have changed since.

    Raises PreconditionRequired without the header. A tag of anything else matches nothing.
    """
    sent = request.headers.get("If-Match")
    if not sent:
        raise PreconditionRequired
    told = WHOLE.fullmatch(sent.strip().removeprefix("W/"))
    if told is None or told["id"] != str(owner.pk):
        return 0, 0
    return int(told["number"]), int(told["moment"])
