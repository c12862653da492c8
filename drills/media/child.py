"""Makes a file anew in a child process, so that a hostile one can hurt nobody but the child."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from drills.media.sniff import Kind, RefusedError, Sniffed

ROOT = Path(__file__).resolve().parents[2]
PHOTO_NAME, VIDEO_NAME, POSTER_NAME = "photo.webp", "video.mp4", "poster.webp"

# What the child may use: bytes of address space, seconds of processor time, bytes of a file.
MEMORY = {Kind.PHOTO: 1_500_000_000, Kind.VIDEO: 3_000_000_000}
SECONDS = {Kind.PHOTO: 60, Kind.VIDEO: 900}
OUTPUT = 60_000_000
# Seconds on the clock, on a machine that has other things to do.
PATIENCE = {Kind.PHOTO: 120, Kind.VIDEO: 900}

TOO_MUCH = (
    "We could not read this file within our limits. "
    "Open it, save it as a JPEG photo or as an MP4 video, and choose that file."
)


@dataclass(frozen=True)
class Prepared:
    """What the child made; `seconds` and `poster` are a video's."""

    file: Path
    width: int
    height: int
    seconds: int | None = None
    poster: Path | None = None


def make_anew(source: Path, sniffed: Sniffed, folder: Path) -> Prepared:
    """The file made anew in `folder`. Raises RefusedError with a sentence for its owner.

    The child gets none of our environment, so that it holds no secret and finds no database.
    """
    command = [sys.executable, "-P", "-s", "-m", "drills.media"]
    command += [sniffed.kind, sniffed.form, str(source), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, and no shell
            command,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE[sniffed.kind],
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise RefusedError(TOO_MUCH) from slow
    if done.returncode:
        raise RefusedError(TOO_MUCH)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise RefusedError(answer["refused"])
    if sniffed.kind is Kind.PHOTO:
        return Prepared(folder / PHOTO_NAME, **answer)
    return Prepared(folder / VIDEO_NAME, poster=folder / POSTER_NAME, **answer)
