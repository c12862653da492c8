"""Warning signs: whoever names one is put first, and the desk is told at once.

The desk is told that there is an urgent enquiry and nothing of what it says. The software closes
nothing by itself and never says that anybody is well: what somebody with a sign should do stands
on the page (domain rule D3), whatever we do here.
"""

from datetime import datetime

from bookings.models import Enquiry
from clinic.outbox.actions import queue_message
from clinic.people.models import User


def alert_desk(enquiry: Enquiry, *, now: datetime) -> None:
    """Owe everybody at the desk the news of an urgent enquiry, once for each enquiry.

    Of somebody who left no way to answer, and leaves one later, there is news a second time.
    """
    can_be_reached = bool(enquiry.email or enquiry.phone)
    news = "" if can_be_reached else ":nobody"
    for user in User.objects.working_at_the_desk():
        queue_message(
            key=f"enquiry-urgent:{enquiry.pk}:{user.pk}{news}",
            kind="enquiry-urgent",
            to=user.email,
            template="bookings/email/urgent",
            context={
                "reference": enquiry.reference,
                "pk": enquiry.pk,
                "can_be_reached": can_be_reached,
            },
            now=now,
        )
