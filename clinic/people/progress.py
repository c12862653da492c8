"""When a text may reach somebody: never at night by the clock where they live (quiet hours)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_UNTIL, QUIET_FROM = time(8), time(20)
# A text that had to wait for the morning is of use only so long before what it tells of.
ENOUGH = timedelta(hours=2)


@dataclass(frozen=True)
class Window:
    """From when and until when a text may leave."""

    opens: datetime
    closes: datetime


def window(
    *, zone: ZoneInfo, send_at: datetime, event_at: datetime | None, not_after: datetime | None
) -> Window | None:
    """The first time from `send_at` on at which a text may leave; None if that is too late.

    Between 20:00 and 8:00 it waits for the morning, if that is two hours or more before
    `event_at`. It never leaves after the evening of that day, however long a provider is away.
    """
    local = send_at.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        opens = send_at
    else:
        is_evening = local.time() >= QUIET_FROM
        opens = _moment(local.date() + timedelta(days=is_evening), QUIET_UNTIL, zone)
        if event_at is not None and event_at - opens < ENOUGH:
            return None
    closes = _moment(opens.astimezone(zone).date(), QUIET_FROM, zone)
    if not_after is not None:
        closes = min(closes, not_after)
    return Window(opens, closes) if opens < closes else None


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
