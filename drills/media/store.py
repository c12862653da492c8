"""Where media lie: files under MEDIA_ROOT, outside of everything that is served by its path.

`incoming/` holds what was uploaded until it is made anew, `ready/` what people get. A ready file is
named by the SHA-256 of its bytes, so a name always means the same picture.
"""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

READY_NAME = re.compile(r"[0-9a-f]{64}\.(?:webp|mp4)")


def keep_incoming(upload: UploadedFile) -> str:
    """Write an upload down as it came; returns the name under which it waits."""
    name = secrets.token_hex(16)
    with _whole(incoming(name)) as part, part.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return name


def keep_ready(made: Path) -> str:
    """Keep a file that we made; returns its name. The same bytes are kept once."""
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"{digest}{made.suffix}"
    if not ready(name).exists():
        with _whole(ready(name)) as part:
            shutil.copyfile(made, part)
    return name


def incoming(name: str) -> Path:
    """Where an upload waits."""
    return Path(settings.MEDIA_ROOT) / "incoming" / name


def ready(name: str) -> Path:
    """Where a file that people get lies. Raises ValueError for what is no name of ours."""
    if not READY_NAME.fullmatch(name):
        raise ValueError(f"not the name of a ready file: {name!r}")
    return Path(settings.MEDIA_ROOT) / "ready" / name[:2] / name


def forget_incoming(name: str) -> None:
    """Throw an upload away; one that is gone already is fine."""
    incoming(name).unlink(missing_ok=True)


def forget_ready(name: str) -> None:
    """Throw a ready file away; one that is gone already is fine."""
    ready(name).unlink(missing_ok=True)


def older_than(moment: datetime) -> Iterator[Path]:
    """Every file that was last written before `moment`: uploads, ready and broken-off ones."""
    root = Path(settings.MEDIA_ROOT)
    for path in (*root.glob("incoming/*"), *root.glob("ready/*/*")):
        # A part may get its name at this moment.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment.timestamp():
                yield path


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of its own for the work on one file, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="steady-media-") as folder:
        yield Path(folder)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A file to write that takes its name only when it is complete and on the disk."""
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
