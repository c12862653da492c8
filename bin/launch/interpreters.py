"""Find a Python that the app can run on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WANTED = ("3.13", "3.12")
SYSTEM = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin")

PROBE = """
import json, sys, sysconfig
threaded = sysconfig.get_config_var("Py_GIL_DISABLED")
print(json.dumps({
    "path": sys.executable,
    "base": getattr(sys, "_base_executable", sys.executable),
    "version": "%d.%d.%d" % sys.version_info[:3],
    "usual": sys.implementation.name == "cpython" and not threaded,
}))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python that was really started, and what it said of itself."""

    path: Path
    version: str

    @property
    def minor(self) -> str:
        """Such as 3.13."""
        return ".".join(self.version.split(".")[:2])


def find(wanted: tuple[str, ...] = WANTED) -> Interpreter | None:
    """The first Python of the first wanted version that runs, or None."""
    for version in wanted:
        for candidate in candidates(version):
            found = probe(candidate)
            if found and found.minor == version:
                return found
    return None


def candidates(version: str) -> Iterator[Path]:
    """Places to look for one version: pyenv's own folder, PATH, the system, ourselves.

    pyenv's folder comes first because its shims on PATH may stand for nothing.
    """
    yield from _pyenv(version)
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*folders, *SYSTEM]:
        path = Path(folder) / f"python{version}"
        if os.access(path, os.X_OK):
            yield path
    yield Path(getattr(sys, "_base_executable", None) or sys.executable)


def _pyenv(version: str) -> list[Path]:
    """pyenv's real interpreters of one version, the newest patch first."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    try:
        found = list((home / "versions").glob(f"{version}.*/bin/python{version}"))
    except OSError:
        return []
    return sorted(found, key=_patch, reverse=True)


def _patch(path: Path) -> int:
    patch = path.parents[1].name.split(".")[-1]
    return int(patch) if patch.isdigit() else -1


def probe(path: Path) -> Interpreter | None:
    """Start a Python and ask who it is; None when it does not run or is an unusual build."""
    try:
        answer = subprocess.run(
            [path, "-I", "-c", PROBE], capture_output=True, text=True, timeout=20, check=True
        )
        said = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if not said["usual"]:
        return None
    # A link from elsewhere would be taken for the interpreter's home by an environment.
    path = Path(said["base"] or said["path"]).resolve()
    return Interpreter(path=path, version=said["version"])
