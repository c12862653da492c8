"""`updated_since` that misses nothing: marks of the database's own count of transactions.

A moment is not enough to go on from. Whoever writes takes the time first and commits later, so a
row may appear after a reader was there, dated before. PostgreSQL gives every transaction that
writes a number, and every row the number of the transaction that wrote it last (`xmin`). A snapshot
sees all that is committed of the numbers below its own xmin, and none that was running; a
transaction that was running then, or began after, has a number from there on, and so have its
savepoints (postgresql.org/docs/current/functions-info.html, pg_current_snapshot). Hence the rule:
take the xmin of a snapshot before reading, and next time read every row that was written from that
number on. What that reader has already seen may come again; what it has not seen cannot be left
out.

Numbers wrap round after 2^32, so they are compared by age, and a mark is good for 2^31 of them.
They are of one database: a mark of another one, or from before a restore, is refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from django.db import connection
from django.db.models import (
    Exists,
    Expression,
    Func,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.lookups import LessThanOrEqual
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.pages import Pages
from clinic.rest import MomentField, MomentFilter

MARK = re.compile(r"x([0-9a-f]{1,16})-([0-9a-f]{8})")
WRAPS = 2**32
# A little less than the half of all numbers, beyond which an age says nothing.
GOOD_FOR = 2**31 - 2**24
STATE = (
    "SELECT pg_snapshot_xmin(here)::text::bigint, pg_snapshot_xmax(here)::text::bigint,"
    " (SELECT system_identifier FROM pg_control_system()),"
    " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) FROM pg_current_snapshot() AS here"
)


class StartAgain(exceptions.APIException):
    """410: from this mark on nobody can say what has changed."""

    status_code = 410
    default_code = "start_again"
    default_detail = (
        "This mark is too old, or of another database. Read everything again: send a moment."
    )


@dataclass(frozen=True)
class Mark:
    """The number from which on everything is still to be read, and of which database."""

    number: int
    history: str

    def __str__(self) -> str:
        return f"x{self.number:x}-{self.history}"

    @classmethod
    def now(cls) -> tuple[Self, int]:
        """The mark of this very moment, and the number that comes next; one statement."""
        with connection.cursor() as cursor:
            cursor.execute(STATE)
            oldest_running, following, system, timeline = cursor.fetchone()
        history = sha256(f"{system}-{timeline}".encode()).hexdigest()[:8]
        return cls(oldest_running, history), following


class Number(Expression):
    """The transaction that wrote the row of the query last."""

    output_field = IntegerField()

    def __init__(self) -> None:
        super().__init__()
        self.alias = ""

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Of the query's own table, also where others are joined to it."""
        resolved = super().resolve_expression(query, *args, **kwargs)
        resolved.alias = query.get_initial_alias()
        return resolved

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Any:
        """Inside another query the table goes by another name."""
        clone = super().relabeled_clone(change_map)
        clone.alias = change_map.get(self.alias, self.alias)
        return clone

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        """The column that every table has."""
        return f'{compiler.quote_name(self.alias)}."xmin"', ()


@dataclass(frozen=True)
class Beside:
    """Rows whose change is a change of the listed row, too: `theirs` of them equals `ours`."""

    model: type[Model]
    theirs: str
    ours: str


def written_since[Row: Model](
    rows: QuerySet[Row], mark: Mark, beside: Iterable[Beside] = ()
) -> QuerySet[Row]:
    """Those that were written since the mark, or that stand beside one that was."""
    since = Func(
        Value(str(mark.number % WRAPS)),
        template="age(%(expressions)s::xid)",
        output_field=IntegerField(),
    )
    is_newer = LessThanOrEqual(Func(Number(), function="age", output_field=IntegerField()), since)
    condition: Any = is_newer
    for one in beside:
        named = one.model._default_manager.filter(**{one.theirs: OuterRef(one.ours)})
        condition |= Exists(named.filter(is_newer))
    return rows.filter(condition)


class SinceField(MomentField):
    """A moment, or a mark that we gave."""

    def clean(self, sent: Any) -> Any:
        """Raises ValidationError for what is neither."""
        found = MARK.fullmatch(sent or "")
        return Mark(int(found[1], 16), found[2]) if found else super().clean(sent)


@extend_schema_field(
    {
        "anyOf": [
            {"type": "string", "format": "date-time"},
            {"type": "string", "pattern": f"^{MARK.pattern}$"},
        ],
        "description": (
            "To begin: ISO 8601 with offset, included. To go on: `next_since` of the first page."
        ),
    }
)
class ChangedSince(MomentFilter):
    """What has changed since a moment, or since somebody was here."""

    field_class = SinceField

    def __init__(self, *args: Any, beside: Iterable[Beside] = (), **kwargs: Any) -> None:
        super().__init__(*args, field_name="updated_at", lookup_expr="gte", **kwargs)
        self.beside = tuple(beside)

    def filter(self, rows: QuerySet[Any], since: Any) -> QuerySet[Any]:
        """The rows, read after the next mark is taken. Raises a 410 for a mark of no use."""
        if not since:
            return rows
        mark, following = Mark.now()
        self.parent.request.next_since = str(mark)
        if not isinstance(since, Mark):
            return super().filter(rows, since)
        if since.history != mark.history or not 0 <= following - since.number < GOOD_FOR:
            raise StartAgain
        return written_since(rows, since, self.beside)


class ChangePages(Pages):
    """Pages that say where to go on from next time.

    The first page alone says so: what is written while somebody turns the pages comes after that.
    """

    def paginate_queryset(self, rows: Any, request: Request, view: Any = None) -> list[Any]:
        """One page; whether it is the first, and what was asked for, decides about the mark."""
        is_first = self.cursor_query_param not in request.query_params
        self.next_since = getattr(request, "next_since", None) if is_first else None
        return super().paginate_queryset(rows, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        """With `next_since` where `updated_since` was asked for."""
        answer = super().get_paginated_response(data)
        if self.next_since:
            answer.data["next_since"] = self.next_since
        return answer

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same as any page, with the mark."""
        told = super().get_paginated_response_schema(schema)
        told["properties"]["next_since"] = {
            "type": "string",
            "description": "On the first page of what was asked for by `updated_since`.",
            "example": "x2f41-5d1c90ab",
        }
        return told
