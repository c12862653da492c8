"""A cluster with the tests' database migrated: made once, and copied for each run of the tests.

Running every migration costs more than most runs of a few tests; copying its outcome is nothing.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from launch import accounts, environment, paths, services, variables
from launch.console import LaunchError, say

KEPT = paths.LOCAL / "test-cluster"
APPS = ("clinic", "drills", "programs", "bookings")
# What pytest-django does at the start of a run, and then leaves there for the next one.
MAKE_TEST_DATABASE = (
    "import django; django.setup();"
    "from django.db import connection;"
    "connection.creation.create_test_db(verbosity=0, autoclobber=True)"
)


def lay(state: Path) -> bool:
    """Put a copy of the migrated cluster where the server of this run will look for it.

    False when there is none to be had: the caller names a server of their own, or the
    database's account cannot reach this checkout. Raises LaunchError when a migration fails.
    """
    reachable = accounts.can_enter(paths.LOCAL.resolve()) and accounts.can_enter(state.resolve())
    if os.environ.get("DATABASE_URL") or (accounts.database_account().other and not reachable):
        return False
    kept = KEPT / fingerprint()
    with environment.lock(paths.LOCAL / "test-cluster.lock"):
        if not kept.exists():
            shutil.rmtree(KEPT, ignore_errors=True)
            make(kept)
        copy(kept, services.database_folder(state))
    return True


def fingerprint() -> str:
    """Changes with every file that says what the migrated database looks like."""
    read = hashlib.sha256()
    sources = [paths.requirements("dev"), paths.ROOT / "clinic" / "settings.py"]
    for app in APPS:
        sources += sorted((paths.ROOT / app).rglob("migrations/*.py"))
    for source in sources:
        read.update(str(source.relative_to(paths.ROOT)).encode() + b"\0" + source.read_bytes())
    return read.hexdigest()[:20]


def make(kept: Path) -> None:
    """Migrate the tests' database on a new cluster, and keep the cluster once it is stopped."""
    say("Migrating the tests' database; it is kept for the next run.")
    state = accounts.scratch_folder()
    try:
        with services.running(state, durable=False) as servers:
            ours = variables.scratch(servers, state) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
            command = [str(paths.PYTHON), "-c", MAKE_TEST_DATABASE]
            environ = variables.inherited() | ours
            if subprocess.run(command, env=environ, cwd=paths.ROOT, check=False).returncode:
                raise LaunchError("The tests' database could not be migrated: see above.")
        kept.parent.mkdir(parents=True, exist_ok=True)
        copy(services.database_folder(state), kept)
    finally:
        shutil.rmtree(state, ignore_errors=True)


def copy(there: Path, here: Path) -> None:
    """Copy a stopped cluster, each file with its owner and rights; half a copy is none."""
    half = here.with_name(f"{here.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    subprocess.run(["cp", "-a", str(there), str(half)], check=True)
    half.rename(here)
