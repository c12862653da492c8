"""Storing what is owed by one statement, made once, whether it is one message or hundreds."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from clinic.outbox.models import Message

STORE = """
INSERT INTO outbox_message ({names}) SELECT * FROM unnest({lists}) ON CONFLICT DO NOTHING
"""
# A list of texts goes over for a column of any length: too long a one is refused and not cut.
SENT_AS = {"varchar": "text", "uuid": "uuid", "timestamp with time zone": "timestamptz"}


def store(messages: Iterable[Message]) -> None:
    """Keep messages; one whose key is owed already changes nothing."""
    rows = list(messages)
    if not rows:
        return
    cells: list[list[Any]] = [
        [_sent(getattr(row, field.attname)) for row in rows] for field in _fields()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), cells)


def _sent(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


@cache
def _fields() -> list[models.Field]:
    return list(Message._meta.concrete_fields)


@cache
def _statement() -> str:
    return STORE.format(
        names=", ".join(f'"{field.column}"' for field in _fields()),
        lists=", ".join(f"%s::{_type(field)}[]" for field in _fields()),
    )


def _type(field: models.Field) -> str:
    kind = str(field.db_type(connection)).partition("(")[0]
    return SENT_AS.get(kind, kind)
