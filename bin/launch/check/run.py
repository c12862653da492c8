"""Start everything in a scratch folder, take every step, stop everything."""

import shutil
import socket
import time

from launch import accounts, environment, services, variables
from launch.app import App
from launch.check.forms import UnexpectedError
from launch.check.steps import STEPS
from launch.check.walk import Walk
from launch.console import say
from launch.processes import Stopped, stopping

# The walk has no three minutes to wait for news that the desk might take back.
AT_ONCE = {"NEWS_HOLD_SECONDS": "1"}


def check() -> int:
    """Print one line a step; 0 when every step saw what it should, else 1."""
    began = time.monotonic()
    environment.ensure("demo")
    state = accounts.scratch_folder()
    try:
        with stopping(), services.running(state) as servers:
            port = free_port()
            app = App(variables.demo(servers, state, port) | AT_ONCE, state, port)
            app.prepare(again=True)
            with app.running() as processes:
                say(f"Started in {time.monotonic() - began:.1f} s: {app.url}")
                passed = take_steps(Walk(app, servers, processes))
    except Stopped:
        say("Stopped before the end.")
        return 1
    finally:
        shutil.rmtree(state, ignore_errors=True)
    say(f"Checked in {time.monotonic() - began:.1f} s, everything is stopped.")
    return 0 if passed else 1


def take_steps(walk: Walk) -> bool:
    """Take the steps in order; the first that fails ends the walk, as later ones build on it."""
    for title, take in STEPS:
        try:
            saw = take(walk)
        except UnexpectedError as problem:
            print(f"not ok {title}: {problem}", flush=True)
            for process in walk.processes.values():
                say(process.last_words(8))
            return False
        print(f"ok {title}: {saw}", flush=True)
    return True


def free_port() -> int:
    """A port that nothing uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
