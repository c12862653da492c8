"""A kept line to the database that broke is never lent; one that stands is not asked."""

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from clinic.pool import still_stands

pytestmark = pytest.mark.django_db


def place() -> str:
    """Where the database of this test is."""
    return psycopg.conninfo.make_conninfo(
        "",
        **{name: str(value) for name, value in connection.connection.info.get_parameters().items()},
    )


@pytest.fixture
def pool():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with ConnectionPool(place(), min_size=1, max_size=1, check=still_stands) as pool:
        yield pool


def number_of(pool: ConnectionPool) -> int:
    with pool.connection(timeout=10) as line:
        return line.execute("SELECT pg_backend_pid()").fetchone()[0]


def test_a_line_that_the_server_ended_is_replaced(pool):
    first = number_of(pool)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])

    assert number_of(pool) != first


def test_a_line_that_stands_is_lent_without_a_question(pool, monkeypatch):
    first = number_of(pool)

    def asked(line):
        raise AssertionError("asked over the line")

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(asked))

    assert number_of(pool) == first
