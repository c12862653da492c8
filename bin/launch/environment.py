"""Make .venv with the pinned packages, once; a second call costs milliseconds."""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from launch import interpreters, packages, paths
from launch.console import LaunchError, say

# Each profile holds everything of the one before it.
PROFILES = ("runtime", "demo", "dev")
STAMP = paths.VENV / "steady.json"


def ensure(profile: str) -> None:
    """Have .venv hold at least this profile's packages, exactly as pinned.

    An environment that once got the larger profile keeps it, so that the demo and the
    tests do not undo each other's work. Raises LaunchError when that cannot be done.
    """
    with lock(paths.LOCAL / "environment.lock"):
        had = read_stamp()
        wanted = larger(profile, had.get("profile", profile))
        if paths.PYTHON.exists() and had == stamp(wanted):
            return
        began = time.monotonic()
        uv = ensure_uv()
        variables = uv_variables()
        if not usable():
            make_venv(uv, variables)
        say(f"Installing packages ({wanted}) into .venv ...")
        sync(uv, wanted, variables)
        STAMP.write_text(json.dumps(stamp(wanted)))
        say(f"Packages installed in {time.monotonic() - began:.1f} s.")


def larger(one: str, other: str) -> str:
    """The profile of the two that holds the other."""
    return max(one, other, key=PROFILES.index)


def stamp(profile: str) -> dict[str, str]:
    """What a finished environment of this profile is known by."""
    settings = paths.VENV / "pyvenv.cfg"
    made_by = settings.read_bytes() if settings.exists() else b""
    pins = paths.requirements(profile).read_bytes()
    return {"profile": profile, "state": hashlib.sha256(made_by + pins).hexdigest()}


def read_stamp() -> dict[str, str]:
    """The stamp of the environment that is there; empty when there is none, or it is spoilt."""
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("profile") in PROFILES else {}


def usable() -> bool:
    """Whether .venv has a Python of a wanted version that runs."""
    found = interpreters.probe(paths.PYTHON) if paths.PYTHON.exists() else None
    return found is not None and found.minor in interpreters.WANTED


def make_venv(uv: Path, variables: dict[str, str]) -> None:
    """Make .venv with the best Python here, or with one that uv can fetch."""
    found = interpreters.find()
    if found:
        say(f"Making .venv with Python {found.version} ({found.path})")
    else:
        say("No Python 3.13 or 3.12 is installed here; asking uv to fetch one ...")
    chosen = str(found.path) if found else interpreters.WANTED[0]
    advice = "" if found else " Install Python 3.13 or 3.12 and run this command again."
    make = [uv, "venv", "--quiet", "--clear", "--python", chosen, paths.VENV]
    run(make, variables, f".venv could not be made.{advice}")


def sync(uv: Path, profile: str, variables: dict[str, str]) -> None:
    """Make .venv hold exactly the pinned packages; ask additional sources if need be."""
    command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", paths.PYTHON]
    command.append(paths.requirements(profile))
    failure = "The packages could not be installed; the reason stands above."
    more = packages.with_extras(pip_settings(), variables)
    try:
        run(command, variables, failure)
    except LaunchError:
        if more is None:
            raise
        say("Trying this machine's additional package sources ...")
        run(command, more, failure)


def ensure_uv() -> Path:
    """The installer, kept to ourselves under .local/; returns its path."""
    uv = paths.UV_HOME / "bin" / "uv"
    mark = paths.UV_HOME / "pinned.txt"
    pins = paths.UV_REQUIREMENTS.read_text()
    if uv.exists() and mark.exists() and mark.read_text() == pins:
        return uv
    say("Setting up the installer (uv) in .local/ ...")
    shutil.rmtree(paths.UV_HOME, ignore_errors=True)
    python = bootstrap_python()
    if python:
        run([python, "-m", "venv", paths.UV_HOME], None, ".local/uv could not be made.")
        pip, where = [uv.parent / "python", "-m", "pip"], []
    elif importlib.util.find_spec("pip"):
        pip, where = [sys.executable, "-m", "pip"], ["--target", paths.UV_HOME]
    else:
        return other_uv()
    install = [*pip, "install", "--quiet", "--disable-pip-version-check", *where]
    install += ["--require-hashes", "-r", paths.UV_REQUIREMENTS]
    run(install, None, "uv could not be installed: is a package index reachable?")
    mark.write_text(pins)
    return uv


def other_uv() -> Path:
    """A uv that is installed here already, when this Python can install nothing itself."""
    found = shutil.which("uv")
    if found is None:
        raise LaunchError(
            "This Python can install nothing: its venv and pip parts are missing.\n"
            "Add them (on Debian and Ubuntu: apt-get install python3-venv) and run this again."
        )
    return Path(found)


def bootstrap_python() -> Path | None:
    """A Python whose own venv comes with pip: Debian ships python3 without that part."""
    seen = set()
    for version in (*interpreters.WANTED, "3.11"):
        for candidate in interpreters.candidates(version):
            if candidate in seen:
                continue
            seen.add(candidate)
            test = [str(candidate), "-I", "-c", "import ensurepip, venv"]
            with contextlib.suppress(OSError):
                if subprocess.run(test, capture_output=True, check=False).returncode == 0:
                    return candidate
    return None


def uv_variables() -> dict[str, str]:
    """The environment for uv on this machine."""
    return packages.uv_environment(pip_settings(), dict(os.environ))


@functools.cache
def pip_settings() -> dict[str, str]:
    """What pip is set to on this machine."""
    own = paths.UV_HOME / "bin" / "python"
    return packages.pip_settings(own if own.exists() else Path(sys.executable))


def run(command: list, variables: dict[str, str] | None, failure: str) -> None:
    """Run one step; when it fails, show its own words and then ours."""
    words = [str(word) for word in command]
    done = subprocess.run(words, env=variables, cwd=paths.ROOT, check=False)
    if done.returncode:
        raise LaunchError(failure)


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """One at a time per file: two commands started together wait for each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
