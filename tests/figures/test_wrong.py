"""Whatever stands in a file or comes from a form: a figure, or a message with its place."""

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from drills.figures.read import figure_of
from drills.figures.table import FigureError
from tests.figures.shared import FOLDER

# Together they say everything that a file can say.
RICH = [
    "banded-hip-rotation",
    "foam-roll-glutes",
    "hip-circle",
    "kneeling-hip-flexor-stretch-with-rotation",
    "standing-quadriceps-stretch",
    "straddle-rocking-with-rotation",
]
WRONG = ["up", "", True, 1e9, float("nan"), [], {}, [None], [["a"]], [{}], [1, 2, "x"], {"x": 1}]
Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))


def put(values: dict[str, Any], path: Path, wrong: Any) -> dict[str, Any]:
    changed: Any = copy.deepcopy(values)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = wrong
    return changed


def refused(values: dict[str, Any]) -> str:
    """What the reader says, or nothing if it takes the values; any other error is a fault."""
    try:
        figure_of(values, "one.toml")
    except FigureError as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("slug", RICH)
def test_a_wrong_value_anywhere_is_told_with_file_pose_key_and_what_was_expected(slug):
    values = tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
    said = []
    for path in places(values):
        for wrong in WRONG:
            message = refused(put(values, path, wrong))
            if not message:
                continue
            said.append(message)
            assert message.startswith("one.toml, "), message
            assert "expected" in message, message
            if path[0] == "pose" and len(path) > 1:
                assert message.startswith(f"one.toml, pose {int(path[1]) + 1}"), message
                named = [key for key in path[2:] if isinstance(key, str)]
                assert not named or any(key in message for key in named), message
    assert len(said) > 500


@pytest.mark.parametrize("slug", RICH)
def test_a_misspelt_key_anywhere_is_refused_by_name(slug):
    values = tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
    for path in places(values):
        key = path[-1]
        if isinstance(key, str):
            changed = put(values, (*path[:-1], f"{key}x"), 1)
            message = refused(changed)
            assert f"{key}x" in message, message
            assert "expected one of" in message, message


def test_what_is_missing_is_named():
    for key, said in (
        ("pose", "one.toml, pose: missing; expected at least one"),
        ("title", "one.toml, title: missing; expected some words"),
        ("cam", "one.toml, cam: missing; expected a list of 2 numbers"),
    ):
        values = tomllib.loads((FOLDER / "clamshell.toml").read_text(encoding="utf-8"))
        del values[key]
        assert refused(values).startswith(said)
