"""bin/fuzz: schemathesis asks a scratch demo as each role, with every scope or with one.

It makes requests from the schema, good ones and bad ones, follows what an answer leads to, and
compares status, headers and body with what the schema says. The exit code is 0 when nothing was
found, 1 when something was.
"""

import argparse
import shutil
import subprocess
from pathlib import Path

from launch import accounts, environment, paths, services, variables
from launch.app import App
from launch.check.run import free_port
from launch.console import say
from launch.demo import PEOPLE
from launch.processes import Stopped, stopping

SCOPES = (
    "programs:read programs:write logs:read logs:write appointments:read appointments:write "
    "enquiries:read enquiries:write profile:read"
)


def main(arguments: list[str]) -> int:
    """Fill a scratch demo, and ask it as each role in turn; one verdict a role."""
    options = parse(arguments)
    environment.ensure("dev")
    state = accounts.scratch_folder()
    try:
        with stopping(), services.running(state, durable=False) as servers:
            port = free_port()
            app = App(variables.demo(servers, state, port), state, port)
            app.prepare(again=True)
            with app.running():
                found = [role for role in options.roles if not passes(app, role, options)]
        for role in options.roles:
            say(f"FUZZ {role} scopes={options.scopes!r} {'FAIL' if role in found else 'PASS'}")
        return 1 if found else 0
    except Stopped:
        say("Stopped.")
        return 130
    finally:
        shutil.rmtree(state, ignore_errors=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=150, help="how long to ask as each role")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scopes", default=SCOPES, help="what the tokens may do; all, if left out")
    parser.add_argument(
        "--role", dest="roles", action="append", choices=PEOPLE, help="as this role only"
    )
    options = parser.parse_args(arguments)
    options.roles = options.roles or list(PEOPLE)
    return options


def passes(app: App, role: str, options: argparse.Namespace) -> bool:
    """Ask as one role; what is found stands in the output, with a line that asks it again."""
    token = app.manage("api_token", PEOPLE[role][0], "--scopes", options.scopes).strip()
    say(f"\nAsking as {role} for {options.seconds} s ...")
    command: list[str | Path] = [paths.VENV / "bin" / "schemathesis"]
    command += ["--config-file", paths.ROOT / "bin" / "fuzz.toml", "run"]
    command += [f"{app.url}/api/schema/?format=json", "--header", f"Authorization: Bearer {token}"]
    command += ["--max-time", str(options.seconds), "--seed", str(options.seed)]
    return subprocess.run(command, cwd=app.state, check=False).returncode == 0
