"""The child process: `python -m drills.media KIND FORM SOURCE FOLDER`, and one line of JSON.

It gets no environment and no connection, takes limits upon itself before it reads a byte of the
file, and may crash: its parent only believes an answer that was printed and an exit code of 0.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path

from drills.media.child import MEMORY, OUTPUT, PHOTO_NAME, POSTER_NAME, SECONDS, VIDEO_NAME
from drills.media.sniff import Kind, RefusedError


def main(kind: Kind, form: str, source: Path, folder: Path) -> Mapping[str, object]:
    """Make the files in `folder`; what is said of them, or the sentence of a refusal."""
    take_limits(kind)
    # Only now: reading these libraries is part of what the limits are for.
    from drills.media import photos, videos  # noqa: PLC0415

    try:
        if kind is Kind.PHOTO:
            return photos.write_photo(source, form, folder / PHOTO_NAME)
        return videos.write_video(source, form, folder / VIDEO_NAME, folder / POSTER_NAME)
    except RefusedError as refusal:
        return {"refused": str(refusal)}


def take_limits(kind: Kind) -> None:
    """Let the system end this process when it takes too much, and others go first."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY[kind]),
        (resource.RLIMIT_CPU, SECONDS[kind]),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(10)


if __name__ == "__main__":
    answer = main(Kind(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    sys.stdout.write(json.dumps(answer))
