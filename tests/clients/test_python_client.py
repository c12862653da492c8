"""The Python client, generated from the committed schema, does a watch's job on the live server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from clinic.people.actions import make_token
from programs.models import SessionLog
from tests.factories import make_drill, make_program
from tests.services.conftest import real_day

__all__ = ["real_day"]

ROOT = Path(__file__).resolve().parent.parent.parent
RECIPE = ROOT / "clients" / "python"


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """The generated package, in a folder to import it from."""
    folder = tmp_path_factory.mktemp("client")
    told = subprocess.run(
        [
            Path(sys.executable).with_name("openapi-python-client"), "generate",
            "--path", ROOT / "docs" / "openapi.json", "--config", RECIPE / "config.yaml",
            "--meta", "none", "--output-path", folder / "steady_client", "--fail-on-warning",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return folder


@pytest.fixture
def watch(real_day, package, live_server, ruth):
    """watch(*words) runs the example as Ruth, whose watch knows no day but the real one."""
    scopes = ["programs:read", "logs:write"]
    _, secret = make_token(user=ruth.user, name="watch", scopes=scopes, now=timezone.now())
    known = {"STEADY_URL": live_server.url, "STEADY_TOKEN": secret, "PYTHONPATH": str(package)}

    def run(*words: str) -> str:
        told = subprocess.run(
            [sys.executable, RECIPE / "watch.py", *words],
            env=os.environ | known | {"TZ": "Australia/Sydney"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        return told.stdout

    return run


@pytest.mark.django_db(transaction=True)
def test_a_watch_reads_todays_session_and_writes_its_log(watch, ruth):
    program = make_program(ruth, [make_drill()])

    assert watch().startswith("Before your run: due")
    assert "Logged Before your run as revision 1" in watch("2", "5")
    log = SessionLog.objects.get()
    assert (log.program, log.pain_during, log.effort) == (program, 2, 5)
    assert log.pain_after is None
    assert watch("2", "5").startswith("Before your run: done")
    assert SessionLog.objects.count() == 1


def test_every_list_is_a_page_and_never_bare():
    """A bare list could never be given a second page."""
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    answers = {
        path: methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for path, methods in paths.items()
        if "get" in methods
    }
    assert len(answers) > 15
    assert [path for path, schema in answers.items() if schema.get("type") == "array"] == []
