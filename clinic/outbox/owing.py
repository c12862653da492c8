"""Storing what is owed by one statement, made once, whether it is one message or hundreds."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import connection, models
from psycopg.types.json import Jsonb

from clinic.outbox.models import Message

STORE = "INSERT INTO outbox_message ({names}) SELECT {values} ON CONFLICT DO NOTHING"
# A list of texts goes over for a column of any length: too long a one is refused and not cut.
SENT_AS = {"varchar": "text", "uuid": "uuid", "timestamp with time zone": "timestamptz"}
COLUMNS = [field for field in Message._meta.concrete_fields if not field.primary_key]


def store(rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep messages, each by column, all with the same ones; a key that is owed already stays.

    A column that none names gets the default of the model.
    """
    if not rows:
        return
    same: list[tuple[models.Field, Any]] = []
    lists: list[tuple[models.Field, list]] = []
    for field in COLUMNS:
        if field.attname not in rows[0]:
            same.append((field, field.get_default()))
            continue
        # What is the same in all of them goes over once.
        values = [row[field.attname] for row in rows]
        if values.count(values[0]) == len(values):
            same.append((field, _sent(values[0])))
        else:
            lists.append((field, [_sent(value) for value in values]))
    lists.append((Message._meta.pk, [uuid4() for _ in rows]))
    statement = _statement(tuple(field for field, _ in same), tuple(field for field, _ in lists))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, value in [*same, *lists]])


def _sent(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


@cache
def _statement(same: Sequence[models.Field], lists: Sequence[models.Field]) -> str:
    """The statement for messages that share some columns and differ in the others."""
    shared = ", ".join(f"%s::{_type(field)}" for field in same)
    given = ", ".join(f"%s::{_type(field)}[]" for field in lists)
    return STORE.format(
        names=", ".join(f'"{field.column}"' for field in [*same, *lists]),
        values=f"{shared}, each.* FROM unnest({given}) AS each",
    )


def _type(field: models.Field) -> str:
    kind = str(field.db_type(connection)).partition("(")[0]
    return SENT_AS.get(kind, kind)
