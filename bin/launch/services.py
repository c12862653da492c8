"""The two servers behind the app: the caller's own, or ours from their wheels."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launch import accounts
from launch.console import say
from launch.postgresql import PostgreSQL
from launch.processes import Server
from launch.valkey import Valkey


@dataclass
class Services:
    """Where the servers are; the server objects are there only when they are ours."""

    database_url: str
    redis_url: str
    postgresql: PostgreSQL | None = None
    valkey: Valkey | None = None

    def variables(self) -> dict[str, str]:
        """How the app finds them."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def ours(self) -> list[Server]:
        """Those that we started and will stop."""
        return [server for server in (self.postgresql, self.valkey) if server]


@contextlib.contextmanager
def running(state: Path, *, durable: bool = True) -> Iterator[Services]:
    """Have a PostgreSQL and a Redis-compatible server; ours are stopped at the end.

    `state` keeps their data and logs. A server named by DATABASE_URL or REDIS_URL is used
    as it is, never started or stopped.
    """
    given = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
    services = Services(given["DATABASE_URL"], given["REDIS_URL"])
    for name, url in given.items():
        if url:
            say(f"Using the server of {name}.")
    began = time.monotonic()
    with contextlib.ExitStack() as end:
        sockets = socket_folder(state)
        end.callback(shutil.rmtree, sockets, ignore_errors=True)
        if not services.database_url:
            data = database_folder(state)
            log = state / "log" / "postgresql.log"
            postgresql = PostgreSQL(data, sockets / "pg", log, durable=durable)
            end.callback(postgresql.stop)
            postgresql.start()
            services.postgresql, services.database_url = postgresql, postgresql.url
        if not services.redis_url:
            valkey = Valkey(state / "valkey", sockets / "vk", state / "log" / "valkey.log")
            end.callback(valkey.stop)
            valkey.start()
            services.valkey, services.redis_url = valkey, valkey.url
        if services.ours():
            names = " and ".join(server.name for server in services.ours())
            say(f"{names} up in {time.monotonic() - began:.1f} s.")
        yield services


def socket_folder(state: Path) -> Path:
    """A new folder for the sockets; the one that a killed run left behind goes away."""
    note = state / "sockets"
    if note.is_symlink():
        left = note.readlink()
        ours = left.is_dir() and left.stat().st_uid == os.getuid()
        if ours and left.name.startswith(accounts.SCRATCH):
            shutil.rmtree(left, ignore_errors=True)
        note.unlink()
    folder = accounts.scratch_folder()
    note.symlink_to(folder)
    return folder


def database_folder(state: Path) -> Path:
    """Where the cluster lives: in the state folder, if the server's account can get there."""
    account = accounts.database_account()
    if not account.other or accounts.can_enter(state.resolve()):
        return state / "postgresql"
    folder = accounts.public_home() / f"cluster-{state.name.lstrip('.')}"
    say(f"'nobody' cannot reach {state}: the database's files are in {folder}")
    return folder


def forget(state: Path) -> None:
    """Throw away the state folder and a cluster that had to live outside it."""
    account = accounts.database_account()
    if account.other and not accounts.can_enter(state.resolve()):
        shutil.rmtree(database_folder(state), ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)
