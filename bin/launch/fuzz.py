"""bin/fuzz: schemathesis asks a scratch demo as each role, with every scope alone and with all.

It makes requests from the schema, good ones and bad ones, follows what an answer leads to, and
compares status, headers and body with what the schema says. Marked data of other people lies in the
demo, and no answer may hold a mark that the token may not see. The exit code is 0 when nothing was
found, 1 when something was.
"""

import argparse
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launch import accounts, environment, paths, services, variables
from launch.app import App
from launch.canaries import forbidden
from launch.check.run import free_port
from launch.console import say
from launch.demo import PEOPLE
from launch.processes import Stopped, stopping

SCOPES = (
    "programs:read programs:write logs:read logs:write appointments:read appointments:write "
    "enquiries:read enquiries:write profile:read"
)
# Which scopes open anything to a role. The others are asked with, too, but not for as long.
OPEN = {
    "runner": "programs:read logs:read logs:write appointments:read appointments:write",
    "physio": "programs:read programs:write logs:read appointments:read",
    "desk": "appointments:read appointments:write enquiries:read enquiries:write",
    "manager": "appointments:read appointments:write enquiries:read enquiries:write",
}


@dataclass(frozen=True)
class Turn:
    """One token: a role, and what its scopes are; `weight` shares the time out."""

    role: str
    scopes: str

    @property
    def weight(self) -> int:
        """All scopes get most, then those that open something."""
        if self.scopes == SCOPES:
            return 4
        return 2 if self.scopes in OPEN[self.role].split() else 1

    def __str__(self) -> str:
        return f"{self.role} with {'every scope' if self.scopes == SCOPES else self.scopes}"


def main(arguments: list[str]) -> int:
    """Fill a scratch demo, plant the marks, and ask with each token in turn; a verdict for each."""
    options = parse(arguments)
    environment.ensure("dev")
    state = accounts.scratch_folder()
    turns = turns_of(options)
    try:
        with stopping(), services.running(state, durable=False) as servers:
            port = free_port()
            # A limit would keep it from most of what it is to ask; tests see that it holds.
            unhurried = {"API_CHANGES_A_MINUTE": "1000000"}
            app = App(variables.demo(servers, state, port) | unhurried, state, port)
            app.prepare(again=True)
            planted = json.loads(app.manage("plant_canaries"))
            total = sum(turn.weight for turn in turns)
            share = 60 * options.minutes / total
            with app.running():
                found = [turn for turn in turns if not passes(app, turn, planted, share, options)]
        for turn in turns:
            say(f"FUZZ {turn}: {'FAIL' if turn in found else 'PASS'}")
        verdict = "FAIL" if found else "PASS"
        say(
            f"FUZZ tokens={len(turns)} failed={len(found)} minutes={options.minutes:g} "
            f"canaries={len(planted)} seed={options.seed} {verdict}"
        )
        return 1 if found else 0
    except Stopped:
        say("Stopped.")
        return 130
    finally:
        shutil.rmtree(state, ignore_errors=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long to ask, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scopes", help="tokens with these alone; all, and each one, if left out")
    parser.add_argument(
        "--role", dest="roles", action="append", choices=PEOPLE, help="as this role only"
    )
    parser.add_argument(
        "--off",
        choices=["canaries"],
        help="forbid one's own marked data, too: the check has to find it, or it sees nothing",
    )
    return parser.parse_args(arguments)


def turns_of(options: argparse.Namespace) -> list[Turn]:
    """Each role with every scope alone, and with all of them first."""
    bundles = [options.scopes] if options.scopes else [SCOPES, *SCOPES.split()]
    return [Turn(role, scopes) for role in options.roles or PEOPLE for scopes in bundles]


def passes(
    app: App, turn: Turn, planted: list[dict], share: float, options: argparse.Namespace
) -> bool:
    """Ask with one token; what is found stands in the output, with a line that asks it again."""
    token = app.manage("api_token", PEOPLE[turn.role][0], "--scopes", turn.scopes).strip()
    seconds = max(5, round(turn.weight * share))
    say(f"\nAsking as {turn} for {seconds} s ...")
    scopes = turn.scopes.split()
    marks = forbidden(planted, turn.role, [] if options.off else scopes)
    known = {"token": token, "scopes": scopes, "forbidden": marks}
    command: list[str | Path] = [paths.VENV / "bin" / "schemathesis"]
    command += ["--config-file", paths.ROOT / "bin" / "fuzz.toml", "run"]
    command += [f"{app.url}/api/schema/?format=json", "--header", f"Authorization: Bearer {token}"]
    command += ["--max-time", str(seconds), "--seed", str(options.seed)]
    environ = variables.inherited() | {
        "SCHEMATHESIS_HOOKS": str(paths.ROOT / "bin" / "launch" / "fuzz_checks.py"),
        "FUZZ_KNOWN": json.dumps(known),
    }
    return subprocess.run(command, cwd=app.state, env=environ, check=False).returncode == 0
