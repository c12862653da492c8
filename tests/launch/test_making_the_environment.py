import pytest
from launch import environment, paths
from launch.console import LaunchError


@pytest.fixture
def synced(checkout, monkeypatch):
    """The profiles that were installed, in order; nothing is really installed."""
    done = []

    def make_venv(uv, variables):
        paths.PYTHON.parent.mkdir(parents=True)
        paths.PYTHON.touch()

    monkeypatch.setattr(environment, "ensure_uv", lambda: checkout / "uv")
    monkeypatch.setattr(environment, "uv_variables", dict)
    monkeypatch.setattr(environment, "usable", paths.PYTHON.exists)
    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "sync", lambda uv, profile, variables: done.append(profile))
    return done


def test_the_second_start_installs_nothing(synced):
    environment.ensure("demo")
    environment.ensure("demo")

    assert synced == ["demo"]


def test_the_demo_does_not_take_the_test_tools_away(synced):
    environment.ensure("dev")
    environment.ensure("demo")

    assert synced == ["dev"]


def test_the_tests_add_to_the_demos_environment(synced):
    environment.ensure("demo")
    environment.ensure("dev")

    assert synced == ["demo", "dev"]


def test_new_pins_are_installed_in_the_profile_that_was_there(synced):
    environment.ensure("dev")
    paths.requirements("dev").write_text("# newer\n")
    environment.ensure("demo")

    assert synced == ["dev", "dev"]


def test_a_spoilt_stamp_is_the_same_as_none(synced):
    environment.ensure("demo")
    environment.STAMP.write_text("{half")
    environment.ensure("demo")

    assert synced == ["demo", "demo"]


def test_an_install_that_fails_leaves_no_stamp(synced, monkeypatch):
    def fail(uv, profile, variables):
        raise LaunchError("no index")

    monkeypatch.setattr(environment, "sync", fail)

    with pytest.raises(LaunchError, match="no index"):
        environment.ensure("demo")

    assert not environment.STAMP.exists()


def test_each_profile_holds_the_one_before_it():
    pins = [
        {line.split()[0] for line in paths.requirements(profile).read_text().splitlines()}
        for profile in environment.PROFILES
    ]

    assert pins[0] < pins[1] < pins[2]
