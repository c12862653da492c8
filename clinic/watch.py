"""Doing the work of wake-ups that do not come: Redis is away, or no worker gets on.

Celery carries the wake-ups, and PostgreSQL knows what is due; so messages need not wait for either
Redis or a worker. Beside them this process looks whether the outbox is gone through, and goes
through it by itself while nobody else does. Several of it do no harm: rows are claimed.
"""

import signal
import threading
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections

from clinic.celery import SWEEP_SECONDS, app
from clinic.db import clock
from clinic.outbox.actions import note_sweep
from clinic.outbox.models import Sweep

log = structlog.get_logger(__name__)

NAME = "watch"
PATIENCE = timedelta(seconds=3 * SWEEP_SECONDS)
# Where everything was started at once, workers take a while until they get on.
AT_FIRST = timedelta(seconds=12 * SWEEP_SECONDS)
# What people wait for. Photos and counts can wait until somebody has put things right.
WATCHED = (
    "programs.remind", "programs.alert", "clinic.digest", "bookings.remind", "bookings.expire",
    "outbox.deliver", "webhooks.deliver",
)  # fmt: skip


class Watch:
    """One watch; it remembers what it did itself, to tell that from a worker's work."""

    def __init__(self, *, began: datetime) -> None:
        app.loader.import_default_modules()  # so that the tasks have their names
        self.began = began
        self.mine: datetime | None = None

    def look(self) -> bool:
        """Go through what is due if nobody else does; whether it did."""
        now, sweep = clock(), Sweep.objects.filter(name="outbox.deliver").first()
        is_ours = sweep is not None and sweep.finished_at == self.mine
        if not is_ours and (now - self.began <= AT_FIRST or not is_late(sweep, now)):
            return False
        if not is_ours:
            log.warning("watch takes over", last_sweep=str(sweep and sweep.finished_at))
        for name in WATCHED:
            app.tasks[name]()
        self.mine = Sweep.objects.values_list("finished_at", flat=True).get(name="outbox.deliver")
        note_sweep(name=NAME, now=clock())
        return True


def is_late(sweep: Sweep | None, now: datetime) -> bool:
    """Whether nobody has gone through the outbox for three turns."""
    return sweep is None or now - sweep.finished_at > PATIENCE


def keep() -> None:
    """Look every few seconds, until somebody asks it to end; a lost database is waited for."""
    ended, watch = threading.Event(), Watch(began=clock())
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    while not ended.wait(SWEEP_SECONDS):
        try:
            watch.look()
        except DatabaseError as trouble:
            log.warning("watch waits for the database", trouble=type(trouble).__name__)
        close_old_connections()
