"""bin/audit: what every page weighs, and how well it serves keyboard, eye and ear.

The exit code is 0 when every page is in order, 1 when one is not, 2 when it could not run.
"""

import argparse
import contextlib
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from launch import accounts, chromium, environment, paths, services, variables
from launch.app import App
from launch.check.client import Client
from launch.check.forms import UnexpectedError
from launch.check.run import free_port
from launch.console import LaunchError, say
from launch.demo import PEOPLE
from launch.processes import Stopped, stopping

AUDIT = paths.ROOT / "audit"
INSTALLED = AUDIT / "node_modules"
NODE = 20
COULD_NOT_RUN = 2


def main(arguments: list[str]) -> int:
    """Audit a demo of our own, or the site named by --base; one line a page."""
    options = parse(arguments)
    state = accounts.scratch_folder()
    try:
        with stopping():
            node = tools(quick=options.quick)
            with site(options.base, state) as base:
                return audit(node, base, options, state)
    except LaunchError as problem:
        say(f"\n{problem}")
        return COULD_NOT_RUN
    except Stopped:
        say("Stopped.")
        return 130
    finally:
        shutil.rmtree(state, ignore_errors=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/audit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="everything but Lighthouse")
    parser.add_argument("--only", metavar="TEXT", help="pages with this in name or address")
    parser.add_argument("--shots", metavar="DIR", type=Path, help="save pictures of each page")
    parser.add_argument("--base", metavar="URL", help="a running site; nothing is started")
    parser.add_argument(
        "--cookies",
        metavar="FILE",
        type=Path,
        help='who is signed in on the site of --base: {"desk": {"sessionid": "..."}}; '
        "not needed for a demo",
    )
    return parser.parse_args(arguments)


@contextlib.contextmanager
def site(base: str | None, state: Path) -> Iterator[str]:
    """Where the pages are: at `base`, or on a demo in the scratch folder, stopped at the end."""
    if base:
        yield base.rstrip("/")
        return
    environment.ensure("dev")
    with services.running(state, durable=False) as servers:
        port = free_port()
        app = App(variables.demo(servers, state, port), state, port)
        app.prepare(again=True)
        with app.running():
            yield app.url


def audit(node: str, base: str, options: argparse.Namespace, state: Path) -> int:
    """Call the audit itself; its output and its exit code are ours."""
    browser = chromium.ensure()
    if browser is None:
        raise LaunchError("No Chromium: install one, or name it by CHROMIUM.")
    people, is_demo = signed_in(base, options.cookies)
    note = state / "people.json"
    variables.write_private(note, json.dumps(people))
    command = [node, AUDIT / "audit.mjs", "--base", base, "--people", note]
    command += ["--chromium", browser.path]
    command += ["--quick"] if options.quick else []
    command += [] if is_demo else ["--read-only"]
    command += ["--only", options.only] if options.only else []
    command += ["--shots", options.shots.resolve()] if options.shots else []
    return subprocess.run([str(word) for word in command], cwd=AUDIT, check=False).returncode


def signed_in(base: str, cookies: Path | None) -> tuple[dict[str, dict[str, str]], bool]:
    """Each role's cookies, and whether this is a demo, where forms may be sent."""
    try:
        is_demo = Client(base).get("/demo/").status == 200
        if cookies:
            return json.loads(cookies.read_text()), is_demo
        return {role: enter(base, role) for role in PEOPLE} if is_demo else {}, is_demo
    except (UnexpectedError, OSError, ValueError) as problem:
        raise LaunchError(f"Nobody could be signed in on {base}: {problem}") from None


def enter(base: str, role: str) -> dict[str, str]:
    """Become the demo's person of this role with one click; their cookies."""
    browser = Client(base)
    people = browser.get("/demo/").expect(200)
    name = PEOPLE[role][0].partition("@")[0].capitalize()
    form = next(
        (it for it in people.page.forms if any(name in label for label in it.buttons)), None
    )
    if form is None:
        raise UnexpectedError(f"/demo/ has no button for {name}")
    browser.submit(people, form).expect(200)
    return browser.cookies


def tools(*, quick: bool) -> str:
    """Node with the audit's packages exactly as locked; returns Node's path.

    The quick form does without Lighthouse, which is nearly all of what there is to install.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        raise LaunchError(f"The audit needs Node {NODE} or newer, with npm, on PATH.")
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    if not told.startswith("v") or int(told[1:].partition(".")[0]) < NODE:
        raise LaunchError(f"The audit needs Node {NODE} or newer; {node} is {told.strip()!r}.")
    locked = hashlib.sha256((AUDIT / "package-lock.json").read_bytes()).hexdigest()
    stamp = INSTALLED / "steady.txt"
    with environment.lock(paths.LOCAL / "audit.lock"):
        had = stamp.read_text() if stamp.exists() else ""
        if had == f"all {locked}" or (quick and had == f"quick {locked}"):
            return node
        say("Installing the audit's packages into audit/node_modules ...")
        command = [npm, "ci", "--loglevel=error", *(["--omit=dev"] if quick else [])]
        done = subprocess.run(command, cwd=AUDIT, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise LaunchError(
                "npm could not install the audit's packages; the reason stands above.\n"
                "Is a registry reachable? Try: cd audit && npm ci"
            )
        stamp.write_text(f"{'quick' if quick else 'all'} {locked}")
    return node
