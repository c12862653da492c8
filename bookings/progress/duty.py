"""Who works when, as the columns of the diary show it: by quarters of an hour of a day."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bookings.progress import minutes
from bookings.progress.supply import Calendar, read_supply
from clinic.people.models import Practitioner

QUARTER = minutes.GRID
ONE_DAY = timedelta(days=1)


def off_duty(
    shown: Collection[tuple[Practitioner, date]],
) -> dict[tuple[Practitioner, date], frozenset[int]]:
    """The quarters, counted from midnight, in which somebody with hours on file works nowhere.

    With one query. Leave and holidays count. Who has no hours on file is never off duty: the desk
    books them as before.
    """
    if not shown:
        return {}
    first, last = min(day for _, day in shown), max(day for _, day in shown)
    people = {person for person, _ in shown}
    supply = read_supply([person.pk for person in people], first - ONE_DAY, last + ONE_DAY)
    zone = timezone.get_default_timezone()
    calendar = Calendar(
        supply,
        datetime.combine(first, time(), tzinfo=zone),
        datetime.combine(last + ONE_DAY, time(), tzinfo=zone),
    )
    works: dict[Practitioner, int] = {}
    for person in people:
        works[person] = 0
        for site, clocks in supply.sites_of(person.pk).items():
            works[person] |= calendar.on_duty(person.pk, site, clocks)[0]
    return {
        (person, day): off_on(day, works[person], calendar)
        if supply.is_rostered(person.pk)
        else frozenset()
        for person, day in shown
    }


def off_on(day: date, works: int, calendar: Calendar) -> frozenset[int]:
    """The quarters of one day without a minute of work."""
    midnight = calendar.at(datetime.combine(day, time(), timezone.get_default_timezone()))
    return frozenset(
        number
        for number in range(minutes.A_DAY // QUARTER)
        if not (works >> (midnight + number * QUARTER)) & ((1 << QUARTER) - 1)
    )
