"""Visits that repeat: every one of them is checked, and the ones that clash are named."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError

from bookings.actions import locks
from bookings.actions.appointments import asked
from bookings.actions.asking import Ask
from bookings.actions.refusals import OutsideHours, SlotTaken
from bookings.actions.slots import choose, insert
from bookings.models import Appointment, AppointmentType, Series
from bookings.progress.clock import from_local
from clinic.db import save_checked
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Room

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Wish:
    """A visit every so many weeks, at the same time by the clock of the room's site."""

    runner: Runner
    practitioner: Practitioner
    room: Room
    kind: AppointmentType
    first_on: date
    clock: time
    every_weeks: int
    count: int

    def starts(self) -> Iterator[datetime]:
        """When: nine o'clock stays nine o'clock when the clocks change."""
        for number in range(self.count):
            day = self.first_on + number * self.every_weeks * WEEK
            yield from_local(day, self.clock, self.room.site.zone)

    def ask(self, starts_at: datetime, *, by: User, now: datetime) -> Ask:
        """One of them."""
        return asked(
            kind=self.kind,
            practitioner=self.practitioner,
            room=self.room,
            site=None,
            starts_at=starts_at,
            now=now,
            runner=self.runner,
            booked_by=by,
        )

    def names(self) -> list[UUID]:
        """Who and what has to be free."""
        return [self.practitioner.pk, self.room.pk, self.runner.pk]


@dataclass(frozen=True)
class Clash:
    """One visit of a series that cannot be, and why."""

    starts_at: datetime
    why: str


class SeriesClash(ValidationError):  # noqa: N818 - says what happened
    """Some visits of a series cannot be (409); nothing was booked."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__(
            "Some of these times are not free. Leave them out, or choose another time.",
            code="series_clash",
        )
        self.clashes = clashes


def book_series(
    *,
    wish: Wish,
    by: User,
    now: datetime,
    leaving_out: Collection[datetime] = (),
    key: UUID | None = None,
) -> list[Appointment]:
    """Book all visits of a series, or none: each is checked, inside one turn.

    `leaving_out` are starts that are not wanted any more. The same `key` again returns the series
    that it has booked. Raises SeriesClash with every visit that cannot be, BusyDiary, and
    ValidationError for a series that the constraints refuse.
    """
    starts = [start for start in wish.starts() if start not in set(leaving_out)]
    if not starts:
        raise ValidationError("Keep at least one visit of the series.", code="series_empty")

    def work() -> list[Appointment]:
        if key and (first := Series.objects.filter(key=key).first()):
            return list(first.appointments.order_by("starts_at"))
        series = save_checked(
            Series(
                runner=wish.runner,
                every_weeks=wish.every_weeks,
                count=wish.count,
                key=key,
                made_by=by,
                made_at=now,
            )
        )
        clashes, visits = [], []
        for start in starts:
            ask = wish.ask(start, by=by, now=now)
            ask.visit.series = series
            try:
                choose(ask, now=now)
            except (SlotTaken, OutsideHours) as refusal:
                clashes.append(Clash(start, " ".join(refusal.messages)))
            else:
                if not clashes:
                    visits.append(insert(ask, now=now))
        if clashes:
            raise SeriesClash(clashes)
        return visits

    names = [*wish.names(), key] if key else wish.names()
    return locks.in_turn(work, *names)
