"""Only a test may take the locks away."""

import os
import subprocess
import sys

import pytest

LOAD = "import django; django.setup(); from bookings.actions import locks; print(locks.IS_OFF)"


@pytest.mark.parametrize(
    ("testing", "guards", "said"),
    [("1", "lock", "True"), ("1", "", "False"), ("0", "", "False"), ("0", "lock", "TESTING=1")],
)
def test_guards_are_off_only_in_a_test(testing, guards, said):
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "TESTING": testing,
            "GUARDS_OFF": guards,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert said in done.stdout + done.stderr
    assert (done.returncode == 0) == (said in {"True", "False"})
