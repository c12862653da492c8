"""What a file is, told by its first bytes. Its name and its declared type are not asked."""

from dataclasses import dataclass
from enum import StrEnum

# How many bytes are enough to tell.
ENOUGH = 64

CHOOSE = "Choose a photo (JPEG, PNG, WebP or HEIC) or a video (MP4, MOV or WebM)."


class Kind(StrEnum):
    """The two things that can be uploaded."""

    PHOTO = "photo"
    VIDEO = "video"


MEGABYTE = 1_000_000
LARGEST = {Kind.PHOTO: 15 * MEGABYTE, Kind.VIDEO: 100 * MEGABYTE}


class RefusedError(Exception):
    """A file that we do not take; the text says to its owner what to do instead."""


@dataclass(frozen=True)
class Sniffed:
    """What the bytes say: `form` is the one reader that will be allowed to open the file."""

    kind: Kind
    form: str

    @property
    def largest(self) -> int:
        """How many bytes a file of this kind may have."""
        return LARGEST[self.kind]

    def too_large(self) -> str:
        """What to say of a larger one."""
        limit = self.largest // MEGABYTE
        if self.kind is Kind.PHOTO:
            return f"This photo is larger than {limit} MB. Save it smaller, and choose it again."
        return f"This video is larger than {limit} MB. Cut it shorter, and choose it again."


JPEG, PNG, WEBP = (
    Sniffed(Kind.PHOTO, "JPEG"),
    Sniffed(Kind.PHOTO, "PNG"),
    Sniffed(Kind.PHOTO, "WEBP"),
)
HEIF, AVIF = Sniffed(Kind.PHOTO, "HEIF"), Sniffed(Kind.PHOTO, "AVIF")
MP4, WEBM = Sniffed(Kind.VIDEO, "mp4"), Sniffed(Kind.VIDEO, "matroska")

BEGINNINGS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\x1aE\xdf\xa3": WEBM,
}
# The brand that follows "ftyp" in the family of ISO files.
BRANDS = {
    **dict.fromkeys([b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"], HEIF),
    **dict.fromkeys([b"avif", b"avis"], AVIF),
    **dict.fromkeys([b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"avc1", b"mp41", b"mp42"], MP4),
    **dict.fromkeys([b"qt  ", b"M4V ", b"MSNV", b"3gp4", b"3gp5", b"3gp6"], MP4),
}
# Files that people do choose, and what to tell them.
KNOWN = {
    b"GIF8": "This is a GIF.",
    b"%PDF": "This is a PDF.",
    b"II*\x00": "This is a TIFF, or a camera's raw picture. Save it as a JPEG.",
    b"MM\x00*": "This is a TIFF, or a camera's raw picture. Save it as a JPEG.",
    b"BM": "This is a BMP picture. Save it as a JPEG.",
    b"PK\x03\x04": "This is a ZIP file. Take the photo out of it.",
    b"<": "This is a drawing or a web page.",
    b"\xef\xbb\xbf<": "This is a drawing or a web page.",
}


def sniff(head: bytes) -> Sniffed:
    """What a file is that begins with `head`. Raises RefusedError with a sentence for its owner."""
    if not head:
        raise RefusedError(f"{CHOOSE} This file is empty.")
    for beginning, found in BEGINNINGS.items():
        if head.startswith(beginning):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and (known := BRANDS.get(head[8:12])):
        return known
    for beginning, words in KNOWN.items():
        if head.lstrip().startswith(beginning):
            raise RefusedError(f"{CHOOSE} {words}")
    raise RefusedError(f"{CHOOSE} We do not know this kind of file.")
