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
                    starts = [minute + calendar.origin for minute in minutes.each(free)]
                    found.append(Opening(practitioner, place, starts))
        return found

    def _busy(self, origin: int) -> Iterator[tuple[UUID, UUID, bool, list[int], list[int]]]:
        with connection.cursor() as cursor:
            cursor.execute(
                BUSY,
                {
                    "origin": origin,
                    "runner": self.runner,
                    "start": self.start - ONE_DAY,
                    "end": self.end + ONE_DAY,
                    "now": self.now,
                    "ignoring": self.ignoring,
                },
            )
            yield from cursor.fetchall()


class Diary:
    """Who and what is taken, in minutes of a calendar."""

    def __init__(
        self, calendar: Calendar, busy: Iterable[tuple[UUID, UUID, bool, list[int], list[int]]]
    ) -> None:
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
        self.room_starts: dict[tuple[Place, int], int] = {}

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

    def _roomy(self, place: Place, around: int) -> int:
        """The minutes from which on at least one room stays free long enough."""
        if (place, around) not in self.room_starts:
            any_room = 0
            for room in place.rooms:
                shut = self.calendar.shut(place.zone, site=place.site, room=room)
                free = self.calendar.whole & ~(self.rooms.get(room, 0) | shut)
                any_room |= minutes.lasting(free, around)
            self.room_starts[place, around] = any_room
        return self.room_starts[place, around]
