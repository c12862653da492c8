"""How much waits at the desk, in numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from bookings.models import CallTask, Enquiry
from clinic.people.models import Principal

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """What stands in the inbox and on the call list; `old_calls` for more than a day."""

    enquiries: int = 0
    overdue: int = 0
    doubtful: int = 0
    calls: int = 0
    old_calls: int = 0


def waiting_at_the_desk(*, user: Principal, now: datetime) -> Waiting:
    """What the inbox and the call list show this reader, counted; four queries.

    What was put off to a later moment does not wait.
    """
    enquiries = Enquiry.objects.visible_to(user)
    calls = CallTask.objects.settled_by(user).open()
    on_the_list = calls.order_by().aggregate(
        all=Count("pk"), old=Count("pk", filter=Q(created_at__lt=now - A_DAY))
    )
    return Waiting(
        enquiries=enquiries.awake(now).count(),
        overdue=enquiries.awake(now).overdue(now).count(),
        doubtful=enquiries.to_check().count(),
        calls=on_the_list["all"],
        old_calls=on_the_list["old"],
    )
