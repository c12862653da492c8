"""The lines to the database that a process keeps, and how it knows that one still stands."""

from select import POLLIN, poll
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def lines(*, idle_seconds: int, most: int) -> dict[str, Any]:
    """Django's OPTIONS of a pool of at most so many lines."""
    return {
        # Who stands still in the middle of a change is let go, and with them what they lock:
        # a frozen worker would keep every other one from going through the outbox.
        "options": f"-c idle_in_transaction_session_timeout={1000 * idle_seconds}",
        # What is asked again and again is planned once a line: half of the database's work.
        "server_side_binding": True,
        "prepare_threshold": 2,
        "pool": {"min_size": 1, "max_size": most, "timeout": 5, "check": still_stands},
    }


def still_stands(line: Connection) -> None:
    """The pool's check before it lends a line; raises an OperationalError if it is gone.

    A server that ends a line says so, or hangs up: either can be read. Where there is nothing to
    read there is nothing to ask, which spares every request a question and an answer.
    """
    ear = poll()
    ear.register(line.fileno(), POLLIN)
    if ear.poll(0):
        ConnectionPool.check_connection(line)
