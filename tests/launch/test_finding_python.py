from pathlib import Path

import pytest
from launch import interpreters


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with only the Pythons that a test installs; returns the installer."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(interpreters.sys, "_base_executable", str(tmp_path / "ours"))
    monkeypatch.setattr(interpreters, "SYSTEM", ())

    def install(where: str, version: str = "", *, unusual: bool = False) -> Path:
        path = tmp_path / where
        path.parent.mkdir(parents=True, exist_ok=True)
        said = f'{{"path": "{path}", "base": "{path}", "version": "{version}"'
        said += f', "usual": {"false" if unusual else "true"}}}'
        path.write_text(f"#!/bin/sh\necho '{said}'\n" if version else "#!/bin/sh\nexit 127\n")
        path.chmod(0o755)
        return path

    return install


def test_3_13_wins_over_3_12(machine):
    machine("path/python3.12", "3.12.9")
    newer = machine("path/python3.13", "3.13.1")

    assert interpreters.find() == interpreters.Interpreter(newer, "3.13.1")


def test_a_shim_that_stands_for_nothing_is_passed_over(machine):
    machine("path/python3.13")
    works = machine("path/python3.12", "3.12.9")

    assert interpreters.find().path == works


def test_pyenvs_newest_patch_comes_before_path(machine):
    machine("path/python3.13", "3.13.0")
    machine("pyenv/versions/3.13.9/bin/python3.13", "3.13.9")
    newest = machine("pyenv/versions/3.13.10/bin/python3.13", "3.13.10")

    assert interpreters.find().path == newest


def test_the_running_python_will_do_when_it_fits(machine):
    ours = machine("ours", "3.12.4")

    assert interpreters.find().path == ours


def test_a_build_without_the_lock_is_not_taken(machine):
    machine("path/python3.13", "3.13.2", unusual=True)

    assert interpreters.find() is None


def test_a_name_that_lies_about_its_version_is_not_taken(machine):
    machine("path/python3.13", "3.11.2")

    assert interpreters.find() is None


def test_a_link_leads_to_the_real_interpreter(machine, tmp_path):
    real = machine("elsewhere/python3.13", "3.13.1")
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "python3.13").symlink_to(real)

    assert interpreters.find().path == real
