"""Who runs the database, and which folders that account can reach.

PostgreSQL refuses to run as root; then it runs as `nobody`, who must be able to read the
server's files and own the cluster's folder.
"""

import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from launch import paths
from launch.console import LaunchError, say

# A unix socket's path may have about 100 characters, its own file name included.
LONGEST_SOCKET_FOLDER = 70
SCRATCH = "steady-run-"
PUBLIC_PLACES = (Path("/var/tmp"), Path("/tmp"))


@dataclass(frozen=True)
class Account:
    """A user to run as; `other` says that it is not the one we are."""

    uid: int
    gid: int
    other: bool

    def popen(self) -> dict:
        """What subprocess needs to start something as this account."""
        if not self.other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def database_account() -> Account:
    """Ourselves, or `nobody` when we are root."""
    if os.getuid() != 0:
        return Account(os.getuid(), os.getgid(), other=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise LaunchError(
            "As root the database runs as 'nobody', and there is no such user."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid, other=True)


def can_enter(folder: Path) -> bool:
    """Whether anybody may walk to this folder; one that is not there yet counts as open."""
    for step in [folder, *folder.parents]:
        if step.exists() and not step.stat().st_mode & stat.S_IXOTH:
            return False
    return True


def can_read(tree: Path) -> bool:
    """Whether anybody may read everything in this tree."""
    if not can_enter(tree.resolve()):
        return False
    for folder, _, names in os.walk(tree):
        if Path(folder).stat().st_mode & 0o5 != 0o5:
            return False
        for name in names:
            if not (Path(folder) / name).stat().st_mode & stat.S_IROTH:
                return False
    return True


def own_folder(folder: Path, account: Account) -> Path:
    """Make a folder that this account alone may use."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account.other:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder


def scratch_folder() -> Path:
    """A new folder with a short path that every account can walk to; the caller removes it."""
    usual = Path(tempfile.gettempdir())
    for place in [usual, *reversed(PUBLIC_PLACES)]:
        if place.is_dir() and can_enter(place) and len(str(place)) < LONGEST_SOCKET_FOLDER - 30:
            folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=place))
            folder.chmod(0o711)
            return folder
    raise LaunchError(f"No folder for temporary files can be used: {usual} is closed or too long.")


def public_home() -> Path:
    """A folder of this checkout's own in a place that every account can reach.

    Such places are open to all, so a folder of that name counts only when it is ours.
    """
    place = next((place for place in PUBLIC_PLACES if place.is_dir() and can_enter(place)), None)
    if place is None:
        raise LaunchError(f"Neither {' nor '.join(map(str, PUBLIC_PLACES))} can be used.")
    home = place / paths.checkout_name()
    home.mkdir(mode=0o711, exist_ok=True)
    seen = home.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        raise LaunchError(f"{home} belongs to somebody else; remove it and start again.")
    home.chmod(0o711)
    return home


def readable_copy(tree: Path, beside: Path, version: str, account: Account) -> Path:
    """The tree itself when the account can read it, else a copy where it can."""
    if not account.other or (can_read(tree) and can_read(beside)):
        return tree
    home = public_home() / f"postgresql-{version}"
    if not home.exists():
        say(f"'nobody' cannot read {tree.parent}: copying the database server to {home}")
        fresh = Path(tempfile.mkdtemp(dir=home.parent))
        for source in (tree.parent, beside):
            shutil.copytree(source, fresh / source.name)
        for path in [fresh, *fresh.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            if path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o555)
        try:
            fresh.rename(home)
        except OSError:
            shutil.rmtree(fresh)
    return home / tree.parent.name / tree.name
