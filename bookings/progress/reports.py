"""How desk and diary did in a stretch of days; each share says what it leaves out.

Days are those of the clinic's own calendar. A question that cannot be answered yet (a visit that
nobody has marked, an enquiry that is still in time) is counted apart and never as good or bad.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from bookings.models import Appointment, Enquiry
from bookings.models.appointments import AppointmentQuerySet
from bookings.models.enquiries import EnquiryQuerySet
from bookings.progress.load import worked_minutes
from bookings.progress.promise import answer_due
from clinic.people.models import Practitioner, Principal

HUNDRED = 100
Status = Appointment.Status
CAME = (Status.ARRIVED, Status.COMPLETED)
NOBODYS = (
    Enquiry.CloseReason.SPAM, Enquiry.CloseReason.DUPLICATE, Enquiry.CloseReason.NO_CONTACT,
    Enquiry.CloseReason.MISTAKE,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a report: part of whole, and what was left out of both."""

    label: str
    part: int
    whole: int
    left_out: int = 0
    note: str = ""

    @property
    def percent(self) -> int | None:
        """Part of whole in a hundred; None where there is nothing to divide by."""
        return round(HUNDRED * self.part / self.whole) if self.whole else None

    @property
    def bar(self) -> int:
        """The same as the width of a bar: at most 100."""
        return min(self.percent or 0, HUNDRED)


@dataclass(frozen=True)
class Stretch:
    """Days from `first` to `last`, both included, on the clinic's calendar."""

    first: date
    last: date

    def moments(self) -> tuple[datetime, datetime]:
        """The half-open stretch of moments."""
        zone = timezone.get_default_timezone()
        after = self.last + timedelta(days=1)
        return (
            datetime.combine(self.first, time(), tzinfo=zone),
            datetime.combine(after, time(), tzinfo=zone),
        )


def no_shows(*, user: Principal, days: Stretch, now: datetime) -> list[Line]:
    """Of the visits that were due, how many nobody came to; by week. One query.

    Left out: visits that are over and that nobody has marked, because nobody knows.
    """
    visits = visits_in(user, days).filter(ends_at__lte=now)
    weeks = visits.annotate(week=TruncWeek("starts_at", tzinfo=timezone.get_default_timezone()))
    counts: dict[date, Counter[str]] = {}
    for week, status, count in (
        weeks.values_list("week", "status").annotate(count=Count("pk")).order_by("week")
    ):
        counts.setdefault(week.date(), Counter())[status] += count
    return [
        Line(
            f"Week of {week.day} {week:%B %Y}",
            part=found[Status.NO_SHOW],
            whole=found[Status.NO_SHOW] + sum(found[status] for status in CAME),
            left_out=found[Status.BOOKED],
        )
        for week, found in counts.items()
    ]


def late_cancellations(*, user: Principal, days: Stretch) -> Line:
    """Of the visits that were cancelled, how many at a time too late to fill. One query."""
    cancelled = visits_in(user, days).filter(status=Status.CANCELLED)
    whole = cancelled.count()
    return Line("Cancelled late", cancelled.filter(is_late_cancel=True).count(), whole)


def answers(*, user: Principal, days: Stretch, now: datetime) -> list[Line]:
    """Of the enquiries whose promised time is over, how many had their answer by then. One query.

    By how they came, because a call that is picked up is answered in the same moment. Left out:
    those that may still be answered in time.
    """
    found: dict[str, list[tuple[datetime, datetime | None]]] = {
        source: [] for source in Enquiry.Source.values
    }
    asked = enquiries_in(user, days).values_list("source", "created_at", "answered_at")
    for source, created_at, answered_at in asked:
        found[source].append((created_at, answered_at))
    return [answered(Enquiry.Source(source).label, rows, now) for source, rows in found.items()]


def answered(label: str, rows: list[tuple[datetime, datetime | None]], now: datetime) -> Line:
    """One line of the answers."""
    in_time = late = open_still = 0
    waits = []
    for created_at, answered_at in rows:
        promised = answer_due(created_at)
        if answered_at is None and now <= promised:
            open_still += 1
        elif answered_at is not None and answered_at <= promised:
            in_time += 1
        else:
            late += 1
        if answered_at is not None:
            waits.append((answered_at - created_at).total_seconds() / 3600)
    note = f"Half were answered within {hours(median(waits))}." if waits else ""
    return Line(label, in_time, in_time + late, open_still, note)


def hours(number: float) -> str:
    """A wait in words: minutes below an hour, else hours."""
    if number < 1:
        minutes = round(number * 60)
        return "a minute" if minutes <= 1 else f"{minutes} minutes"
    return "an hour" if round(number) == 1 else f"{round(number)} hours"


def conversion(*, user: Principal, days: Stretch) -> list[Line]:
    """Of all that asked, how many booked, and how many came to a first visit. One query.

    Left out: spam, duplicates and mistakes. Who is still being answered counts as not booked yet.
    """
    visits = Appointment.objects.filter(enquiry=OuterRef("pk"))
    asked = enquiries_in(user, days).annotate(
        has_booked=Exists(visits), has_come=Exists(visits.filter(status__in=CAME))
    )
    steps = Counter(asked.values_list("state", "has_booked", "has_come"))
    whole = sum(steps.values())
    settled = Enquiry.SETTLED
    waiting = sum(count for (state, *_), count in steps.items() if state not in settled)
    return [
        Line("Asked", whole, whole, note=f"{waiting} are still being answered." if waiting else ""),
        Line("Booked a visit", sum(n for (_, booked, _), n in steps.items() if booked), whole),
        Line("Came to a first visit", sum(n for (*_, came), n in steps.items() if came), whole),
    ]


def utilisation(*, user: Principal, days: Stretch) -> list[Line]:
    """Of the minutes that somebody worked, how many were visits; by practitioner. Three queries.

    Without hours on file there is nothing to divide by. Visits that nobody came to took their time.
    """
    people = list(Practitioner.objects.filter(is_active=True))
    worked = worked_minutes(people, days.first, days.last)
    lasts = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    took = visits_in(user, days).filter(status__in=[Status.BOOKED, Status.NO_SHOW, *CAME])
    booked = dict(took.values_list("practitioner").annotate(time=Sum(lasts)).order_by())
    lines = []
    for person in people:
        minutes = sum(count for (who, _), count in worked.items() if who == person.pk)
        busy = int(booked.get(person.pk, timedelta()).total_seconds() // 60)
        known = any(who == person.pk for who, _ in worked)
        lines.append(Line(person.name, busy, minutes, note="" if known else "No hours on file."))
    return lines


def together(lines: list[Line]) -> Line:
    """The sum of lines, such as of weeks or of practitioners, without their words."""
    return Line(
        "",
        sum(line.part for line in lines),
        sum(line.whole for line in lines),
        sum(line.left_out for line in lines),
    )


def visits_in(user: Principal, days: Stretch) -> AppointmentQuerySet:
    """The visits of these days that the reader may see; a hold is none."""
    start, end = days.moments()
    shown = Appointment.objects.visible_to(user).filter(starts_at__gte=start, starts_at__lt=end)
    return shown.exclude(status__in=[Status.HELD, Status.EXPIRED])


def enquiries_in(user: Principal, days: Stretch) -> EnquiryQuerySet:
    """The enquiries of these days that the reader may see, without spam and duplicates."""
    start, end = days.moments()
    shown = Enquiry.objects.visible_to(user).filter(created_at__gte=start, created_at__lt=end)
    return shown.exclude(close_reason__in=NOBODYS).filter(is_doubtful=False)
