"""One day of the diary as a grid: a column for each practitioner, a row for each quarter hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from bookings.models import Appointment
from bookings.progress.supply import CLOSES, OPENS
from clinic.people.models import Practitioner, Principal, User

SLOT_MINUTES = 15
SLOTS_A_DAY = 24 * 60 // SLOT_MINUTES
# No zone is further than this from UTC: a local day lies within the UTC day and this around it.
FARTHEST_ZONE = timedelta(hours=14)
NOT_IN_THE_GRID = {Appointment.Status.CANCELLED, Appointment.Status.EXPIRED}


@dataclass(frozen=True)
class Cell:
    """One cell of the grid: visits, or a quarter of an hour in which nothing is booked."""

    practitioner: Practitioner
    starts: time
    rows: int
    visits: list[Appointment]
    can_book: bool


@dataclass(frozen=True)
class Row:
    """A quarter of an hour across the columns; a cell that goes on from above is left out."""

    starts: time
    cells: list[Cell]


@dataclass(frozen=True)
class DiaryDay:
    """One day of the diary: who there is, the columns shown, and what stands in them.

    Times are those on the wall of each visit's own site.
    """

    practitioners: list[Practitioner]
    columns: list[Practitioner]
    rows: list[Row]
    cancelled: list[Appointment]
    count: int


@dataclass(frozen=True)
class Span:
    """The quarters of an hour, counted from midnight, that a visit takes: [begin, end)."""

    begin: int
    end: int
    visit: Appointment


def diary_for(*, user: Principal, day: date, now: datetime, only: str = "") -> DiaryDay:
    """The day as this person may see it, with two queries however full it is.

    Physios see their own column; `only` is the id of the one practitioner to show. Hours outside
    opening time appear when something is booked then.
    """
    visits = visits_on(user=user, day=day)
    spans = [span(visit) for visit in visits if visit.status not in NOT_IN_THE_GRID]
    people = practitioners(user=user, spans=spans)
    shown = [person for person in people if str(person.pk) == only] or people
    first = min([slot(OPENS), *(one.begin for one in spans)])
    last = max([slot(CLOSES), *(one.end for one in spans)])
    rows = {at: Row(clock(at), []) for at in range(first, last)}
    for person in shown:
        own = [one for one in spans if one.visit.practitioner_id == person.pk]
        for begin, end, inside in blocks(own, first, last):
            ahead = datetime.combine(day, clock(begin), timezone.get_default_timezone()) > now
            cell = Cell(person, clock(begin), end - begin, inside, not inside and ahead)
            rows[begin].cells.append(cell)
    return DiaryDay(
        practitioners=people,
        columns=shown,
        rows=list(rows.values()),
        cancelled=[visit for visit in visits if visit.status == Appointment.Status.CANCELLED],
        count=len(spans),
    )


def visits_on(*, user: Principal, day: date) -> list[Appointment]:
    """The visits which this person may see that start on this day, by the site's own calendar."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    start, end = midnight - FARTHEST_ZONE, midnight + timedelta(days=1) + FARTHEST_ZONE
    near = Appointment.objects.visible_to(user).between(start, end).with_names()
    return [visit for visit in near if visit.local_start.date() == day]


def practitioners(*, user: Principal, spans: list[Span]) -> list[Practitioner]:
    """Everybody who takes visits, and whoever has one that day; a physio is alone."""
    people = Practitioner.objects.filter(is_active=True)
    if user.is_authenticated and user.role == User.Role.PHYSIO:
        people = people.filter(user=user)
    known = {person.pk: person for person in people}
    booked = {one.visit.practitioner_id: one.visit.practitioner for one in spans}
    return sorted((booked | known).values(), key=lambda person: (person.name, person.pk))


def blocks(own: list[Span], first: int, last: int) -> Iterator[tuple[int, int, list[Appointment]]]:
    """A column from top to bottom without gap or overlap: (begin, end, visits).

    Visits that share a quarter of an hour, like 9:00 to 9:40 and 9:40 to 10:20, share a block.
    """
    at = first
    waiting = sorted(own, key=lambda one: one.begin)
    while at < last:
        inside, end = [], at + 1
        while waiting and waiting[0].begin < end:
            one = waiting.pop(0)
            inside.append(one.visit)
            end = max(end, one.end)
        yield at, end, inside
        at = end


def span(visit: Appointment) -> Span:
    """Where a visit stands in its day; the last slot is cut off at midnight."""
    begin = slot(visit.local_start.time())
    wall_minutes = visit.local_end.replace(tzinfo=None) - visit.local_start.replace(tzinfo=None)
    minutes = visit.local_start.minute % SLOT_MINUTES + wall_minutes.total_seconds() / 60
    rows = max(1, -int(-minutes // SLOT_MINUTES))
    return Span(begin, min(begin + rows, SLOTS_A_DAY), visit)


def slot(at: time) -> int:
    """The number, from midnight, of the quarter hour that holds a time."""
    return (at.hour * 60 + at.minute) // SLOT_MINUTES


def clock(at: int) -> time:
    """The time at which a slot begins."""
    return time(at * SLOT_MINUTES // 60, at * SLOT_MINUTES % 60)
