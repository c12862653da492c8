"""Wall clocks and moments: the one place where a local time becomes a moment.

Python and PostgreSQL read the repeated hour differently, so the database is never asked.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

MINUTE = timedelta(minutes=1)
A_DAY = 24 * 60
EPOCH = date(1970, 1, 1).toordinal()
CLOCKS = [f"{at // 60:02}:{at % 60:02}:00" for at in range(A_DAY)]


def readings(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """The moments, in UTC, at which the clocks of a zone show this time: none, one or two.

    None where they are put forward and skip it, two where they are put back and show it twice.
    Raises ValidationError at the ends of the calendar.
    """
    wall = datetime.combine(day, clock)
    try:
        moments = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        shown = [moment.astimezone(zone).replace(tzinfo=None, fold=0) for moment in moments]
    except OverflowError as beyond:
        raise ValidationError("Choose a day within a year from today.", code="too_far") from beyond
    return sorted({at for at, seen in zip(moments, shown, strict=True) if seen == wall})


def from_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the clocks of a zone show this time.

    Where they show it twice, the earlier one is meant; `readings` gives both. Raises
    ValidationError where they skip it, and at the ends of the calendar.
    """
    moments = readings(day, clock, zone)
    if not moments:
        raise ValidationError(
            "The clocks go forward that night and skip this time. Choose another time.",
            code="time_skipped",
        )
    return moments[0]


@lru_cache(maxsize=8192)
def opening(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When something opens at this time: in a gap at its end, of two readings the first."""
    moments = readings(day, clock, zone)
    return moments[0] if moments else end_of_gap(day, clock, zone)


@lru_cache(maxsize=8192)
def closing(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When something closes at this time: in a gap at its start, of two readings the last."""
    moments = readings(day, clock, zone)
    return moments[-1] if moments else end_of_gap(day, clock, zone)


def end_of_gap(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment, to the minute, at which the clocks skip this time."""
    wall = datetime.combine(day, clock, tzinfo=zone)
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    was = before.astimezone(zone).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) // (2 * MINUTE) * MINUTE
        if middle.astimezone(zone).utcoffset() == was:
            before = middle
        else:
            after = middle
    return after


def label(moment: datetime, zone: ZoneInfo) -> str:
    """A reading of a time that the clocks show twice: "the first 2:30, before …"."""
    local = moment.astimezone(zone)
    clock = f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
    if local.fold:
        return f"the second {clock}, after the clocks go back ({local:%Z})"
    return f"the first {clock}, before the clocks go back ({local:%Z})"


@lru_cache(maxsize=16)
def iso_texts(zone: ZoneInfo) -> "IsoTexts":
    """The texts of a zone, kept from answer to answer: the same weeks are asked for all day."""
    return IsoTexts(zone)


class IsoTexts(dict[int, str]):
    """Minutes since 1970 (UTC) as ISO texts with the offset of a zone, each written once.

    Where the clocks stay as they are for a whole day (UTC), it is a sum and no calendar.
    """

    MOST = 50_000
    """More than a year of quarters of an hour; then it begins anew."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone
        self.days: dict[int, tuple[int, str] | None] = {}
        self.dates: dict[int, str] = {}

    def __missing__(self, minute: int) -> str:
        if len(self) >= self.MOST:
            self.clear()
        day = minute // A_DAY
        if day not in self.days:
            self.days[day] = self._offset(day)
        known = self.days[day]
        if known is None:
            text = self._moment(minute).isoformat()
        else:
            date_, clock = divmod(minute + known[0], A_DAY)
            if date_ not in self.dates:
                self.dates[date_] = f"{date.fromordinal(date_ + EPOCH)}T"
            text = f"{self.dates[date_]}{CLOCKS[clock]}{known[1]}"
        self[minute] = text
        return text

    def _moment(self, minute: int) -> datetime:
        return datetime.fromtimestamp(minute * 60, self.zone)

    def _offset(self, day: int) -> tuple[int, str] | None:
        """The offset of a day (UTC) in minutes and as it is written; None where it changes."""
        first, last = self._moment(day * A_DAY), self._moment((day + 1) * A_DAY - 1)
        offset = first.utcoffset()
        if offset is None or offset != last.utcoffset() or offset % MINUTE:
            return None
        return offset // MINUTE, first.isoformat()[19:]
