"""How full the diary is: visits and minutes by practitioner and day, beside the hours worked.

The denominator is honest: minutes are divided by the hours that are on file, leave and blocks
taken away. Without hours on file there is no share, and none is shown.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from bookings.models import Appointment
from bookings.progress.clock import opening
from bookings.progress.diary import NOT_IN_THE_GRID, visits_between
from bookings.progress.minutes import between
from bookings.progress.supply import Calendar, read_supply
from clinic.people.models import Practitioner, Principal

HUNDRED = 100


@dataclass(frozen=True)
class Load:
    """What is booked, and the minutes that are on file for it (None: no hours are on file)."""

    visits: int = 0
    booked: int = 0
    worked: int | None = None

    @property
    def percent(self) -> int | None:
        """Booked minutes of a hundred worked; over 100 where visits lie outside the hours."""
        return round(HUNDRED * self.booked / self.worked) if self.worked else None

    @property
    def bar(self) -> int:
        """The same as the width of a bar: at most 100."""
        return min(self.percent or 0, HUNDRED)

    def plus(self, other: "Load") -> "Load":
        """Both together; hours that are not on file add none."""
        known = [one.worked for one in (self, other) if one.worked is not None]
        return Load(
            self.visits + other.visits,
            self.booked + other.booked,
            sum(known) if known else None,
        )


def load_between(
    *, user: Principal, first: date, last: date, people: list[Practitioner]
) -> dict[tuple[UUID, date], Load]:
    """By practitioner and day, with two queries whatever the days and the visits.

    Cancelled visits and holds that ran out take no time; a missed one took its own.
    """
    visits = visits_between(user=user, first=first, last=last)
    worked = worked_minutes(people, first, last)
    counted: dict[tuple[UUID, date], list[Appointment]] = defaultdict(list)
    for visit in visits:
        if visit.status not in NOT_IN_THE_GRID | {Appointment.Status.HELD}:
            counted[visit.practitioner_id, visit.local_start.date()].append(visit)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return {
        (person.pk, day): Load(
            len(counted[person.pk, day]),
            sum(minutes_of(visit) for visit in counted[person.pk, day]),
            worked.get((person.pk, day)),
        )
        for person in people
        for day in days
    }


def minutes_of(visit: Appointment) -> int:
    """How long a visit lasts, in minutes, without what is kept free around it."""
    return int((visit.ends_at - visit.starts_at).total_seconds() // 60)


def worked_minutes(
    people: list[Practitioner], first: date, last: date
) -> dict[tuple[UUID, date], int]:
    """The minutes on duty of those who have hours on file, by practitioner and day."""
    supply = read_supply([person.pk for person in people], first, last)
    start = datetime.combine(first, time(), tzinfo=UTC)
    calendar = Calendar(supply, start, datetime.combine(last, time(), tzinfo=UTC))
    found: dict[tuple[UUID, date], int] = {}
    for person in people:
        if not supply.is_rostered(person.pk):
            continue
        for site, zone in supply.sites_of(person.pk).items():
            duty, _ = calendar.on_duty(person.pk, site, zone)
            for count in range((last - first).days + 1):
                day = first + timedelta(days=count)
                begin = calendar.at(opening(day, time(), zone))
                end = calendar.at(opening(day + timedelta(days=1), time(), zone))
                minutes = (duty & between(begin, end)).bit_count()
                found[person.pk, day] = found.get((person.pk, day), 0) + minutes
    return found
