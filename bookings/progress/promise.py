"""By when somebody who asks is promised an answer."""

from datetime import datetime, time, timedelta

from django.utils import timezone

ANSWER_BY = time(17)
SATURDAY = 5


def answer_due(now: datetime, *, is_urgent: bool = False) -> datetime:
    """By when we promise to answer: 5 pm at the clinic on the next day from Monday to Friday.

    An urgent one is due at once: whoever named a warning sign is promised no day (domain rule D3).
    """
    if is_urgent:
        return now
    zone = timezone.get_default_timezone()
    day = timezone.localdate(now, zone) + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, ANSWER_BY, tzinfo=zone)
