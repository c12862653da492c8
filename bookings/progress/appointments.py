"""When a visit can be: local times, free times, and a runner's next visit."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Q

from bookings.models import Appointment
from clinic.people.models import Principal, Runner

# The same every day until practitioners have rosters; nothing is offered outside these hours.
OPENS, CLOSES = time(7), time(19)
GRID = timedelta(minutes=15)
SEARCH_DAYS = 14


def from_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the clocks of a zone show this time.

    Where the clocks are put back and show a time twice, the earlier one is meant. Raises
    ValidationError where they are put forward and skip it, and at the ends of the calendar.
    """
    local = datetime.combine(day, clock, tzinfo=zone)
    try:
        moment = local.astimezone(UTC)
        again = moment.astimezone(zone)
    except OverflowError as beyond:
        raise ValidationError("Choose a day within a year from today.", code="too_far") from beyond
    if again.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(
            "The clocks go forward that night and skip this time. Choose another time.",
            code="time_skipped",
        )
    return moment


def next_visit_for(*, runner: Runner, now: datetime) -> Appointment | None:
    """The runner's next visit, with all that a page says about it."""
    return Appointment.objects.filter(runner=runner).upcoming(now).with_names().first()


def free_starts(*, wish: Appointment, now: datetime, count: int = 3) -> list[datetime]:
    """The next starts at which the wished visit would fit, within opening hours; with one query.

    Looks from the wished start on, for two weeks. The wish may be a stored visit that moves:
    it does not stand in its own way.
    """
    horizon = wish.starts_at + timedelta(days=SEARCH_DAYS + 1)
    around = Appointment.objects.blocking().exclude(pk=wish.pk)
    around = around.filter(blocked_to__gt=wish.blocked_from, blocked_from__lt=horizon).filter(
        Q(practitioner=wish.practitioner_id) | Q(room=wish.room_id) | Q(runner=wish.runner_id)
    )
    busy = list(around.values_list("blocked_from", "blocked_to"))
    before = wish.starts_at - wish.blocked_from
    length = wish.ends_at - wish.starts_at
    after = wish.blocked_to - wish.ends_at
    earliest = max(wish.starts_at, now)

    def fits(start: datetime) -> bool:
        blocked_from, blocked_to = start - before, start + length + after
        return all(blocked_to <= begin or blocked_from >= end for begin, end in busy)

    starts = grid_starts(around=wish.starts_at, length=length, zone=wish.room.site.zone)
    return list(islice((start for start in starts if start > earliest and fits(start)), count))


def grid_starts(*, around: datetime, length: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    """Every quarter of an hour at which a visit of this length fits into opening hours."""
    first_day = around.astimezone(zone).date()
    for offset in range(SEARCH_DAYS):
        day = first_day + timedelta(days=offset)
        start, closes = from_local(day, OPENS, zone), from_local(day, CLOSES, zone)
        while start + length <= closes:
            yield start
            start += GRID


def find_people(*, user: Principal, words: str) -> list[Runner]:
    """Up to ten people on file whose name, e-mail or phone contains the words."""
    if not words:
        return []
    likeness = Q(name__icontains=words) | Q(email__icontains=words)
    digits = "".join(sign for sign in words if sign.isdigit()).removeprefix("0")
    if len(digits) >= 4:
        likeness |= Q(phone__contains=digits)
    return list(Runner.objects.visible_to(user).filter(likeness)[:10])
