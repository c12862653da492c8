"""Settings come from the environment, and a wrong one stops the start with its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(**changes):
    known = {name: value for name, value in os.environ.items() if name != "TESTING"}
    changed = known | {"DJANGO_SETTINGS_MODULE": "clinic.settings"} | changes
    environ = {name: value for name, value in changed.items() if value is not None}
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_the_tests_own_environment_starts():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": None}, "Set SECRET_KEY in the environment"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 40 characters"),
        ({"DATABASE_URL": None}, "Set DATABASE_URL"),
        ({"REDIS_URL": None}, "Set REDIS_URL"),
        ({"DEBUG": "maybe"}, "DEBUG must be 1 or 0"),
        ({"OUTBOX_LEASE_SECONDS": "0"}, "OUTBOX_LEASE_SECONDS must be a whole number"),
        ({"MAIL_URL": "pigeon://roof"}, "MAIL_URL must be"),
        ({"TEXT_HOOK_SECRET": "whsec_c2hvcnQ="}, "TEXT_HOOK_SECRET must be whsec_"),
        ({"PUSH_PRIVATE_KEY": "A" * 42 + "E"}, "Set both PUSH_PRIVATE_KEY and PUSH_CONTACT"),
        ({"PUSH_CONTACT": "mailto:a@b.example"}, "Set both PUSH_PRIVATE_KEY and PUSH_CONTACT"),
        ({"PUSH_PRIVATE_KEY": "short", "PUSH_CONTACT": "mailto:a@b.example"}, "manage.py push_key"),
        (
            {"PUSH_PRIVATE_KEY": "A" * 42 + "E", "PUSH_CONTACT": "a@b.example"},
            "mailto: or https://",
        ),
        ({"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE cannot be read"),
        ({"DEMO": "1", "DEBUG": "0", "ALLOWED_HOSTS": "clinic.example"}, "DEMO=1 with a public"),
    ],
)
def test_a_wrong_setting_is_named(changes, words):
    done = start(**changes)

    assert done.returncode != 0
    assert words in done.stderr


def test_a_secret_can_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("x" * 50)

    assert start(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "key")).returncode == 0
