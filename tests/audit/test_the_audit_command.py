"""bin/audit without what it needs, and what it installs."""

import json

import pytest
from launch import audit


def test_without_node_it_says_so_and_ends_with_2(monkeypatch, capsys):
    monkeypatch.setattr(audit.shutil, "which", lambda name: None)
    assert audit.main(["--quick"]) == 2
    assert "needs Node 20 or newer, with npm" in capsys.readouterr().err


def test_a_site_that_does_not_answer_ends_it_with_2(monkeypatch, capsys):
    monkeypatch.setattr(audit, "tools", lambda *, quick: "node")
    monkeypatch.setattr(audit.chromium, "ensure", lambda: audit.chromium.Browser("c", "test", "1"))
    assert audit.main(["--base", "http://127.0.0.1:9"]) == 2
    assert "Nobody could be signed in on http://127.0.0.1:9" in capsys.readouterr().err


def test_its_packages_are_exact_and_name_no_registry(packages):
    listed = json.loads((packages / "package.json").read_text())
    locked = json.loads((packages / "package-lock.json").read_text())["packages"]
    wanted = listed["dependencies"] | listed["devDependencies"] | listed["overrides"]
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    found = {name: package for name, package in locked.items() if name}
    assert all(package["integrity"].startswith("sha512-") for package in found.values())
    assert not any("resolved" in package for package in found.values())


def test_the_real_list_covers_everybody(packages):
    lines = (packages / "pages.txt").read_text().splitlines()
    heads = [line.split()[:4] for line in lines if line.strip() and not line.startswith("#")]
    names = [name for name, *_ in heads]
    assert len(names) == len(set(names))
    assert {who for _, _, who, _ in heads} == {"visitor", "runner", "physio", "desk", "manager"}


@pytest.mark.parametrize("option", [["--base", "http://x/"], ["--only", "home"], ["--quick"]])
def test_it_reads_its_options(option):
    options = vars(audit.parse(option))
    assert options[option[0].removeprefix("--")] == (option[1] if len(option) > 1 else True)
