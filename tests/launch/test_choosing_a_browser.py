import pytest
from launch import chromium
from launch.chromium import Browser
from launch.console import LaunchError

ORDER = ("on_path", "from_playwright", "by_playwright", "by_apt")


@pytest.fixture
def machine(monkeypatch):
    """A machine on which only the named ways find a browser; notes the ways that were tried."""
    tried = []

    def has(*ways):
        for way in ORDER:
            found = Browser(f"/{way}", way, "Chromium 1") if way in ways else None
            monkeypatch.setattr(
                chromium, way, lambda way=way, found=found: tried.append(way) or found
            )
        return tried

    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    return has


@pytest.mark.parametrize("way", ORDER)
def test_the_first_way_that_works_is_taken_and_no_other_is_tried(machine, way):
    tried = machine(*ORDER[ORDER.index(way) :])

    assert chromium.ensure().source == way
    assert tuple(tried) == ORDER[: ORDER.index(way) + 1]


def test_a_named_browser_is_taken_before_all_others(machine, monkeypatch, tmp_path):
    tried = machine(*ORDER)
    named = tmp_path / "browser"
    named.write_text("#!/bin/sh\necho Chromium 7\n")
    named.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(named))

    assert chromium.ensure() == Browser(str(named), "named by CHROMIUM", "Chromium 7")
    assert tried == []


def test_a_named_browser_that_does_not_start_is_an_error(machine, monkeypatch, tmp_path):
    machine(*ORDER)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nothing"))

    with pytest.raises(LaunchError, match="does not start"):
        chromium.ensure()


def test_without_a_browser_the_tests_skip_loudly(machine, capsys):
    machine()

    told = chromium.variables()

    assert list(told) == ["CHROMIUM_MISSING"]
    assert "BROWSER TESTS WILL BE SKIPPED" in capsys.readouterr().err


def test_without_a_browser_ci_fails(machine, monkeypatch):
    machine()
    monkeypatch.setenv("CI", "true")

    with pytest.raises(LaunchError, match="CI must run the browser tests"):
        chromium.variables()
