"""Taking turns at the diary.

The exclusion constraints alone are correct but not calm: two bookings that run into each other's
index entries deadlock. So whoever books first takes advisory locks on the practitioner, the room
and the runner, always in the same order, and then finds out alone whether the time is free.
"""

from collections.abc import Callable
from secrets import SystemRandom
from time import sleep
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction

PATIENCE = "2s"
TRIES = 4
DEADLOCK, LOCK_TIMEOUT = "40P01", "55P03"


class BusyDiary(ValidationError):  # noqa: N818 - says what happened
    """Too many people book at the same moment; nothing was changed. Answer 503."""

    def __init__(self) -> None:
        super().__init__(
            "The diary is very busy. Nothing was changed. Wait a few seconds and try again.",
            code="busy_diary",
        )


def in_turn[Outcome](work: Callable[[], Outcome]) -> Outcome:
    """Do the work in one transaction of its own that waits two seconds at most for any lock.

    A transaction that lost patience or was picked as a deadlock's victim is tried again, three
    times, after a pause of random length. Raises BusyDiary after that, and RuntimeError inside
    another transaction, because then a commit here would promise nothing.
    """
    for attempt in range(TRIES):
        if attempt:
            sleep(SystemRandom().uniform(0.02, 0.1) * 2**attempt)
        try:
            with transaction.atomic(durable=True):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
                return work()
        except OperationalError as trouble:
            if getattr(trouble.__cause__, "sqlstate", None) not in {DEADLOCK, LOCK_TIMEOUT}:
                raise
    raise BusyDiary


def hold(*names: UUID | None) -> None:
    """Wait until nobody else holds any of these, and hold them until the transaction ends."""
    keys = sorted({int.from_bytes(name.bytes[8:], signed=True) for name in names if name})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])
