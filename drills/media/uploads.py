"""Looks at an upload while it comes in: what it is, and whether it grows too large."""

from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from drills.media.sniff import ENOUGH, RefusedError, Sniffed, sniff

# A phone's minute of 4K. What is larger is not even read.
LARGEST_REQUEST = 400_000_000


class MediaUpload(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, and stops writing once it is one that we do not take.

    The rest of the request is read all the same, so that what was typed beside the file is kept.
    """

    file: TemporaryUploadedFile
    sniffed: Sniffed | None = None
    refusal = ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        """Keep a piece of the file, or give the whole file up."""
        try:
            self.check(raw_data, start)
        except RefusedError as refusal:
            self.refusal = str(refusal)
            self.file.close()
            raise SkipFile from refusal
        return super().receive_data_chunk(raw_data, start)

    def check(self, piece: bytes, start: int) -> None:
        """Raise RefusedError as soon as it is plain that we do not take the file."""
        if start == 0:
            self.sniffed = sniff(piece[:ENOUGH])
        if self.sniffed and start + len(piece) > self.sniffed.largest:
            raise RefusedError(self.sniffed.too_large())
