"""The process that reads strangers' files holds nothing, and may die."""

import subprocess
import sys

import pytest

from drills.media import child
from drills.media.sniff import Kind, RefusedError, Sniffed
from tests.media import files


def test_a_child_that_crashes_is_a_refusal(anew, monkeypatch):
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    with pytest.raises(RefusedError) as refusal:
        anew(files.photo())
    assert str(refusal.value) == child.TOO_MUCH


@pytest.mark.parametrize("kind", list(Kind))
def test_a_child_cannot_take_all_memory(kind):
    take = f"from drills.media.__main__ import *; take_limits(Kind('{kind}')); bytearray(4 * 10**9)"
    done = subprocess.run(
        [sys.executable, "-c", take], cwd=child.ROOT, capture_output=True, check=False
    )
    assert b"MemoryError" in done.stderr


def test_a_child_knows_no_secret(tmp_path, monkeypatch):
    told = {}

    def note(command, **options):
        told.update(options)
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(child.subprocess, "run", note)
    with pytest.raises(RefusedError):
        child.make_anew(tmp_path, Sniffed(Kind.PHOTO, "JPEG"), tmp_path)
    assert set(told["env"]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
