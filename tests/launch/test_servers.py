"""The embedded servers themselves: what survives a crash, and what is tidied up."""

import shutil
import socket

import psycopg
import pytest
from launch import accounts, services
from launch.postgresql import PostgreSQL, serves

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def state():
    folder = accounts.scratch_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def started(state):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL")
        patch.delenv("REDIS_URL")
        with services.running(state) as servers:
            yield servers


@pytest.fixture
def servers(started):
    """Both servers, running, whatever the test before has done to them."""
    for server in started.ours():
        if not server.alive():
            server.start()
    return started


def ask(servers, sql: str) -> object:
    with psycopg.connect(servers.database_url) as connection:
        return connection.execute(sql).fetchone()[0]


def tell(servers, words: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(servers.valkey.socket))
        line.sendall(words.encode() + b"\r\n")
        return line.recv(100)


def test_what_was_told_survives_a_crash_of_either_server(servers):
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    tell(servers, "SET note kept")

    for server in servers.ours():
        server.kill()
        assert not server.alive()
        server.start()

    assert ask(servers, "SELECT text FROM note") == "kept"
    assert tell(servers, "GET note") == b"$4\r\nkept\r\n"


def test_a_server_left_over_from_a_killed_run_is_replaced(servers, state, capsys):
    left = servers.postgresql
    another = PostgreSQL(left.data, state / "other", state / "log" / "other.log")

    another.start()
    try:
        assert not serves(left.pid, left.data)
        assert serves(another.pid, left.data)
        assert "left over from a killed run" in capsys.readouterr().err
    finally:
        another.stop()


def test_the_mark_of_a_dead_server_does_not_hinder_a_start(servers):
    servers.postgresql.stop()
    (servers.postgresql.data / "postmaster.pid").write_text("999999999\n/nowhere\n")

    servers.postgresql.start()

    assert ask(servers, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_afresh(servers):
    servers.postgresql.stop()
    (servers.postgresql.data / "steady.made").unlink()

    servers.postgresql.start()

    assert ask(servers, "SELECT current_database()") == "steady"


def test_rows_never_reach_the_servers_log(servers):
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE diary (text text UNIQUE)")
        connection.execute("INSERT INTO diary VALUES ('sore hip')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO diary VALUES ('sore hip')")

    log = servers.postgresql.log.read_text()
    assert "diary_text_key" in log
    assert "sore hip" not in log


def test_nobody_else_may_use_the_sockets(servers):
    folders = (servers.postgresql.sockets, servers.valkey.socket.parent)

    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700, 0o700]
