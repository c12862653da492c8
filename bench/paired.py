"""Paired CPU ratios: our request against B's in the same minutes, by what the kernel counted.

Wall-clock time says little on a shared machine; CPU time of the whole process tree (web workers
and database, user and system) says what a request costs. Rounds are interleaved, so that a drift
of the machine meets both sides alike, and the median of the rounds' ratios is the figure.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Request:
    """One kind of request: a fresh path, body and headers each time, and the status expected."""

    make: Callable[[], tuple[str, str, bytes | None, dict[str, str]]]
    status: int


@dataclass
class Server:
    """A gunicorn on loopback."""

    port: int
    pid: int

    def call(self, request: Request) -> None:
        """Send one request; any other status than the expected one ends the measurement."""
        method, path, body, headers = request.make()
        # The first request of a worker loads the app; on a busy machine that takes its time.
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        connection.request(method, path, body, headers | {"Connection": "close"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status != request.status:
            raise SystemExit(f"{method} {path} answered {answer.status}: {text[:300]!r}")


@dataclass
class Figure:
    """The ratios of one kind of request, round by round, and the CPU milliseconds behind them."""

    name: str
    bound: float
    ratios: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.ratios)

    def line(self) -> str:
        """For a person: median, spread, bound."""
        low, high = min(self.ratios), max(self.ratios)
        cpu = statistics.median(self.milliseconds)
        return (
            f"{self.name}: {self.ratio:.2f} B ({low:.2f} to {high:.2f}), "
            f"{cpu:.1f} ms CPU a request, bound {self.bound} B"
        )


def cpu_seconds(*roots: int) -> float:
    """User and system time of these processes and all their living descendants, so far."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid, parent = int(entry.name), int(fields[1])
        children.setdefault(parent, []).append(pid)
        # utime, stime, and those of children that have ended and been waited for
        used[pid] = sum(int(value) for value in fields[11:15]) / TICK
    total, waiting = 0.0, list(roots)
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total


@contextmanager
def gunicorn(
    application: str, *words: str, settings: dict[str, str] | None = None
) -> Iterator[Server]:
    """Serve an application with two workers until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--workers", "2", "--log-level", "error", *words],
        env=os.environ | (settings or {}),
    )
    try:
        wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int, seconds: float = 60) -> None:
    """Until somebody listens on the port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


def measure(
    ours: Server,
    bare: Server,
    bare_request: Request,
    requests: dict[str, tuple[Request, float]],
    *,
    database: int,
    rounds: int,
    count: int,
) -> list[Figure]:
    """Each kind of request against B, `rounds` times, `count` requests a turn."""
    figures = [Figure(name, bound) for name, (_, bound) in requests.items()]
    for request, _ in requests.values():
        cost(ours, request, database, max(20, count // 4))
    cost(bare, bare_request, database, max(20, count // 4))
    for _ in range(rounds):
        for figure in figures:
            base = cost(bare, bare_request, database, count)
            mine = cost(ours, requests[figure.name][0], database, count)
            figure.ratios.append(mine / base)
            figure.milliseconds.append(mine * 1000)
    return figures


def cost(server: Server, request: Request, database: int, count: int) -> float:
    """CPU seconds a request: the server's tree and the database's."""
    before = cpu_seconds(server.pid, database)
    for _ in range(count):
        server.call(request)
    return (cpu_seconds(server.pid, database) - before) / count
