"""The first free times for somebody who has just rung or written: booked with one press."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from bookings.models import AppointmentType, Enquiry
from bookings.progress.appointments import SEARCH_DAYS, places_of
from bookings.progress.openings import Opening, Search
from clinic.people.models import Practitioner
from clinic.places.models import Room, Site

SUITS = {
    Enquiry.When.MORNING: (time(0), time(12)),
    Enquiry.When.AFTERNOON: (time(12), time(17)),
    Enquiry.When.AFTER_WORK: (time(17), time.max),
}


@dataclass(frozen=True)
class FirstTime:
    """A free time: with whom, at which site, and when, as the clocks there show it."""

    practitioner: Practitioner
    site: Site
    starts_at: datetime

    @property
    def value(self) -> str:
        """What the button sends."""
        return f"{self.practitioner.pk}.{self.site.pk}.{self.starts_at.isoformat()}"


@dataclass(frozen=True)
class FirstTimes:
    """The kind of visit that fits, and its first free times; no kind: nothing is offered."""

    kind: AppointmentType | None
    times: list[FirstTime]
    suits: bool


def first_times(*, enquiry: Enquiry, now: datetime, count: int = 3) -> FirstTimes:
    """The next free times of a first visit, within two weeks, and whether they suit.

    With whom they asked for, else with everybody who has hours on file, else with everybody. Times
    that suit come first; without any, the next ones at all are shown. Five queries at most.
    """
    kind = kind_for(is_new=enquiry.runner_id is None)
    if kind is None:
        return FirstTimes(None, [], suits=False)
    people = {one.pk: one for one in Practitioner.objects.filter(is_active=True)}
    able = set(kind.offered_by) or set(people)  # type: ignore[attr-defined]
    wished = {enquiry.asked_for_id} & set(people) if enquiry.asked_for_id else able
    rooms = list(Room.objects.select_related("site"))
    sites, places = {room.site_id: room.site for room in rooms}, places_of(rooms)

    def search(practitioners: list[UUID] | None) -> list[Opening]:
        end = now + timedelta(days=SEARCH_DAYS)
        return Search(
            kind, practitioners, places, now, end, now, runner=enquiry.runner_id
        ).openings()

    openings = search(None) or search(sorted(wished & set(people)))
    every = sorted(
        (
            FirstTime(people[one.practitioner], sites[one.place.site], start)
            for one in openings
            if one.practitioner in wished and one.practitioner in people
            for start in one.starts
        ),
        key=lambda free: free.starts_at,
    )
    begins, ends = SUITS.get(Enquiry.When(enquiry.when_suits), (time(0), time.max))
    suiting = [free for free in every if begins <= free.starts_at.time() < ends]
    # One time for each moment is enough to choose from.
    moments: dict[datetime, FirstTime] = {}
    for free in suiting or every:
        moments.setdefault(free.starts_at, free)
        if len(moments) == count:
            break
    return FirstTimes(kind, list(moments.values()), suits=bool(suiting))


def kind_for(*, is_new: bool) -> AppointmentType | None:
    """The kind of visit for somebody new, or for somebody who was here before.

    That which is meant for them; else one for anybody, first those that anybody may book online.
    None where every kind is meant for others: a massage is nobody's first visit by chance.
    """
    own = AppointmentType.ForWhom.NEW if is_new else AppointmentType.ForWhom.RETURNING
    fitting = AppointmentType.objects.with_skills().filter(
        for_whom__in=[own, AppointmentType.ForWhom.ANYBODY]
    )
    # Named, for the order that kinds have by themselves is lost where they are counted together.
    by_name = sorted(fitting, key=lambda kind: (not kind.is_online, kind.name))
    return min(by_name, key=lambda kind: kind.for_whom != own, default=None)
