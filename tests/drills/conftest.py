"""The shipped library: loaded, or as files that a test may spoil."""

import shutil

import pytest

from drills.actions import load_library
from drills.library import FOLDER
from tests.factories import NOON


@pytest.fixture
def library(db):
    """The 40 drills and 8 routines, loaded."""
    return load_library(now=NOON)


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files."""
    return shutil.copytree(FOLDER, tmp_path / "data")


@pytest.fixture
def spoil(folder):
    """spoil("drills/clamshell", old, new) changes one file of the copy."""

    def change(name: str, old: str, new: str) -> None:
        file = folder / f"{name}.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change
