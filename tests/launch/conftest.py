"""The launcher is no part of the app: pytest finds it in bin/."""

import pytest
from launch import environment, paths


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout that the launcher takes for its own."""
    top = paths.ROOT
    for name in ("ROOT", "LOCAL", "VENV", "PYTHON", "UV_HOME", "DEMO"):
        where = tmp_path / getattr(paths, name).relative_to(top)
        monkeypatch.setattr(paths, name, where)
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "steady.json")
    for profile in ("runtime", "demo", "dev"):
        paths.requirements(profile).write_text(f"# {profile}\n")
    return tmp_path
