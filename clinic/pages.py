"""Lists of the API, page by page, stable while rows are added."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q
from rest_framework import exceptions
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class Pages(CursorPagination):
    """`{"next", "previous", "results"}`; `page_size` up to 200.

    A page goes on after the last row that was shown, by every part of the order. The framework's
    own cursor knows the first part alone and counts rows that share it: where many were made at one
    moment, a row that comes in between would show another one twice. The last part of `ordering`
    has to be unique.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering: tuple[str, ...] = ("-created_at", "id")

    def get_page_size(self, request: Request) -> int:
        """As asked for, or 50. Raises a 400 for anything but 1 to 200."""
        sent = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (sent.isascii() and sent.isdecimal() and 1 <= int(sent[:9]) <= self.max_page_size):
            words = f"Send a number from 1 to {self.max_page_size}."
            raise exceptions.ValidationError({self.page_size_query_param: [words]})
        return int(sent)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page. Raises a 404 for a cursor that we never gave."""
        self.request, self.base_url = request, request.build_absolute_uri()
        size = self.get_page_size(request)
        self.ordering = self.get_ordering(request, queryset, view)
        cursor = self.decode_cursor(request)
        back = bool(cursor and cursor.reverse)
        rows = queryset.order_by(*(turned(self.ordering) if back else self.ordering))
        try:
            if cursor:
                rows = rows.filter(
                    beyond(self.ordering, json.loads(str(cursor.position)), back=back)
                )
            found = list(rows[: size + 1])
        except (TypeError, ValueError, ValidationError, DataError) as forged:
            raise exceptions.NotFound(self.invalid_cursor_message) from forged
        more, self.page = len(found) > size, found[:size]
        if back:
            self.page.reverse()
        self.has_next, self.has_previous = (True, more) if back else (more, cursor is not None)
        return self.page

    def get_next_link(self) -> str | None:
        """The page after this one; None at the end."""
        return self.link(self.page[-1], back=False) if self.has_next and self.page else None

    def get_previous_link(self) -> str | None:
        """The page before this one; None at the beginning."""
        return self.link(self.page[0], back=True) if self.has_previous and self.page else None

    def link(self, row: Any, *, back: bool) -> str:
        """The address of what comes after the row, or before it."""
        parts = [str(getattr(row, name.lstrip("-"))) for name in self.ordering]
        position: Any = json.dumps(parts)  # the stubs take it for a number
        return self.encode_cursor(Cursor(offset=0, reverse=back, position=position))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """All three are always there; the framework writes null as an older OpenAPI did."""
        link = {"type": ["string", "null"], "format": "uri"}
        members = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(members), "properties": members}


def turned(ordering: Sequence[str]) -> list[str]:
    """The same order from the other end."""
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in ordering]


def beyond(ordering: Sequence[str], values: Sequence[str], *, back: bool) -> Q:
    """What comes after these values in this order, or before them.

    Raises ValueError for values that do not fit the order.
    """
    if not isinstance(values, list) or len(values) != len(ordering):
        raise ValueError("as many values as there are parts of the order")
    same, found = Q(), Q()
    for name, value in zip(ordering, values, strict=True):
        field, is_falling = name.lstrip("-"), name.startswith("-") != back
        found |= same & Q(**{f"{field}__{'lt' if is_falling else 'gt'}": value})
        same &= Q(**{field: value})
    # Says nothing new, but lets the database begin in the index instead of at its start.
    first, is_falling = ordering[0].lstrip("-"), ordering[0].startswith("-") != back
    return Q(**{f"{first}__{'lte' if is_falling else 'gte'}": values[0]}) & found
