"""Who on the wait list fits a free time, the best first, and why."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from bookings.models import Appointment, WaitlistEntry
from bookings.progress.appointments import places_of
from bookings.progress.clock import from_local
from bookings.progress.openings import free_until
from clinic.people.models import Practitioner, Principal
from clinic.places.models import Room, Site

REACH = timedelta(days=28)


@dataclass(frozen=True)
class Gap:
    """A stretch of a practitioner's time that is free."""

    practitioner: Practitioner
    site: Site
    starts_at: datetime
    ends_at: datetime

    @property
    def local_start(self) -> datetime:
        """Its begin, as the clock of the site shows it."""
        return self.starts_at.astimezone(self.site.zone)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Fit:
    """Somebody whom the gap suits, how well, and in which words."""

    entry: WaitlistEntry
    score: int
    why: list[str]


def freed(*, user: Principal, now: datetime, count: int = 10) -> list[Appointment]:
    """The next times that a cancelled visit gave free and that nobody has taken, soonest first.

    With one query.
    """
    taken = Appointment.objects.busy(now).filter(
        practitioner=OuterRef("practitioner"),
        blocked_from__lt=OuterRef("ends_at"),
        blocked_to__gt=OuterRef("starts_at"),
    )
    cancelled = Appointment.objects.visible_to(user).filter(
        status=Appointment.Status.CANCELLED, starts_at__gt=now, starts_at__lt=now + REACH
    )
    free = cancelled.exclude(Exists(taken)).with_names().order_by("starts_at", "practitioner", "id")
    # Cancelled twice over, a time is free once.
    return list({(one.starts_at, one.practitioner_id): one for one in free[: 3 * count]}.values())[
        :count
    ]


def gap_at(*, practitioner: Practitioner, day: date, clock: time, now: datetime) -> Gap | None:
    """The stretch that is free from this time on: at the first site where they could begin then.

    None where nothing is free, or the time has passed. Raises ValidationError for a time that the
    clocks skip. One query, and two for each site until one is found.
    """
    rooms = list(Room.objects.select_related("site"))
    sites = {room.site_id: room.site for room in rooms}
    for place in places_of(rooms):
        starts_at = from_local(day, clock, place.zone)
        until = free_until(practitioner.pk, place, starts_at, now=now)
        if starts_at > now and until > starts_at:
            return Gap(practitioner, sites[place.site], starts_at, until)
    return None


def ranked(gap: Gap, *, now: datetime) -> list[Fit]:
    """Those whom it suits: who asked for just this first, then who has waited longest.

    With two queries, whatever the length of the list.
    """
    waiting = WaitlistEntry.objects.waiting().select_related("runner", "practitioner", "type")
    entries = waiting.prefetch_related("type__practitioners")
    fits = [fit for entry in entries if (fit := fit_of(entry, gap, now=now))]
    return sorted(fits, key=lambda fit: (-fit.score, fit.entry.created_at))


def fit_of(entry: WaitlistEntry, gap: Gap, *, now: datetime) -> Fit | None:
    """How well a gap suits one wish; None if it does not. What a wish leaves open suits."""
    starts = gap.starts_at.astimezone(gap.site.zone)
    ends = (gap.starts_at + timedelta(minutes=entry.type.minutes)).astimezone(gap.site.zone)
    offered_by = {person.pk for person in entry.type.practitioners.all()}
    refused = (
        ends > gap.ends_at,
        offered_by and gap.practitioner.pk not in offered_by,
        entry.practitioner_id not in {None, gap.practitioner.pk},
        entry.site_id not in {None, gap.site.pk},
        entry.weekdays and starts.isoweekday() not in entry.weekdays,
        entry.opens and starts.time() < entry.opens,
        entry.closes and ends.time() > entry.closes,
        entry.starts_on and starts.date() < entry.starts_on,
        entry.ends_on and starts.date() > entry.ends_on,
    )
    if any(refused):
        return None
    why, score = [], 0
    if entry.practitioner_id:
        score += 2
        why.append(f"asked for {gap.practitioner.name}")
    if entry.site_id:
        score += 1
        why.append(f"wants {gap.site.name}")
    if entry.weekdays or entry.opens or entry.closes:
        score += 1
        why.append("this day and time suit")
    days = (now - entry.created_at).days
    why.append(f"waits {days} day{'' if days == 1 else 's'}")
    return Fit(entry, score, why)
