"""Real parts that a test may kill: a worker, a beat, and a Redis-compatible server of its own."""

import os
import subprocess
import sys
import time
from pathlib import Path
from shutil import rmtree

import pytest
import time_machine
from django.db import connection
from launch.accounts import scratch_folder
from launch.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
CELERY = ("-m", "celery", "-A", "clinic")


def wait_until(true, seconds=60):
    """Poll a condition of the outside world; fail the test when it does not come true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    pytest.fail(f"not true after {seconds} s: {true.__name__}")


class Crew:
    """Celery workers and beats on the test's own database and broker."""

    def __init__(self, broker, mail: Path, logs: Path):
        self.broker, self.mail, self.logs = broker, mail, logs
        self.running = []

    def start(self, *words: str, program: tuple[str, ...] = CELERY) -> subprocess.Popen:
        settings = connection.settings_dict
        environ = os.environ | {
            "DATABASE_URL": f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}",
            "REDIS_URL": self.broker.url,
            "MAIL_URL": f"mailbox://{self.mail}",
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "OUTBOX_LEASE_SECONDS": "2",
            "SWEEP_SECONDS": "1",
            "DB_POOL_MAX": "2",
            "DB_IDLE_SECONDS": "5",
        }
        with (self.logs / f"{words[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *program, *words],
                cwd=ROOT,
                env=environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        return self.start("worker", "--concurrency=2", "--loglevel=WARNING", "--without-mingle")

    def beat(self) -> subprocess.Popen:
        return self.start("beat", f"--schedule={self.logs / 'beat'}", "--loglevel=WARNING")

    def watch(self) -> subprocess.Popen:
        return self.start("keep_watch", program=("manage.py",))

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """kill -9 for the process and its children."""
        os.killpg(process.pid, 9)
        process.wait()

    def stop(self) -> None:
        for process in self.running:
            if process.poll() is None:
                self.kill(process)


@pytest.fixture
def broker(tmp_path):
    sockets = scratch_folder()
    server = Valkey(tmp_path / "valkey", sockets, tmp_path / "valkey.log")
    server.start()
    yield server
    server.stop()
    rmtree(sockets)


@pytest.fixture
def real_day():
    """Workers are processes of their own, on the machine's clock: so is a test beside them.

    Only where STEADY_TODAY has set another one; requested before whatever asks what time it is.
    """
    if not os.environ.get("STEADY_TODAY"):
        yield
        return
    with time_machine.travel(time_machine.escape_hatch.time.time(), tick=True):
        yield


@pytest.fixture
def crew(real_day, transactional_db, broker, tmp_path):
    crew = Crew(broker, tmp_path / "mail", tmp_path)
    yield crew
    crew.stop()
