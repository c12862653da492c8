"""bin/lint: every check that is not a test, always in the same order."""

import contextlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator

from launch import accounts, environment, paths, pins, services, variables
from launch.app import App
from launch.console import LaunchError, say
from launch.processes import stopping

# ruff knows Python by its file name, and these have none that tells.
COMMANDS = tuple(f"bin/{name}" for name in ("bench", "demo", "lint", "requirements", "test"))
SCHEMA = paths.ROOT / "docs" / "openapi.json"
SPECTACULAR = ("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn")
# What a clinic on the internet would set; `check --deploy` must have nothing to say about it.
PRODUCTION = {
    "TESTING": "0",
    "DEMO": "0",
    "DEBUG": "0",
    "WEB_HTTPS": "1",
    "ALLOWED_HOSTS": "clinic.example",
    "CSRF_TRUSTED_ORIGINS": "https://clinic.example",
    "BASE_URL": "https://clinic.example",
    "MAIL_URL": "smtp://mail.clinic.example:587?tls=1",
}


def main(arguments: list[str]) -> int:
    """Take the named steps, or all of them; the first that complains ends it with 1."""
    if arguments == ["write-schema"]:
        with stopping():
            environment.ensure("dev")
            write_schema()
        return 0
    unknown = [name for name in arguments if name not in STEPS]
    if unknown:
        raise LaunchError(f"No such step: {', '.join(unknown)}. There are: {', '.join(STEPS)}.")
    environment.ensure("dev")
    with stopping():
        for name, take in STEPS.items():
            if not arguments or name in arguments:
                began = time.monotonic()
                take()
                say(f"ok {name} ({time.monotonic() - began:.1f} s)")
    return 0


def tool(*words: str) -> Callable[[], None]:
    """A step that is one program of .venv, run at the top of the checkout."""

    def take() -> None:
        program, *arguments = words
        run([str(paths.VENV / "bin" / program), *arguments])

    return take


def typed() -> None:
    """Run mypy; its Django plugin reads the settings, which read the environment."""
    nowhere = services.Services("postgresql:///none", "redis://127.0.0.1:1/0")
    run([str(paths.VENV / "bin" / "mypy")], variables.scratch(nowhere, paths.LOCAL / "types"))


def requirements_in_step() -> None:
    """The pins must be what pyproject.toml gives."""
    if difference := pins.out_of_step():
        raise LaunchError(
            f"{difference}\npyproject.toml and the pins differ: run bin/requirements."
        )


def deployable() -> None:
    """Django's own checks must be content with a production environment."""
    with app() as here:
        here.environ |= PRODUCTION
        here.manage("check", "--deploy", "--fail-level", "WARNING")


def migrations_complete() -> None:
    """The migrations must say what the models say, and must run on an empty database."""
    with app() as here:
        here.manage("makemigrations", "--check", "--dry-run")
        here.manage("migrate", "--verbosity=0")


def schema_current() -> None:
    """The code's OpenAPI must be valid and equal to the one in docs/."""
    with app() as here:
        fresh = here.state / "openapi.json"
        here.manage(*SPECTACULAR, "--file", str(fresh))
        if not SCHEMA.exists() or json.loads(fresh.read_text()) != json.loads(SCHEMA.read_text()):
            raise LaunchError(
                "docs/openapi.json is not what the code serves. If the change is meant, run\n"
                "bin/lint write-schema and commit the file with a reason."
            )


def write_schema() -> None:
    """Write docs/openapi.json from the code."""
    with app() as here:
        here.manage(*SPECTACULAR, "--file", str(SCHEMA))


@contextlib.contextmanager
def app() -> Iterator[App]:
    """The app with empty servers of its own, for management commands."""
    state = accounts.scratch_folder()
    try:
        with services.running(state, durable=False) as servers:
            yield App(variables.scratch(servers, state), state, port=0)
    finally:
        shutil.rmtree(state, ignore_errors=True)


def run(command: list[str], extra: dict[str, str] | None = None) -> None:
    """Run a check that prints its own complaints."""
    environ = variables.inherited() | (extra or {})
    done = subprocess.run(command, cwd=paths.ROOT, env=environ, check=False)
    if done.returncode:
        shown = " ".join([command[0].rpartition("/")[2], *command[1:]])
        raise LaunchError(f"{shown} found something to put right.")


STEPS: dict[str, Callable[[], None]] = {
    "ruff": tool("ruff", "check", ".", *COMMANDS),
    "format": tool("ruff", "format", "--check", ".", *COMMANDS),
    "imports": tool("lint-imports"),
    "types": typed,
    "templates": tool("djlint", "templates", "--lint", "--quiet"),
    "requirements": requirements_in_step,
    "deploy": deployable,
    "migrations": migrations_complete,
    "schema": schema_current,
}
