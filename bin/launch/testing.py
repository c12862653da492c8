"""bin/test: the tests against a PostgreSQL and a Redis-compatible server of their own."""

import shutil
import subprocess

from launch import accounts, chromium, clusters, environment, paths, services, variables
from launch.console import say
from launch.processes import Stopped, stopping


def main(arguments: list[str]) -> int:
    """Run pytest with these arguments; its exit code is ours."""
    environment.ensure("dev")
    browser = chromium.variables()
    state = accounts.scratch_folder()
    try:
        with stopping():
            kept = ["--reuse-db"] if clusters.lay(state) else []
            with services.running(state, durable=False) as servers:
                ours = variables.scratch(servers, state) | browser
                return call_pytest([*kept, *arguments], variables.inherited() | ours)
    except Stopped:
        say("Stopped.")
        return 130
    finally:
        shutil.rmtree(state, ignore_errors=True)


def call_pytest(arguments: list[str], environ: dict[str, str]) -> int:
    """pytest shares our terminal, so Ctrl-C has reached it too; give it time to report."""
    command = [str(paths.PYTHON), "-m", "pytest", *arguments]
    child = subprocess.Popen(command, env=environ, cwd=paths.ROOT)
    try:
        return child.wait()
    except Stopped:
        for seconds, ask in ((3, child.terminate), (15, child.kill)):
            try:
                child.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                ask()
        child.wait()
        raise
