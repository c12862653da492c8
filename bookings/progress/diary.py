"""The diary as a grid: a column for each practitioner of a day, or for each day of one of them.

A row is a quarter of an hour. Times are those on the wall of each visit's own site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from django.utils import timezone

from bookings.models import Appointment
from bookings.progress.duty import off_duty
from bookings.progress.supply import CLOSES, OPENS
from clinic.people.models import Practitioner, Principal, User

SLOT_MINUTES = 15
SLOTS_A_DAY = 24 * 60 // SLOT_MINUTES
DAYS_A_WEEK = 7
# Fewer minutes than these after the start nobody is called late.
PATIENCE = timedelta(minutes=5)
# No zone is further than this from UTC: a local day lies within the UTC day and this around it.
FARTHEST_ZONE = timedelta(hours=14)
NOT_IN_THE_GRID = {Appointment.Status.CANCELLED, Appointment.Status.EXPIRED}


@dataclass(frozen=True)
class Column:
    """One practitioner on one day. `mark` changes whenever something in the column does."""

    practitioner: Practitioner
    day: date
    mark: str

    @property
    def key(self) -> str:
        """Names the column in the page."""
        return f"{self.practitioner.pk}.{self.day:%Y%m%d}"


@dataclass(frozen=True)
class Slot:
    """A visit in its cell, and how many minutes after its start nobody has come."""

    visit: Appointment
    minutes_late: int


@dataclass(frozen=True)
class Cell:
    """One cell of the grid: visits, or a quarter of an hour in which nothing is booked."""

    column: Column
    starts: time
    rows: int
    slots: list[Slot]
    can_book: bool
    is_off: bool = False
    begins_off: bool = False


@dataclass(frozen=True)
class Row:
    """A quarter of an hour across the columns; a cell that goes on from above is left out."""

    starts: time
    cells: list[Cell]


@dataclass(frozen=True)
class Diary:
    """Who there is, the columns shown, and what stands in them."""

    practitioners: list[Practitioner]
    columns: list[Column]
    rows: list[Row]
    visits: list[Appointment]
    cancelled: list[Appointment]

    @property
    def mark(self) -> str:
        """Changes whenever something in the grid does."""
        return digest("".join(column.mark for column in self.columns))


@dataclass(frozen=True)
class Span:
    """The quarters of an hour, counted from midnight, that a visit takes: [begin, end)."""

    begin: int
    end: int
    visit: Appointment


def diary_for(*, user: Principal, day: date, now: datetime, only: str = "") -> Diary:
    """One day as this person may see it, with two queries however full it is.

    Physios see their own column; `only` is the id of the one practitioner to show.
    """
    visits = visits_between(user=user, first=day, last=day)
    people = practitioners(user=user, visits=visits)
    shown = [person for person in people if str(person.pk) == only] or people
    return grid(visits, people, [(person, day) for person in shown], now=now)


def week_for(*, user: Principal, day: date, now: datetime, only: str) -> Diary:
    """The week, from Monday on, of one practitioner: of the first, if `only` names nobody."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=count) for count in range(DAYS_A_WEEK)]
    visits = visits_between(user=user, first=days[0], last=days[-1])
    people = practitioners(user=user, visits=visits)
    one = next((person for person in people if str(person.pk) == only), None)
    shown = [one] if one else people[:1]
    return grid(visits, people, [(person, each) for person in shown for each in days], now=now)


def grid(
    visits: list[Appointment],
    people: list[Practitioner],
    shown: list[tuple[Practitioner, date]],
    *,
    now: datetime,
) -> Diary:
    """Put visits into the columns shown; hours outside opening time appear when one is then."""
    spans = [span(visit) for visit in visits if visit.status not in NOT_IN_THE_GRID]
    first = min([slot(OPENS), *(one.begin for one in spans)])
    last = max([slot(CLOSES), *(one.end for one in spans)])
    rows = {at: Row(clock(at), []) for at in range(first, last)}
    off, columns = off_duty(shown), []
    for person, day in shown:
        own = [one for one in spans if is_in(one.visit, person, day)]
        # What may still be booked changes every quarter of an hour.
        quarter = slot(timezone.localtime(now).time())
        facts = f"{first}:{last}:{quarter}" + "".join(
            f"{one.visit.pk}{one.visit.version}{minutes_late(one.visit, now) // 5}" for one in own
        )
        away = off[person, day]
        column = Column(person, day, digest(f"{facts}{sorted(away)}"))
        columns.append(column)
        for begin, end, inside in blocks(own, first, last):
            ahead = datetime.combine(day, clock(begin), timezone.get_default_timezone()) > now
            slots = [Slot(visit, minutes_late(visit, now)) for visit in inside]
            is_off = not inside and begin in away
            begins_off = is_off and (begin == first or begin - 1 not in away)
            can_book = not inside and ahead
            cell = Cell(column, clock(begin), end - begin, slots, can_book, is_off, begins_off)
            rows[begin].cells.append(cell)
    here = [visit for visit in visits if any(is_in(visit, *place) for place in shown)]
    return Diary(
        practitioners=people,
        columns=columns,
        rows=list(rows.values()),
        visits=[visit for visit in here if visit.status not in NOT_IN_THE_GRID],
        cancelled=[visit for visit in here if visit.status == Appointment.Status.CANCELLED],
    )


def digest(facts: str) -> str:
    """A short mark that is the same for the same facts."""
    return sha256(facts.encode()).hexdigest()[:16]


def is_in(visit: Appointment, person: Practitioner, day: date) -> bool:
    """Whether a visit stands in the column of this practitioner and day."""
    return visit.practitioner_id == person.pk and visit.local_start.date() == day


def minutes_late(visit: Appointment, now: datetime) -> int:
    """How long ago a visit should have begun for which nobody has come; 0 while that is little."""
    is_late = visit.status == Appointment.Status.BOOKED and now >= visit.starts_at + PATIENCE
    if not is_late or now > visit.ends_at:
        return 0
    return int((now - visit.starts_at).total_seconds() // 60)


def visits_between(*, user: Principal, first: date, last: date) -> list[Appointment]:
    """The visits which this person may see that start on these days, by the site's calendar."""
    start = datetime.combine(first, time(), tzinfo=UTC) - FARTHEST_ZONE
    end = datetime.combine(last, time(), tzinfo=UTC) + timedelta(days=1) + FARTHEST_ZONE
    near = Appointment.objects.visible_to(user).between(start, end).with_names()
    return [visit for visit in near if first <= visit.local_start.date() <= last]


def practitioners(*, user: Principal, visits: list[Appointment]) -> list[Practitioner]:
    """Everybody who takes visits, and whoever has one then; a physio is alone."""
    people = Practitioner.objects.filter(is_active=True)
    if user.is_authenticated and user.role == User.Role.PHYSIO:
        people = people.filter(user=user)
    known = {person.pk: person for person in people}
    shown = [visit for visit in visits if visit.status not in NOT_IN_THE_GRID]
    booked = {visit.practitioner_id: visit.practitioner for visit in shown}
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
