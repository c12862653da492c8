"""Start our own processes, wait until they are ready, and end them and nothing else."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from launch.accounts import Account
from launch.console import LaunchError, say

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Process:
    """One child in a session of its own, so that Ctrl-C reaches us and not it.

    `stop_signal` asks it to end properly, also when we die without a chance to ask (Linux).
    """

    name: str
    command: list
    log: Path
    environment: dict[str, str] | None = None
    folder: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15
    child: subprocess.Popen | None = field(default=None, init=False)
    began: float = field(default=0, init=False)

    @property
    def pid(self) -> int:
        """Its process."""
        if self.child is None:
            raise RuntimeError(f"{self.name} was not started")
        return self.child.pid

    def start(self) -> None:
        """Start it; its output is added to its log."""

        def end_with_us() -> None:
            if LIBC is not None:
                LIBC.prctl(PR_SET_PDEATHSIG, int(self.stop_signal), 0, 0, 0)

        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.began = time.monotonic()
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [str(word) for word in self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=end_with_us,
                **(self.account.popen() if self.account else {}),
            )

    def alive(self) -> bool:
        """Whether it runs."""
        return self.child is not None and self.child.poll() is None

    def age(self) -> float:
        """Seconds since its last start."""
        return time.monotonic() - self.began

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for it to be ready; a LaunchError tells why it is not."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive():
                raise LaunchError(f"{self.name} ended by itself.\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise LaunchError(f"{self.name} was not ready in {seconds} s.\n{self.last_words()}")
            time.sleep(0.05)

    def last_words(self, lines: int = 20) -> str:
        """The end of its log, for a person."""
        try:
            text = self.log.read_text(errors="replace").splitlines()[-lines:]
        except OSError:
            text = []
        return "\n".join([f"The end of {self.log}:", *(f"    {line}" for line in text)])

    def stop(self) -> None:
        """Ask it to end, insist after `patience` seconds, and sweep up its own children."""
        if self.child is None:
            return
        if self.alive():
            self.child.send_signal(self.stop_signal)
        deadline = time.monotonic() + self.patience
        while not self._has_ended():
            if time.monotonic() > deadline:
                say(f"{self.name} did not end in {self.patience:.0f} s: ending it by force.")
                break
            time.sleep(0.02)
        self._end_group()
        self.child.wait()

    def kill(self) -> None:
        """End it and its children without any warning, as a crash would."""
        self._end_group()
        if self.child is not None:
            self.child.wait()

    def _has_ended(self) -> bool:
        """Whether it has ended; it is not reaped yet, so its number cannot be anybody else's."""
        if self.child is None or self.child.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _end_group(self) -> None:
        if self.child is not None and self.child.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.child.pid, signal.SIGKILL)


class Server:
    """A server made of one process; each kind says how it is prepared and started."""

    process: Process | None = None

    @property
    def name(self) -> str:
        """What it is called in front of people."""
        return type(self).__name__

    def start(self) -> None:
        """Start it and wait until it answers."""
        raise NotImplementedError

    @property
    def running(self) -> Process:
        """Its process, once it was started."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self.process

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.running.pid

    def alive(self) -> bool:
        """Whether it runs."""
        return self.running.alive()

    def age(self) -> float:
        """Seconds since its last start."""
        return self.running.age()

    def last_words(self) -> str:
        """The end of its log, for a person."""
        return self.running.last_words()

    def stop(self) -> None:
        """End it properly, if it was started; nothing is lost."""
        if self.process is not None:
            self.process.stop()

    def kill(self) -> None:
        """End it as a crash would; for tests of what survives."""
        self.running.kill()


# What the demo keeps running.
Part = Process | Server


class Stopped(KeyboardInterrupt):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal went away."""


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Turn the signals that mean "stop" into Stopped, once; later ones cannot disturb the end."""

    def stop(number: int, _frame: object) -> None:
        for each in STOPS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    before = {each: signal.signal(each, stop) for each in STOPS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
