"""bin/demo: the whole clinic on this machine, with one command."""

import argparse
import contextlib
import fcntl
import json
import socket
import time
from collections.abc import Iterator

from launch import environment, paths, services, variables
from launch.app import App
from launch.check.run import check
from launch.console import LaunchError, say
from launch.processes import Part, Stopped, stopping

# Seconds. What ends sooner than this after its start will not do better a second time.
SHORT_LIFE = 5
# role -> the demo person, and what their token may do.
PEOPLE = {
    "runner": ("ruth@demo.example", "programs:read logs:read logs:write profile:read"),
    "physio": ("pia@demo.example", "programs:read programs:write logs:read profile:read"),
    "desk": ("dee@demo.example", "enquiries:read enquiries:write profile:read"),
    "manager": ("max@demo.example", "enquiries:read enquiries:write profile:read"),
}


def main(arguments: list[str]) -> int:
    """Start the demo, or check it, or print a token for the running one."""
    options = parse(arguments)
    if options.token:
        print(token(options.token))
        return 0
    if options.check:
        return check()
    with only_one(), stopping():
        try:
            serve(options.port, reset=options.reset)
        except Stopped:
            say("Stopped.")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where the web app answers")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    parser.add_argument("--check", action="store_true", help="drive the whole main job and stop")
    parser.add_argument("--token", choices=PEOPLE, help="print a token for the running demo")
    return parser.parse_args(arguments)


def serve(port: int, *, reset: bool) -> None:
    """Run the demo until somebody stops it."""
    refuse_taken(port)
    began = time.monotonic()
    environment.ensure("demo")
    if reset:
        forget()
    with services.running(paths.DEMO) as servers:
        app = App(variables.demo(servers, paths.DEMO, port), paths.DEMO, port)
        app.prepare(again=servers.postgresql is None)
        with app.running() as processes, told(app):
            say(f"Ready in {time.monotonic() - began:.1f} s.\n\n{welcome(app.url)}\n")
            while True:
                time.sleep(0.5)
                keep_running([*servers.ours(), *processes.values()])


def keep_running(parts: list[Part]) -> None:
    """Start again what ended by itself; raise LaunchError when it does not stay up."""
    for part in parts:
        if not part.alive():
            if part.age() < SHORT_LIFE:
                raise LaunchError(f"{part.name} ended by itself.\n{part.last_words()}")
            say(f"{part.name} ended by itself: starting it again.")
            part.start()


def welcome(url: str) -> str:
    """What to open, and who is there."""
    return (
        f"Open {url}/demo/ and choose who you are:\n"
        "  Ruth, a runner: what is due today\n"
        "  Pia, her physio: programmes, and how Ruth is going\n"
        "  Dee at the front desk: enquiries and appointments\n"
        f"What was e-mailed is at {url}/demo/mail/. Logs are in .demo/log/. Ctrl-C stops it."
    )


def refuse_taken(port: int) -> None:
    """Raise LaunchError when something answers on this port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as problem:
            other = 8001 if port == 8000 else 8000
            raise LaunchError(
                f"Port {port} cannot be used ({problem}).\n"
                f"Something else may be using it: try bin/demo --port {other}"
            ) from None


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the demo's lock; a killed run lets go of it by itself."""
    paths.DEMO.mkdir(exist_ok=True)
    lock = paths.LOCAL / "demo.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = running_demo().get("BASE_URL", "starting")
            raise LaunchError(f"The demo of this checkout is running already ({where}).") from None
        yield


def forget() -> None:
    """Throw away everything that the demo remembers."""
    services.forget(paths.DEMO)
    paths.DEMO.mkdir()


@contextlib.contextmanager
def told(app: App) -> Iterator[None]:
    """Note the running demo's settings, readable by us alone, for `--token`."""
    note = paths.DEMO / "running.json"
    note.unlink(missing_ok=True)
    variables.write_private(note, json.dumps(app.environ))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def running_demo() -> dict[str, str]:
    """The running demo's settings; empty when none is running."""
    lock = paths.LOCAL / "demo.lock"
    if not lock.exists():
        return {}
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = paths.DEMO / "running.json"
            return json.loads(note.read_text()) if note.exists() else {}
    return {}


def token(role: str) -> str:
    """A bearer token of a demo person, for the demo that is running."""
    environ = running_demo()
    if not environ:
        raise LaunchError("No demo is running in this checkout. Start one with bin/demo first.")
    email, scopes = PEOPLE[role]
    app = App(environ, paths.DEMO, port=0)
    return app.manage("api_token", email, "--scopes", scopes).strip()
