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


def store(rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep messages, each by column, all with the same ones; a key that is owed already stays.

    A column that none names gets the default of the model.
    """
    if not rows:
        return
    same: list[tuple[models.Field, Any]] = []
    lists: list[tuple[models.Field, list]] = []
    for field in Message._meta.concrete_fields:
        if field.primary_key:
            values = [uuid4() for _ in rows]
        elif field.attname in rows[0]:
            values = [row[field.attname] for row in rows]
        else:
            values = [field.get_default()]
        # What is the same in all of them goes over once.
        if values.count(values[0]) == len(values):
            same.append((field, _sent(values[0])))
        else:
            lists.append((field, [_sent(value) for value in values]))
    statement = _statement(tuple(field for field, _ in same), tuple(field for field, _ in lists))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, value in [*same, *lists]])


def _sent(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


@cache
def _statement(same: Sequence[models.Field], lists: Sequence[models.Field]) -> str:
    """The statement for messages that share some columns and differ in the others."""
    values = ", ".join(f"%s::{_type(field)}" for field in same)
    if lists:
        given = ", ".join(f"%s::{_type(field)}[]" for field in lists)
        values = f"{values}, each.* FROM unnest({given}) AS each"
    names = ", ".join(f'"{field.column}"' for field in [*same, *lists])
    return STORE.format(names=names, values=values)


def _type(field: models.Field) -> str:
    kind = str(field.db_type(connection)).partition("(")[0]
    return SENT_AS.get(kind, kind)
