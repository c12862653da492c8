"""Everything that runs during the chaos, and the hands that break it."""

import os
import random
import signal
import sys
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

import psutil
import psycopg
import redis
from launch import accounts, paths
from launch.postgresql import PostgreSQL
from launch.processes import Process
from launch.provider import Provider
from launch.valkey import Valkey

WORKERS, BEATS = 2, 3


class Crew:
    """Own servers, workers, beats, and a provider."""

    def __init__(self, state: Path, seed: int, off: str) -> None:
        self.state, self.off = state, off
        self.chance = random.Random(seed)
        self.sockets = accounts.scratch_folder()
        self.postgresql = PostgreSQL(
            state / "chaos-pg", self.sockets / "pg", state / "chaos-pg.log", durable=True
        )
        self.valkey = Valkey(state / "chaos-vk", self.sockets / "vk", state / "chaos-vk.log")
        self.provider = Provider(state / "provider", seed)
        self.workers: list[Process] = []
        self.beats: list[Process] = []
        self.told: dict[str, int] = {}

    def start_servers(self) -> dict[str, str]:
        """Database, broker, provider; returns the app's environment."""
        for server in (self.postgresql, self.valkey, self.provider):
            server.start()
        return self.provider.variables() | {
            "DATABASE_URL": self.postgresql.url,
            "REDIS_URL": self.valkey.url,
            "OUTBOX_LEASE_SECONDS": "15",
            "SWEEP_SECONDS": "2",
            "NEWS_HOLD_SECONDS": "3600",
            "CHAOS_OFF": self.off,
        }

    def start_workers(self, environment: dict[str, str]) -> None:
        """Two workers with two children each, three beats where one would do, and a watch."""
        celery = [sys.executable, "-m", "celery", "-A", "bench.chaos.app"]
        for number in range(WORKERS):
            words = ["worker", "--concurrency=2", "--loglevel=WARNING", "--without-mingle"]
            words += ["--without-gossip", f"--hostname=chaos-{number}@%h"]
            self.workers.append(self._process(f"worker-{number}", [*celery, *words], environment))
        for number in range(BEATS):
            schedule = f"--schedule={self.state / f'beat-{number}'}"
            words = ["beat", "--loglevel=WARNING", "--pidfile=", schedule]
            self.beats.append(self._process(f"beat-{number}", [*celery, *words], environment))
        if self.off != "sweep":
            watch = "import bench.chaos.app, clinic.watch; clinic.watch.keep()"
            self.beats.append(self._process("watch", [sys.executable, "-c", watch], environment))

    def _process(self, name: str, command: list, environment: dict[str, str]) -> Process:
        process = Process(
            name=name,
            command=command,
            log=self.state / f"{name}.log",
            environment=dict(os.environ) | environment,
            folder=paths.ROOT,
            patience=5,
        )
        process.start()
        return process

    def note(self, what: str) -> None:
        """Count what was done to it."""
        self.told[what] = self.told.get(what, 0) + 1

    def kill_a_sender(self) -> None:
        """SIGKILL one of the children that send; its worker starts another."""
        children = []
        for worker in self.workers:
            with suppress(psutil.Error, RuntimeError):
                children += psutil.Process(worker.pid).children()
        if children:
            with suppress(psutil.Error):
                self.chance.choice(children).kill()
                self.note("sender killed")

    def kill_a_worker(self) -> None:
        """SIGKILL a whole worker, and start it again."""
        worker = self.chance.choice(self.workers)
        worker.kill()
        worker.start()
        self.note("worker killed")

    def revive(self) -> None:
        """Start again what has ended by itself, as the supervisor of any server does.

        Celery gives up a worker one of whose children died while the broker was away.
        """
        watched = self.workers if self.off == "sweep" else [*self.workers, *self.beats]
        for process in watched:
            if not process.alive():
                process.start()
                self.note("started again")

    def end_connections(self) -> None:
        """Terminate every connection to the database but ours."""
        with psycopg.connect(self.postgresql.url, autocommit=True) as line:
            line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        self.note("connections ended")

    def restart_database(self) -> None:
        """As after a crash: no proper end, recovery from the log."""
        os.kill(self.postgresql.pid, signal.SIGQUIT)
        self.postgresql.running.child.wait()
        self.postgresql.start()
        self.note("database crashed")

    def flush_broker(self) -> None:
        """Forget every wake-up; with the sweep off, nobody comes again."""
        with redis.Redis.from_url(self.valkey.url, socket_timeout=2) as line:
            line.flushall()
        self.note("broker wiped")
        if self.off == "sweep":
            for beat in self.beats:
                beat.kill()

    def freeze_broker(self, *, on: bool) -> None:
        """SIGSTOP it, or let it go on."""
        os.kill(self.valkey.pid, signal.SIGSTOP if on else signal.SIGCONT)
        self.note("broker frozen" if on else "broker thawed")

    def take_broker_away(self) -> None:
        """Kill it and lose its files."""
        self.valkey.kill()
        rmtree(self.valkey.data, ignore_errors=True)
        self.note("broker gone")

    def bring_broker_back(self) -> None:
        """An empty one."""
        self.valkey.start()
        self.note("broker back")

    def outage(self, *, on: bool) -> None:
        """The provider hangs up on everybody, or answers again."""
        self.provider.switch("outage", on=on)
        self.note("provider out" if on else "provider back")

    def stop(self) -> None:
        """End what was started."""
        for part in (*self.beats, *self.workers, self.provider, self.valkey, self.postgresql):
            part.stop()
        rmtree(self.sockets, ignore_errors=True)
