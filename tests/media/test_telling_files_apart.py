"""A file is told by its bytes; what we do not take is told what to do instead."""

import pytest

from drills.media.sniff import ENOUGH, Kind, RefusedError, sniff
from tests.media import files


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_photos_are_known(form):
    assert sniff(files.photo(form)[:ENOUGH]) == sniff(files.photo(form))
    assert sniff(files.photo(form)).kind is Kind.PHOTO
    assert sniff(files.photo(form)).form == form


@pytest.mark.parametrize(
    ("form", "codec", "reader"),
    [("mp4", "libx264", "mp4"), ("mov", "libx264", "mp4"), ("webm", "libvpx-vp9", "matroska")],
)
def test_videos_are_known(tmp_path, form, codec, reader):
    found = sniff(files.video(tmp_path, form, codec, seconds=1)[:ENOUGH])
    assert (found.kind, found.form) == (Kind.VIDEO, reader)


def test_an_iphones_photo_is_known():
    found = sniff(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic")
    assert (found.kind, found.form) == (Kind.PHOTO, "HEIF")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"GIF89a\x01\0", "This is a GIF."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is a drawing or a web page."),
        (b"  \n<!doctype html><script>", "This is a drawing or a web page."),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "This is a drawing or a web page."),
        (b"II*\0\x08\0\0\0", "This is a TIFF, or a camera's raw picture."),
        (b"PK\x03\x04photo.jpg", "This is a ZIP file."),
        (b"RIFF\0\0\0\0AVI LIST", "We do not know this kind of file."),
        (b"#EXTM3U\nfile:///etc/passwd", "We do not know this kind of file."),
        (b"MZ\x90\0", "We do not know this kind of file."),
        (b"\0\0\0\x18ftypXXXX", "We do not know this kind of file."),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content, words):
    with pytest.raises(RefusedError, match=words.replace(".", r"\.")) as refusal:
        sniff(content)
    assert "Choose a photo (JPEG, PNG, WebP or HEIC) or a video" in str(refusal.value)
