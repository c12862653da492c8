"""What every action shares: saving a row so that a broken rule reads like a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

INSERT = 'INSERT INTO "{table}" ({names}) VALUES ({marks})'


def clock() -> datetime:
    """The time by the database's clock: the one that several workers have in common."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def save_checked[Row: models.Model](row: Row, *, update_fields: list[str] | None = None) -> Row:
    """Clean the fields, save, and turn a violated constraint into its message for people.

    The database decides, so a lost race reads exactly like a rule broken alone.
    Raises ValidationError whose code is the constraint's name.
    """
    row.clean_fields(exclude=None if update_fields is None else _others(row, update_fields))
    row.clean()
    try:
        with transaction.atomic():
            row.save(update_fields=update_fields)
    except IntegrityError as refusal:
        raise friendly(refusal, type(row)) from refusal
    return row


def insert_row(row: models.Model) -> None:
    """Store a new row, its fields cleaned, by a statement made once for all rows of its table.

    For what is stored all day: there the ORM takes as long over the statement as the way to the
    database and back. No savepoint and no signals; raises IntegrityError for a violated constraint.
    """
    fields = row._meta.concrete_fields
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row)), [getattr(row, field.attname) for field in fields])
    row._state.adding, row._state.db = False, connection.alias


def save_changes[Row: models.Model](row: Row, changes: Mapping[str, Any]) -> Row:
    """Save those fields whose value is another one now; what somebody else changed stays.

    Raises ValidationError like save_checked.
    """
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    return save_checked(row, update_fields=changed) if changed else row


def friendly(refusal: IntegrityError, model: type[models.Model]) -> ValidationError:
    """The sentence that stands beside the violated constraint.

    A unique column has no sentence of its own and gets a general one; anything else is re-raised.
    """
    cause = refusal.__cause__
    if not isinstance(cause, psycopg.errors.IntegrityError):
        raise refusal
    name = constraint_of(refusal)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return ValidationError(constraint.get_violation_error_message(), code=name)
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return ValidationError(
            f"This {model._meta.verbose_name} is already on file.", code="unique"
        )
    raise refusal


def constraint_of(refusal: IntegrityError) -> str | None:
    """The name of the violated constraint, as the database knows it."""
    cause = refusal.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None


def _others(row: models.Model, named: list[str]) -> set[str]:
    return {field.name for field in row._meta.fields} - set(named)


@models.Field.register_lookup
class AnyOf(models.Lookup):
    """`pk__any_of=[…]`: as `in`, with the list as one value.

    So the statement is the same for ever so many, and planned once.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column = ANY(list)`."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*values, list(self.rhs))


def read_rows(
    statement: str, values: Sequence[Any] | Mapping[str, Any], **tables: type[models.Model]
) -> list[Any]:
    """The rows of a statement written by hand, each a tuple of rows of the tables it names.

    `SELECT {r}, {s} FROM …` with r=Room, s=Site gives pairs of a room and its site, None where an
    outer join found none; further columns come after them. For what every request asks: there the
    ORM spends more on making the statement than the database on the answer. Never with `*`: a line
    that has planned the statement would refuse it from the moment on in which a column is added.

    The same row of a table is the same object, however often the answer repeats it. A value written
    as `(SELECT %(name)s)` is hidden from the planner: its plan is then the same for every value, so
    that a line makes it once and not anew for each, which takes longer than the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_with_columns(statement, tuple(tables.items())), values)
        found = cursor.fetchall()
    sizes = [(model, len(columns_of(model))) for model in tables.values()]
    known: dict[tuple[type[models.Model], Any], models.Model] = {}
    return [tuple(_split(row, sizes, known)) for row in found]


@cache
def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a model's own table, as rows call them, in their order."""
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _insertion(model: type[models.Model]) -> str:
    names = [f'"{field.column}"' for field in model._meta.concrete_fields]
    return INSERT.format(
        table=model._meta.db_table, names=", ".join(names), marks=", ".join(["%s"] * len(names))
    )


@cache
def _place_of_key(model: type[models.Model]) -> int:
    return model._meta.concrete_fields.index(model._meta.pk)


@cache
def _with_columns(statement: str, tables: tuple[tuple[str, type[models.Model]], ...]) -> str:
    named = {
        short: ", ".join(f'{short}."{column}"' for column in columns_of(model))
        for short, model in tables
    }
    return statement.format(**named)


def _split(
    row: Sequence[Any],
    sizes: Iterable[tuple[type[models.Model], int]],
    known: dict[tuple[type[models.Model], Any], models.Model],
) -> Iterator[Any]:
    start = 0
    for model, size in sizes:
        key = model, row[start + _place_of_key(model)]  # not always the first
        if key[1] is None:
            yield None
        else:
            if key not in known:
                cells = row[start : start + size]
                known[key] = model.from_db(connection.alias, columns_of(model), cells)
            yield known[key]
        start += size
    yield from row[start:]
