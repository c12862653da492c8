"""What is free, as it is offered on the site and over the API."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from bookings.models import AppointmentType
from bookings.progress.appointments import places_at
from bookings.progress.clock import opening
from bookings.progress.openings import Opening, Search
from clinic.look.templatetags.steady import day_clock

MOST_DAYS = 31
ONE_DAY = timedelta(days=1)


def free_times(
    *,
    kind: AppointmentType,
    first: date,
    last: date,
    now: datetime,
    site: UUID | None = None,
    practitioner: UUID | None = None,
) -> list[Opening]:
    """The starts from `first` to `last` that anybody may book online, with three queries.

    `kind` comes with its skills (`with_skills`). Days are those of each site. Raises
    ValidationError for more than 31 days, days in the wrong order and a kind that is not online.
    """
    if not kind.is_online:
        raise ValidationError({"appointment_type": "This visit is booked by phone only. Ring us."})
    if last < first:
        raise ValidationError({"to": "The last day cannot be before the first."})
    if (last - first).days >= MOST_DAYS:
        raise ValidationError({"to": f"Ask for {MOST_DAYS} days at most."})
    places = places_at(site)
    if not places:
        return []
    skilled: list[UUID] = kind.offered_by  # type: ignore[attr-defined]
    wanted = skilled or None
    if practitioner:
        if skilled and practitioner not in skilled:
            return []
        wanted = [practitioner]
    try:
        begins = min(opening(first, time(), place.zone) for place in places)
        ends = max(opening(last + ONE_DAY, time(), place.zone) for place in places)
    except OverflowError as beyond:
        raise ValidationError({"from": "Choose days within a year from today."}) from beyond
    return Search(
        kind=kind,
        practitioners=wanted,
        places=places,
        start=max(begins, now + timedelta(hours=kind.notice_hours)),
        end=min(ends, now + timedelta(days=kind.horizon_days)),
        now=now,
        is_online=True,
    ).openings()


@dataclass(frozen=True)
class Day:
    """A day with free times, as the calendar of the sites shows it."""

    date: date
    times: list[datetime]


def days_of(openings: list[Opening]) -> list[Day]:
    """The days on which something is free, and when: each time once, whoever is free then.

    Told apart as moments: Python calls the two readings of a repeated time equal.
    """
    days: dict[date, dict[int, datetime]] = {}
    for one in openings:
        for minute, start in zip(one.minutes, one.starts, strict=True):
            days.setdefault(start.date(), {})[minute] = start
    return [
        Day(day, [times[moment] for moment in sorted(times)]) for day, times in sorted(days.items())
    ]


def weeks_of(days: list[Day], *, first: date, last: date) -> list[list[Day]]:
    """The whole weeks around these days, each from Monday; a day without free times has none."""
    free = {one.date: one for one in days}
    monday = first - timedelta(days=first.weekday())
    count = ((last - monday).days // 7 + 1) * 7
    every = [monday + timedelta(days=number) for number in range(count)]
    shown = [free.get(one) or Day(one, []) for one in every]
    return [shown[start : start + 7] for start in range(0, count, 7)]


def first_free(kind: AppointmentType, *, now: datetime) -> str:
    """The first free time of a kind in four weeks, in words."""
    today = localdate(now)
    last = today + timedelta(days=min(MOST_DAYS - 1, kind.horizon_days))
    openings = free_times(kind=kind, first=today, last=last, now=now)
    starts = [replace(one, minutes=one.minutes[:1]).starts[0] for one in openings]
    return f"First free: {day_clock(min(starts))}" if starts else "Nothing free in four weeks"
