"""Which starts are free: one read of what is booked, then arithmetic on minutes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from bookings.models import AppointmentType
from bookings.progress import minutes
from bookings.progress.supply import Calendar, read_supply

ONE_DAY = timedelta(days=1)
# A visit lasts four hours at most and keeps an hour free around it: what touches a stretch of time
# starts less than a day before it. Asked so, the index on the start finds it, whatever the history.
BUSY = """
SELECT practitioner_id, room_id, COALESCE(runner_id = %(runner)s, false),
  array_agg(floor(date_part('epoch', blocked_from) / 60)::int - %(origin)s),
  array_agg(ceil(date_part('epoch', blocked_to) / 60)::int - %(origin)s)
FROM bookings_appointment
WHERE starts_at >= %(start)s AND starts_at < %(end)s
  AND (status IN ('booked', 'arrived') OR (status = 'held' AND held_until > %(now)s))
  AND id IS DISTINCT FROM %(ignoring)s
GROUP BY 1, 2, 3
"""


# Whose time and which room, whether the runner asked for is in it, and from when until when.
type Busy = tuple[UUID, UUID, bool, list[int], list[int]]


@dataclass(frozen=True)
class Place:
    """A site, its clocks, and those of its rooms that may be used."""

    site: UUID
    zone: ZoneInfo
    rooms: tuple[UUID, ...]


@dataclass(frozen=True)
class Opening:
    """The free starts of one practitioner at one site, in order, in minutes since 1970 (UTC)."""

    practitioner: UUID
    place: Place
    minutes: list[int]

    @property
    def starts(self) -> list[datetime]:
        """When, as the site's clocks show it."""
        return [datetime.fromtimestamp(minute * 60, self.place.zone) for minute in self.minutes]


@dataclass(frozen=True)
class Search:
    """What is looked for: a kind of visit, with whom, where, and in [start, end)."""

    kind: AppointmentType
    practitioners: Collection[UUID] | None
    places: Collection[Place]
    start: datetime
    end: datetime
    now: datetime
    is_online: bool = False
    runner: UUID | None = None
    ignoring: UUID | None = None

    def openings(self) -> list[Opening]:
        """The free starts, by practitioner and site, with two queries whatever is asked for."""
        if self.end <= self.start:
            return []
        supply = read_supply(
            self.practitioners, self.start.date() - ONE_DAY, self.end.date() + ONE_DAY
        )
        calendar = Calendar(supply, self.start, self.end)
        diary = Diary(calendar, self._busy(calendar.origin))
        window = minutes.between(calendar.at(self.start), calendar.at(self.end))
        earliest = calendar.at(self.now) + 1
        window &= ~minutes.between(0, earliest)
        found = []
        rostered_only = self.is_online or self.practitioners is None
        for practitioner in sorted(supply.hours if rostered_only else self.practitioners or ()):
            for place in self.places:
                free = diary.free(practitioner, place, self.kind) & window
                if free:
                    found.append((practitioner, place, free))
        # All their grids together: after the loop, for the calendar has met each of them then.
        every = minutes.Picker(calendar.starts, calendar.size, calendar.origin)
        return [Opening(who, place, every.picked(free)) for who, place, free in found]

    def _busy(self, origin: int) -> Iterator[Busy]:
        return read_busy(
            origin,
            start=self.start,
            end=self.end,
            now=self.now,
            runner=self.runner,
            ignoring=self.ignoring,
        )


def read_busy(
    origin: int,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    runner: UUID | None = None,
    ignoring: UUID | None = None,
) -> Iterator[Busy]:
    """What is taken in [start, end) and around, in minutes from `origin`, with one query."""
    asked = {
        "origin": origin, "runner": runner, "start": start - ONE_DAY, "end": end + ONE_DAY,
        "now": now, "ignoring": ignoring,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BUSY, asked)
        yield from cursor.fetchall()


def free_until(practitioner: UUID, place: Place, starts_at: datetime, *, now: datetime) -> datetime:
    """How long somebody is free at a site from a moment on, in one of its rooms.

    The moment itself where they are not. Two queries.
    """
    end = starts_at + ONE_DAY
    supply = read_supply([practitioner], starts_at.date() - ONE_DAY, end.date() + ONE_DAY)
    calendar = Calendar(supply, starts_at, end)
    busy = read_busy(calendar.origin, start=starts_at, end=end, now=now)
    diary = Diary(calendar, busy)
    duty, _ = calendar.on_duty(practitioner, place.site, place.zone)
    mine = duty & ~diary.people[practitioner]
    begin = calendar.at(starts_at)
    rooms = (mine & diary.room_is_free(place, room) for room in place.rooms)
    longest = max((minutes.run(free, begin) for free in rooms), default=0)
    return starts_at + timedelta(minutes=longest)


class Diary:
    """Who and what is taken, in minutes of a calendar."""

    def __init__(self, calendar: Calendar, busy: Iterable[Busy]) -> None:
        self.calendar = calendar
        self.people: dict[UUID, int] = defaultdict(int)
        self.rooms: dict[UUID, int] = defaultdict(int)
        self.runner = 0
        for practitioner, room, is_runner, begins, ends in busy:
            taken = minutes.many(begins, ends, calendar.size)
            self.people[practitioner] |= taken
            self.rooms[room] |= taken
            if is_runner:
                self.runner |= taken
        self.room_starts: dict[tuple[UUID, int], int] = {}

    def free(self, practitioner: UUID, place: Place, kind: AppointmentType) -> int:
        """The minutes of the grid at which a visit of this kind may start."""
        duty, starts = self.calendar.on_duty(practitioner, place.site, place.zone)
        if not duty:
            return 0
        before, length = kind.buffer_before, kind.minutes
        around = before + length + kind.buffer_after
        taken = self.people.get(practitioner, 0) | self.runner
        unblocked = minutes.lasting(self.calendar.whole & ~taken, around) << before
        starts &= minutes.lasting(duty, length) & unblocked
        return starts & (self._roomy(place, around) << before)

    def room_is_free(self, place: Place, room: UUID) -> int:
        """The minutes in which a room may be used."""
        shut = self.calendar.shut(place.zone, site=place.site, room=room)
        return self.calendar.whole & ~(self.rooms.get(room, 0) | shut)

    def _roomy(self, place: Place, around: int) -> int:
        """The minutes from which on at least one room stays free long enough."""
        if (place.site, around) not in self.room_starts:
            any_room = 0
            for room in place.rooms:
                any_room |= minutes.lasting(self.room_is_free(place, room), around)
            self.room_starts[place.site, around] = any_room
        return self.room_starts[place.site, around]
