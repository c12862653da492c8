import os
import signal
import subprocess

import pytest
from launch.console import LaunchError
from launch.processes import Process, Stopped, stopping


def shell(tmp_path, script: str, **options) -> Process:
    process = Process("it", ["sh", "-c", script], tmp_path / "log" / "it.log", **options)
    process.start()
    return process


def said(process: Process, text: str) -> bool:
    return text in process.log.read_text()


def test_stopping_asks_first(tmp_path):
    process = shell(tmp_path, "trap 'echo bye; exit' TERM; echo up; while :; do sleep 0.1; done")
    process.wait_until(lambda: said(process, "up"), seconds=5)

    process.stop()

    assert said(process, "bye")
    assert not process.alive()


def test_stopping_insists_and_takes_the_grandchildren_along(tmp_path, capsys):
    script = "trap '' TERM; sleep 60 & echo child $!; while :; do sleep 0.1; done"
    process = shell(tmp_path, script, patience=0.2)
    process.wait_until(lambda: said(process, "child"), seconds=5)
    grandchild = int(process.log.read_text().split()[-1])

    process.stop()

    assert not is_running(grandchild)
    assert "by force" in capsys.readouterr().err


def is_running(pid: int) -> bool:
    """Whether it runs; one that ended and waits to be reaped by init does not."""
    ps = ["ps", "-o", "stat=", "-p", str(pid)]
    told = subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    return bool(told) and not told.startswith("Z")


def test_waiting_for_something_that_died_tells_its_last_words(tmp_path):
    process = shell(tmp_path, "echo the disk is full; exit 3")

    with pytest.raises(LaunchError, match=r"(?s)it ended by itself.*the disk is full"):
        process.wait_until(lambda: False, seconds=5)


def test_waiting_has_an_end(tmp_path):
    process = shell(tmp_path, "sleep 30")

    with pytest.raises(LaunchError, match="was not ready"):
        process.wait_until(lambda: False, seconds=0.1)

    process.stop()


def send_twice(number: signal.Signals) -> None:
    with stopping():
        try:
            os.kill(os.getpid(), number)
        finally:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_stops_and_a_second_one_cannot_disturb_the_end(number):
    before = signal.getsignal(number)

    with pytest.raises(Stopped, match=signal.Signals(number).name):
        send_twice(number)

    assert signal.getsignal(number) == before
