"""Hours, blocks and rooms, read with one query each, and turned into minutes (minutes.py).

Somebody without any hours on file is not rostered yet: the desk books them from OPENS to CLOSES
of every day, wherever there is a room, and nobody books them online.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from bookings.progress import minutes
from bookings.progress.clock import closing, opening

OPENS, CLOSES = time(7), time(19)
ONE_DAY = timedelta(days=1)
SUPPLY = """
SELECT array_agg(hours.practitioner_id), NULL::uuid, hours.site_id, NULL::uuid, site.time_zone,
  hours.weekday, hours.starts_on, hours.ends_on, hours.opens, hours.closes
FROM bookings_workinghours hours
  JOIN people_practitioner practitioner ON practitioner.id = hours.practitioner_id
  JOIN places_site site ON site.id = hours.site_id
WHERE practitioner.is_active
  AND ((SELECT %(everybody)s::bool)
    OR hours.practitioner_id = ANY((SELECT %(practitioners)s)::uuid[]))
GROUP BY 3, 5, 6, 7, 8, 9, 10
UNION ALL
SELECT NULL, practitioner_id, site_id, room_id, NULL, 0, starts_on, ends_on, opens, closes
FROM bookings_unavailableblock
WHERE (starts_on IS NULL OR starts_on <= (SELECT %(last)s::date))
  AND (ends_on IS NULL OR ends_on >= (SELECT %(first)s::date))
"""


class Rule(NamedTuple):
    """Hours of a weekday, or a block: where, on which days, from when until when.

    Hours are one rule for all who work them; a block says for whom it is (None: for everybody).
    """

    practitioner: UUID | None
    site: UUID | None
    room: UUID | None
    zone: str | None
    weekday: int
    starts_on: date | None
    ends_on: date | None
    opens: time | None
    closes: time | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on this day; weekday 0 means every day."""
        return (
            self.weekday in {0, day.isoweekday()}
            and (self.starts_on is None or self.starts_on <= day)
            and (self.ends_on is None or day <= self.ends_on)
        )


@dataclass
class Supply:
    """What was read: hours of practitioners, and blocks that touch the days asked for."""

    hours: dict[UUID, dict[UUID, list[Rule]]] = field(default_factory=dict)
    blocks: list[Rule] = field(default_factory=list)

    def is_rostered(self, practitioner: UUID) -> bool:
        """Whether any hours are on file, of today or of any other day."""
        return practitioner in self.hours

    def sites_of(self, practitioner: UUID) -> dict[UUID, ZoneInfo]:
        """Where they work, and how the clocks run there."""
        places = self.hours.get(practitioner, {})
        return {site: ZoneInfo(rules[0].zone or "") for site, rules in places.items()}


def read_supply(practitioners: Collection[UUID] | None, first: date, last: date) -> Supply:
    """Hours of these practitioners (None: of everybody active), and blocks, with one query."""
    supply = Supply()
    asked: dict[str, Any] = {
        "everybody": practitioners is None,
        "practitioners": list(practitioners or ()),
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUPPLY, asked)
        for whose, *facts in cursor.fetchall():
            rule = Rule(*facts)
            if whose is None:
                supply.blocks.append(rule)
                continue
            for practitioner in whose:
                places = supply.hours.setdefault(practitioner, {})
                places.setdefault(facts[1], []).append(rule)
    return supply


@dataclass
class Calendar:
    """The minutes of some days, counted from the midnight (UTC) before the first of them."""

    supply: Supply
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        self.origin = int(self.start.timestamp()) // 86_400 * 1440 - 2 * minutes.A_DAY
        self.size = self.at(self.end) + 2 * minutes.A_DAY
        self.whole = minutes.between(0, self.size)
        self.days = [
            self.start.date() - ONE_DAY + timedelta(days=count)
            for count in range((self.end.date() - self.start.date()).days + 3)
        ]
        self.moments: dict[tuple[object, ...], int] = {}
        self.worked: dict[tuple[object, ...], tuple[int, int]] = {}
        self.starts: set[int] = set()

    def at(self, moment: datetime) -> int:
        """The number of the minute in which a moment lies."""
        return int(moment.timestamp() // 60) - self.origin

    def on_duty(self, practitioner: UUID, site: UUID, zone: ZoneInfo) -> tuple[int, int]:
        """The minutes in which somebody can be booked at a site, and the grid of starts."""
        places = self.supply.hours.get(practitioner)
        if places is None:
            places = {site: [Rule(None, site, None, None, 0, None, None, OPENS, CLOSES)]}
        here = places.get(site)
        if here is None:
            return 0, 0
        duty = starts = 0
        for rule in here:
            on, grid = self._hours(rule, zone)
            duty |= on
            starts |= grid
        return duty & ~self.shut(zone, practitioner=practitioner, site=site), starts

    def _hours(self, rule: Rule, zone: ZoneInfo) -> tuple[int, int]:
        """The minutes of a rule, and its grid of starts; many people share the same hours."""
        key = (rule.weekday, rule.starts_on, rule.ends_on, rule.opens, rule.closes, zone.key)
        if key not in self.worked:
            stretches = list(self._stretches([rule], zone))
            grid = 0
            for begin, end in stretches:
                grid |= minutes.grid(begin, end)
                self.starts.update(range(begin, end, minutes.GRID))
            self.worked[key] = minutes.union(stretches), grid
        return self.worked[key]

    def shut(
        self,
        zone: ZoneInfo,
        *,
        site: UUID,
        practitioner: UUID | None = None,
        room: UUID | None = None,
    ) -> int:
        """The minutes blocked for a practitioner at a site, or for one of its rooms."""
        blocks = [
            rule
            for rule in self.supply.blocks
            if rule.site in {None, site}
            and rule.practitioner in {None, practitioner}
            and rule.room in {None, room}
        ]
        return minutes.union(self._stretches(blocks, zone))

    def _stretches(self, rules: Iterable[Rule], zone: ZoneInfo) -> Iterator[tuple[int, int]]:
        for rule in rules:
            for day in self.days:
                if rule.holds_on(day):
                    begin, end = self._span(rule, day, zone)
                    yield max(begin, 0), max(end, 0)

    def _span(self, rule: Rule, day: date, zone: ZoneInfo) -> tuple[int, int]:
        key = (day, rule.opens, zone.key, "opens")
        if key not in self.moments:
            self.moments[key] = self.at(opening(day, rule.opens or time(), zone))
        until = (day, rule.closes, zone.key, "closes")
        if until not in self.moments:
            tomorrow = day + ONE_DAY
            self.moments[until] = self.at(
                closing(day, rule.closes, zone) if rule.closes else opening(tomorrow, time(), zone)
            )
        return self.moments[key], self.moments[until]
