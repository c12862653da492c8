import socket
from pathlib import Path

import pytest
from launch import demo, paths
from launch.app import App
from launch.console import LaunchError
from launch.processes import Process


def test_a_taken_port_is_named_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(LaunchError, match=rf"(?s)Port {port} cannot be used.*--port 8000"):
            demo.refuse_taken(port)


def test_no_token_without_a_running_demo(checkout):
    with pytest.raises(LaunchError, match="No demo is running"):
        demo.token("runner")


def test_only_one_demo_of_a_checkout_runs_at_a_time(checkout):
    with demo.only_one():
        (paths.DEMO / "running.json").write_text('{"BASE_URL": "http://127.0.0.1:8123"}')

        with pytest.raises(LaunchError, match=r"running already \(http://127\.0\.0\.1:8123\)"):
            demo.only_one().__enter__()


def test_what_a_killed_demo_left_behind_is_not_a_running_demo(checkout):
    with demo.only_one():
        (paths.DEMO / "running.json").write_text('{"BASE_URL": "http://127.0.0.1:8123"}')

    assert demo.running_demo() == {}


@pytest.fixture
def worker(tmp_path):
    process = Process("worker", ["sleep", "30"], tmp_path / "worker.log")
    process.start()
    yield process
    process.stop()


def test_a_part_that_ends_by_itself_is_started_again(worker, capsys):
    before = worker.pid
    worker.began -= demo.SHORT_LIFE
    worker.kill()

    demo.keep_running([worker])

    assert worker.alive()
    assert worker.pid != before
    assert "worker ended by itself" in capsys.readouterr().err


def test_a_part_that_does_not_stay_up_ends_the_demo(worker):
    worker.log.write_text("no such module\n")
    worker.kill()

    with pytest.raises(LaunchError, match=r"(?s)worker ended by itself.*no such module"):
        demo.keep_running([worker])


def test_every_variable_of_the_demo_is_explained_in_the_example(checkout):
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    servers = demo.services.Services("postgresql://here", "unix://there")

    ours = demo.variables.demo(servers, checkout, 8000)

    assert [name for name in ours if f"\n{name}=" not in example] == []


@pytest.fixture
def app(checkout, monkeypatch):
    """The app of an empty checkout; app.did are the management commands that it ran."""
    for name, text in (
        ("drills/data/drills.toml", "one"),
        ("clinic/people/migrations/0001.py", ""),
    ):
        path = checkout / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    app = App({}, checkout, 8000)
    app.did = []
    monkeypatch.setattr(app, "collect_static", lambda: None)
    monkeypatch.setattr(app, "manage", lambda step, *options: app.did.append(step))
    return app


def test_a_second_start_fills_nothing_again(app):
    app.prepare()
    app.prepare()

    assert app.did == ["migrate", "load_library", "load_templates", "seed_demo"]


def test_a_changed_library_is_loaded_again_and_a_new_migration_run(app, checkout):
    app.prepare()
    app.did.clear()
    (checkout / "drills/data/drills.toml").write_text("two")
    app.prepare()
    (checkout / "clinic/people/migrations/0002.py").write_text("")
    app.prepare()

    assert app.did == ["load_library", "load_templates", "migrate"]


def test_a_step_that_failed_is_taken_again(app, monkeypatch):
    def fail(step, *options):
        raise LaunchError("bad library")

    with monkeypatch.context() as broken:
        broken.setattr(app, "manage", fail)
        with pytest.raises(LaunchError, match="bad library"):
            app.prepare()
    app.prepare()

    assert app.did == ["migrate", "load_library", "load_templates", "seed_demo"]
