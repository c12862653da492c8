"""bin/requirements: pyproject.toml -> the hash-pinned files that are installed."""

import difflib
import shutil
import tempfile
from pathlib import Path

from launch import environment, paths
from launch.console import say

GROUPS = {"dev": ("local", "test", "lint"), "demo": ("local",), "runtime": ()}
# The oldest Python that pyproject.toml allows; the files serve it and every newer one.
OLDEST = "3.12"


def main(arguments: list[str]) -> int:
    """Rewrite the files; extra arguments (--upgrade, --upgrade-package NAME) go to uv."""
    export(paths.ROOT, arguments)
    for profile in GROUPS:
        say(f"wrote {paths.requirements(profile).name}")
    return 0


def export(folder: Path, arguments: list[str]) -> None:
    """Write the files in a folder that holds pyproject.toml and perhaps earlier ones.

    Versions and hashes that stand in the earlier files are kept while pyproject.toml
    allows them, so the result depends on pyproject.toml and not on the day. The smaller
    files are cut from the largest. No package index is named in any of them.
    """
    uv = environment.ensure_uv()
    variables = environment.uv_variables()
    compile_ = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST]
    compile_ += ["--generate-hashes", "--no-header", "--no-annotate", folder / "pyproject.toml"]
    largest = folder / paths.requirements("dev").name
    for profile, groups in GROUPS.items():
        command = [*compile_, "-o", folder / paths.requirements(profile).name]
        for group in groups:
            command += ["--group", f"{folder / 'pyproject.toml'}:{group}"]
        command += arguments if profile == "dev" else ["--constraints", largest]
        environment.run(command, variables, f"The pins of '{profile}' could not be worked out.")


def out_of_step() -> str:
    """How the committed files differ from what pyproject.toml gives; empty when they do not."""
    difference = ""
    with tempfile.TemporaryDirectory() as scratch:
        names = [paths.requirements(profile).name for profile in GROUPS]
        for name in ["pyproject.toml", *names]:
            shutil.copy(paths.ROOT / name, scratch)
        export(Path(scratch), [])
        for name in names:
            old, new = (paths.ROOT / name).read_text(), (Path(scratch) / name).read_text()
            lines = difflib.unified_diff(
                old.splitlines(), new.splitlines(), name, "from pyproject.toml", lineterm="", n=1
            )
            difference += "\n".join(lines)
    return difference
