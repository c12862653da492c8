"""Who on the wait list fits a free time, the best first, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from bookings.models import Appointment, WaitlistEntry
from clinic.people.models import Practitioner, Principal
from clinic.places.models import Site

REACH = timedelta(days=28)


@dataclass(frozen=True)
class Gap:
    """A stretch of a practitioner's time that is free."""

    practitioner: Practitioner
    site: Site
    starts_at: datetime
    ends_at: datetime


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
