"""Hours, blocks and rooms, read with one query each, and turned into minutes (minutes.py).

Somebody without any hours on file is not rostered yet: the desk books them from OPENS to CLOSES
of every day, wherever there is a room, and nobody books them online.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, UUIDField, Value

from bookings.models import UnavailableBlock, WorkingHours
from bookings.progress import minutes
from bookings.progress.clock import closing, opening

OPENS, CLOSES = time(7), time(19)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """Hours of a weekday, or a block: for whom and where, on which days, from when until when."""

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

    hours: dict[UUID, list[Rule]] = field(default_factory=lambda: defaultdict(list))
    blocks: list[Rule] = field(default_factory=list)

    def is_rostered(self, practitioner: UUID) -> bool:
        """Whether any hours are on file, of today or of any other day."""
        return practitioner in self.hours

    def sites_of(self, practitioner: UUID) -> dict[UUID, ZoneInfo]:
        """Where they work, and how the clocks run there."""
        rules = self.hours.get(practitioner, ())
        return {rule.site: ZoneInfo(rule.zone) for rule in rules if rule.site and rule.zone}


def read_supply(practitioners: Collection[UUID] | None, first: date, last: date) -> Supply:
    """Hours of these practitioners (None: of everybody active), and blocks, with one query."""
    hours = WorkingHours.objects.filter(practitioner__is_active=True).order_by()
    if practitioners is not None:
        hours = hours.filter(practitioner__in=practitioners)
    blocks = UnavailableBlock.objects.on_any_day(first, last).order_by()
    whole = hours.annotate(
        no_room=Value(None, output_field=UUIDField(null=True)),
        what=Value("hours", output_field=CharField()),
    ).values_list(
        "practitioner_id", "site_id", "no_room", "site__time_zone", "weekday",
        "starts_on", "ends_on", "opens", "closes", "what",
    )  # fmt: skip
    rows = whole.union(
        blocks.annotate(
            zone=Value(None, output_field=CharField(null=True)),
            every_day=Value(0),
            what=Value("block", output_field=CharField()),
        ).values_list(
            "practitioner_id", "site_id", "room_id", "zone", "every_day",
            "starts_on", "ends_on", "opens", "closes", "what",
        ),
        all=True,
    )  # fmt: skip
    supply = Supply()
    for *facts, what in rows.order_by():
        rule = Rule(*facts)
        if what == "block":
            supply.blocks.append(rule)
        elif rule.practitioner:
            supply.hours[rule.practitioner].append(rule)
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

    def at(self, moment: datetime) -> int:
        """The number of the minute in which a moment lies."""
        return int(moment.timestamp() // 60) - self.origin

    def moment_of(self, minute: int, zone: ZoneInfo) -> datetime:
        """A minute as the clocks of a zone show it."""
        return datetime.fromtimestamp((minute + self.origin) * 60, zone)

    def on_duty(self, practitioner: UUID, site: UUID, zone: ZoneInfo) -> tuple[int, int]:
        """The minutes in which somebody can be booked at a site, and the grid of starts."""
        rules = self.supply.hours.get(practitioner)
        if rules is None:
            rules = [Rule(practitioner, site, None, None, 0, None, None, OPENS, CLOSES)]
        here = [rule for rule in rules if rule.site == site]
        stretches = list(self._stretches(here, zone))
        starts = 0
        for begin, end in stretches:
            starts |= minutes.grid(begin, end)
        shut = self.shut(zone, practitioner=practitioner, site=site)
        return minutes.union(stretches) & ~shut, starts

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
