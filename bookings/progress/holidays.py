"""On which days the clinic as a whole works."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from bookings.models import UnavailableBlock
from clinic.places.models import Site

FRIDAY = 5


def working_days(first: date, last: date) -> list[date]:
    """Monday to Friday without public holidays, in order; two queries.

    A holiday that is on file for one site is one for the clinic once all sites have it. Half a day
    off is a working day.
    """
    holidays = UnavailableBlock.objects.on_any_day(first, last).filter(
        kind=UnavailableBlock.Kind.HOLIDAY, practitioner=None, room=None, opens=None
    )
    shut: dict[date, set[UUID | None]] = defaultdict(set)
    for site, begin, end in holidays.values_list("site", "starts_on", "ends_on"):
        for day in days_between(max(begin, first), min(end, last)):
            shut[day].add(site)
    sites = set(Site.objects.values_list("pk", flat=True))

    def is_off(day: date) -> bool:
        everywhere = None in shut[day] or (bool(sites) and sites <= shut[day])
        return everywhere or day.isoweekday() > FRIDAY

    return [day for day in days_between(first, last) if not is_off(day)]


def days_between(first: date, last: date) -> list[date]:
    """All days, both ends included."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]
