"""`manage.py figures`: the sheets a person looks at."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from drills.figures.scene import thumbnail
from tests.figures.shared import figure


def test_the_sheets_hold_the_asked_drill_in_every_way(tmp_path, capsys):
    call_command("figures", "--sheet", str(tmp_path / "out"), "--drill", "clamshell")
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {
        "still.html",
        "film.html",
        "thumbnails.html",
        "dark.html",
        "mono.html",
        "left.html",
    }
    film = (tmp_path / "out" / "film.html").read_text(encoding="utf-8")
    assert film.count("<svg") == 8
    assert "Figures read: 1" in capsys.readouterr().out


def test_an_unknown_drill_is_refused():
    with pytest.raises(CommandError, match="There is no figure for push-up"):
        call_command("figures", "--drill", "push-up")


def test_a_thumbnail_is_one_pose_without_marks():
    svg = thumbnail(figure("hip-circle"))
    assert "<text" not in svg
    assert svg != thumbnail(figure("clamshell"))
