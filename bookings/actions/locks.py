"""Taking turns at the diary.

The exclusion constraints alone are correct but not calm: two bookings that run into each other's
index entries deadlock. So whoever books first takes advisory locks on the practitioner, the room
and the runner, always in the same order, and then finds out alone whether the time is free.
"""

from collections.abc import Callable
from secrets import SystemRandom
from time import sleep
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import OperationalError, connection, transaction

from clinic import env

PATIENCE = "2s"
TRIES = 4
DEADLOCK, LOCK_TIMEOUT = "40P01", "55P03"
# The race bench shows that it would see a double booking: only a test may take this guard away.
IS_OFF = "lock" in env.words("GUARDS_OFF")
if IS_OFF and not env.flag("TESTING"):
    raise ImproperlyConfigured("GUARDS_OFF is for tests: set TESTING=1 too, or leave it out.")


class BusyDiary(ValidationError):  # noqa: N818 - says what happened
    """Too many people book at the same moment; nothing was changed. Answer 503."""

    def __init__(self) -> None:
        super().__init__(
            "The diary is very busy. Nothing was changed. Wait a few seconds and try again.",
            code="busy_diary",
        )


def in_turn[Outcome](work: Callable[[], Outcome], *names: UUID | None) -> Outcome:
    """Do the work in one transaction of its own that waits two seconds at most for any lock.

    It begins once nobody else holds any of these names. A transaction that lost patience or was
    picked as a deadlock's victim is tried again, three times, after a pause of random length.
    Raises BusyDiary after that, and RuntimeError inside another transaction, because then a commit
    here would promise nothing.
    """
    for attempt in range(TRIES):
        if attempt:
            sleep(SystemRandom().uniform(0.02, 0.1) * 2**attempt)
        try:
            with transaction.atomic(durable=True):
                hold(*names)
                return work()
        except OperationalError as trouble:
            if getattr(trouble.__cause__, "sqlstate", None) not in {DEADLOCK, LOCK_TIMEOUT}:
                raise
    raise BusyDiary


def hold(*names: UUID | None) -> None:
    """Wait until nobody else holds any of these, and hold them until the transaction ends.

    The patience is set by the same statement: its list is worked off from left to right.
    """
    keys = sorted({int.from_bytes(name.bytes[8:], signed=True) for name in names if name})
    patience = "SELECT set_config('lock_timeout', %s, true)"
    with connection.cursor() as cursor:
        if keys and not IS_OFF:
            cursor.execute(
                f"{patience}, pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key",
                [PATIENCE, keys],
            )
        else:
            cursor.execute(patience, [PATIENCE])
