"""The app's own processes: prepare the database and the static files, then web, worker, beat."""

import contextlib
import hashlib
import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launch import environment, paths, variables
from launch.console import LaunchError, say
from launch.processes import Process

# What fills the database, and the files that decide whether it has to be done again. Demo data
# that is there is left as it is, so nothing calls for it twice.
STEPS = {
    "migrate": ("*/migrations/*.py", "*/*/migrations/*.py", "requirements.txt"),
    "load_library": ("drills/**/*",),
    "load_templates": (
        "drills/data/**/*",
        "programs/data/**/*",
        "programs/library/*.py",
        "programs/actions/templates.py",
    ),
    "seed_demo": (),
}
# The pretending provider is a part of bin/, which the app itself never sees.
OURS = {"texts": {"PYTHONPATH": str(paths.ROOT / "bin")}}
STATIC = ("static/**/*", "clinic/look/**/*", "clinic/settings.py", "requirements.txt")


@dataclass
class App:
    """The app in one environment; `state` keeps its logs and notes."""

    environ: dict[str, str]
    state: Path
    port: int

    @property
    def url(self) -> str:
        """Where the web app answers."""
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        """Run a management command; returns what it printed, or raises LaunchError with it."""
        done = subprocess.run(
            [str(paths.PYTHON), "manage.py", *arguments],
            env=variables.inherited() | self.environ,
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LaunchError(
                f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}".rstrip()
            )
        return done.stdout

    def prepare(self, *, again: bool = False) -> None:
        """Tables, library, demo people and static files.

        What was done already from the same files is skipped, unless `again`.
        """
        self.collect_static()
        note = self.state / "prepared.json"
        done = json.loads(note.read_text()) if note.exists() and not again else {}
        for step, files in STEPS.items():
            mark = fingerprint(files)
            if done.get(step) != mark:
                say(f"  {step} ...")
                self.manage(step, "--verbosity=0")
                done[step] = mark
                note.write_text(json.dumps(done))

    def collect_static(self) -> None:
        """Gather the static files when one of them changed; one process at a time."""
        note = paths.LOCAL / "static"
        with environment.lock(paths.LOCAL / "static.lock"):
            mark = fingerprint(STATIC)
            gathered = (paths.ROOT / "staticfiles" / "staticfiles.json").exists()
            if gathered and note.exists() and note.read_text() == mark:
                return
            say("  collectstatic ...")
            note.unlink(missing_ok=True)
            self.manage("collectstatic", "--noinput", "--verbosity=0")
            note.write_text(mark)

    @contextlib.contextmanager
    def running(self) -> Iterator[dict[str, Process]]:
        """Web, worker, beat and watch, by name, and who carries the demo's texts; last first.

        Worker and beat start when the web answers: they would only slow it down before.
        """
        everything = {name: self._process(name, words) for name, words in self._commands().items()}
        with contextlib.ExitStack() as end:
            for name, process in everything.items():
                end.callback(process.stop)
                process.start()
                if name == "web":
                    process.wait_until(self.ready, seconds=120)
            yield everything

    def ready(self) -> bool:
        """Whether the web server says that it can do its work."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def _commands(self) -> dict[str, list]:
        bin_ = paths.VENV / "bin"
        celery = [bin_ / "celery", "-A", "clinic"]
        web = [bin_ / "gunicorn", "clinic.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"]
        worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
        worker += ["--without-gossip", "--without-mingle", "--hostname", f"demo-{self.port}@%h"]
        beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile="]
        beat += ["--schedule", self.state / "beat-schedule"]
        watch = [paths.PYTHON, "manage.py", "keep_watch"]
        commands = {"web": web, "worker": worker, "beat": beat, "watch": watch}
        if port := self.environ.get("TEXTS_PORT"):
            texts = [paths.PYTHON, "-m", "launch.fake.phone", self.state / "mail", port]
            commands = {"texts": texts} | commands
        return commands

    def _process(self, name: str, command: list) -> Process:
        return Process(
            name=name,
            command=command,
            log=self.state / "log" / f"{name}.log",
            environment=variables.inherited() | self.environ | OURS.get(name, {}),
            folder=paths.ROOT,
        )


def fingerprint(patterns: tuple[str, ...]) -> str:
    """A mark that changes when any of these files of the app does."""
    total = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(paths.ROOT.glob(pattern)):
            inside = path.relative_to(paths.ROOT)
            hidden = any(part.startswith(".") for part in inside.parts)
            if path.is_file() and not hidden and "__pycache__" not in inside.parts:
                total.update(f"{inside}\0".encode() + path.read_bytes())
    return total.hexdigest()
