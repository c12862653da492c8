"""The digest: one e-mail a manager with the numbers of some days, and of what waits now.

It stands at the front door, because it counts what features do that do not know each other. It has
counts alone: no name, no word of anybody's treatment, no time of a visit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bookings.progress import reports
from bookings.progress.holidays import working_days
from bookings.progress.reports import Line, Stretch, together
from bookings.progress.waiting import Waiting, waiting_at_the_desk
from clinic.outbox.actions import Owed, new_keys, queue_messages
from clinic.outbox.models import Message
from clinic.outbox.replies import to_look_after
from clinic.people.actions.mails import DIGEST_MAIL
from clinic.people.models import User
from programs.progress.alerts import untouched_alerts

AT = time(7)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
MONDAY, FRIDAY = 1, 5
# The longest row of holidays behind which the last working day is looked for.
LOOKED_BACK = timedelta(days=31)


@dataclass(frozen=True)
class Digest:
    """What is counted: some days that are over, the seven that begin today, and now (`at`)."""

    at: datetime
    days: Stretch
    ahead: Stretch
    asked: Line
    """How many that asked in these days booked a visit."""
    answers: Line
    """How many of the answers that were promised came in time."""
    missed: Line
    """To how many of the visits that are marked nobody came; left out: not marked yet."""
    cancelled: Line
    """How many of the cancelled visits were cancelled too late to fill."""
    load: Line
    """Minutes booked of those on file, in the days ahead."""
    desk: Waiting
    replies: int
    messages: int
    alerts: int

    @property
    def came(self) -> int:
        """Visits that somebody came to."""
        return self.missed.whole - self.missed.part

    @property
    def has_waiting(self) -> bool:
        """Whether anything waits for somebody."""
        return self.desk != Waiting() or self.replies + self.messages + self.alerts > 0

    @property
    def is_quiet(self) -> bool:
        """Nothing waits, and nothing happened in these days."""
        lines = [self.asked, self.answers, self.missed, self.cancelled]
        return not self.has_waiting and not any(one.whole + one.left_out for one in lines)

    @property
    def hours(self) -> tuple[int, int, int]:
        """Hours booked, on file and free in the days ahead."""
        booked, worked = round(self.load.part / 60), round(self.load.whole / 60)
        return booked, worked, max(worked - booked, 0)


def digest_of(days: Stretch, *, user: User, now: datetime) -> Digest:
    """Count, by the functions of the pages that show each number; fifteen queries.

    `user` is any manager: they all see the same.
    """
    today = timezone.localdate(now)
    ahead = Stretch(today, today + A_WEEK - A_DAY)
    _, booked, _ = reports.conversion(user=user, days=days)
    return Digest(
        at=now,
        days=days,
        ahead=ahead,
        asked=booked,
        answers=together(reports.answers(user=user, days=days, now=now)),
        missed=together(reports.no_shows(user=user, days=days, now=now)),
        cancelled=reports.late_cancellations(user=user, days=days),
        load=together([one for one in reports.utilisation(user=user, days=ahead) if one.whole]),
        desk=waiting_at_the_desk(user=user, now=now),
        replies=to_look_after(now=now).count(),
        messages=Message.objects.needing_a_person().count(),
        alerts=untouched_alerts(raised_before=now - A_DAY, today=today),
    )


@transaction.atomic
def owe_digests(*, now: datetime) -> None:
    """Owe managers the digest of today, if it is one of their days. Run it as often as you like.

    It is due at seven by the clinic's clock, and leaves late on the same day but not after.
    """
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    due = datetime.combine(today, AT, zone)
    chosen = choices_of(today) if now >= due else []
    untold = without_it(wanting(chosen, due), today) if chosen else []
    if not untold:
        return
    stretches = {choice: stretch_before(today, choice) for choice in {m.digest for m in untold}}
    theirs = [one.pk for one in untold if stretches[one.digest]]
    # As they choose under the lock, which choosing takes as well; who is held comes next time.
    free = wanting(chosen, due).select_for_update(no_key=True, skip_locked=True)
    held = list(free.filter(pk__in=theirs))
    for choice, days in stretches.items():
        to = [one for one in held if one.digest == choice]
        if days and to:
            digest = digest_of(days, user=to[0], now=now)
            until = datetime.combine(today + A_DAY, time(), zone)
            queue_messages([mail(one, today, digest, until=until) for one in to], now=now)


def choices_of(today: date) -> list[str]:
    """Which choices have their digest on this day of the week; holidays are not asked for."""
    if today.isoweekday() > FRIDAY:
        return []
    weekly = [User.Digest.WEEKLY] if today.isoweekday() == MONDAY else []
    return [User.Digest.DAILY, *weekly]


def wanting(chosen: Iterable[str], due: datetime) -> QuerySet[User]:
    """The managers who work here and chose one of these before the digest was due."""
    managers = User.objects.filter(role=User.Role.MANAGER, is_active=True)
    return managers.filter(digest__in=chosen, digest_from__lte=due).order_by("pk")


def without_it(managers: Iterable[User], today: date) -> list[User]:
    """Those to whom none of today is owed yet; one query beside theirs."""
    keys = {key_of(one, today): one for one in managers}
    return [keys[key] for key in new_keys(keys)] if keys else []


def stretch_before(today: date, choice: str) -> Stretch | None:
    """The days that a digest of today is about; None where today is a public holiday.

    Monday to Sunday, or every day since the last working day began. On Mondays also if that is a
    holiday: a week waits no longer because of one.
    """
    yesterday = today - A_DAY
    if choice == User.Digest.WEEKLY:
        return Stretch(today - A_WEEK, yesterday)
    *before, last = working_days(today - LOOKED_BACK, today) or [yesterday]
    return Stretch(before[-1] if before else yesterday, yesterday) if last == today else None


def key_of(manager: User, today: date) -> str:
    """One a manager and day, whatever they choose in between."""
    return f"{DIGEST_MAIL}:{manager.pk}:{today}"


def mail(manager: User, today: date, digest: Digest, *, until: datetime) -> Owed:
    """The digest as the outbox takes it."""
    return Owed(
        key=key_of(manager, today),
        kind=DIGEST_MAIL,
        to=manager.email,
        person=manager.pk,
        template="health/email/digest",
        context={"digest": digest},
        not_after=until,
    )


def made_up(now: datetime) -> Digest:
    """A digest with numbers of nobody, to be looked at."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    return Digest(
        at=datetime.combine(monday, AT, timezone.get_default_timezone()),
        days=Stretch(monday - A_WEEK, monday - A_DAY),
        ahead=Stretch(monday, monday + A_WEEK - A_DAY),
        asked=Line("", 9, 14),
        answers=Line("", 10, 12, 2),
        missed=Line("", 4, 59, 2),
        cancelled=Line("", 2, 6),
        load=Line("", 41 * 60, 120 * 60),
        desk=Waiting(enquiries=7, overdue=3, doubtful=1, calls=2, old_calls=1),
        replies=2,
        messages=1,
        alerts=4,
    )
