"""bin/bench: run one measurement of bench/ against servers of its own."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from launch import environment, paths, services, variables
from launch.app import App
from launch.console import LaunchError, say
from launch.processes import Stopped, stopping

VERDICT = re.compile(r"^(TRUST|SPEED) .*\b(PASS|FAIL)$")


def main(arguments: list[str]) -> int:
    """Run bench/NAME.py; its last line is the verdict and decides the exit code."""
    if not arguments or arguments[0].startswith("-"):
        raise LaunchError(f"Which one? bin/bench NAME [--seed N] [options]\n{menu()}")
    name, *options = arguments
    if name not in known():
        raise LaunchError(f"There is no measurement called {name!r}.\n{menu()}")
    environment.ensure("dev")  # some drive a browser
    # Two measurements beside each other would measure each other.
    with environment.lock(paths.LOCAL / "bench.lock"):
        try:
            with stopping():
                last, code = with_servers(name, options)
        except Stopped:
            say("Stopped.")
            return 130
    return judge(name, last, code)


def with_servers(name: str, options: list[str]) -> tuple[str, int]:
    """Measure on disk and with fsync, as in production; static files are gathered."""
    state = paths.ROOT / ".bench" / name
    services.forget(state)
    state.mkdir(parents=True)
    try:
        with services.running(state, durable=True) as servers:
            ours = environ(servers, state)
            App(ours, state, port=0).collect_static()
            return measure(name, options, ours)
    finally:
        services.forget(state)


def environ(servers: services.Services, state: Path) -> dict[str, str]:
    """The app's environment, and which processes' CPU time belongs to the measurement."""
    ours = variables.inherited() | variables.scratch(servers, state) | {"TESTING": "0"}
    # Some measurements start and kill servers of their own, with the launcher.
    ours |= {"WEB_HTTPS": "0", "BENCH_STATE": str(state), "PYTHONPATH": str(paths.ROOT / "bin")}
    if servers.postgresql:
        ours["BENCH_POSTGRESQL_PID"] = str(servers.postgresql.pid)
    if servers.valkey:
        ours["BENCH_VALKEY_PID"] = str(servers.valkey.pid)
    return ours


def measure(name: str, options: list[str], environ_: dict[str, str]) -> tuple[str, int]:
    """Run it, passing its output on; returns its last line that is not empty, and its exit code."""
    command = [str(paths.PYTHON), "-m", f"bench.{name}", *options]
    last = ""
    with subprocess.Popen(
        command, env=environ_, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            for line in child.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                last = line.strip() or last
        except Stopped:
            child.terminate()
            raise
    return last, child.returncode


def judge(name: str, last: str, code: int) -> int:
    """0 for PASS; a measurement that gives no verdict, or one its exit code denies, fails."""
    verdict = VERDICT.match(last)
    if verdict and (verdict[2] == "PASS") == (code == 0):
        return 0 if code == 0 else 1
    print(f"BENCH {name} gave no verdict that agrees with its exit code {code} FAIL", flush=True)
    return 1


def known() -> dict[str, str]:
    """Each measurement and its first line of description."""
    found = {}
    for path in sorted((paths.ROOT / "bench").glob("[!_]*.py")):
        text = path.read_text()
        if '__name__ == "__main__"' in text:
            found[path.stem] = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    return found


def menu() -> str:
    """The measurements there are, for a person."""
    lines = [f"  {name}: {text}" for name, text in known().items()]
    return "\n".join(["There are:", *lines]) if lines else "There are none in bench/ yet."
