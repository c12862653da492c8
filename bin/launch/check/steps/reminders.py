"""What leaves by itself: the reminder of a session, and the reminder of a visit."""

import time
from datetime import timedelta

from launch.check.steps.visits import book, wish
from launch.check.walk import Walk

# Seconds. A visit's second reminder is planned only if its moment still lies ahead when the visit
# is booked, so the booking gets this long.
BOOKING_TAKES = 15


def of_a_session(walk: Walk) -> str:
    """Ruth wants to be reminded at this very minute; no page can say so yet, so the shell does."""
    printed = walk.shell(
        "from datetime import timedelta",
        "from django.utils import timezone",
        "from clinic.people.models import Runner",
        "now = timezone.now()",
        "ruth = Runner.objects.filter(email='ruth@demo.example')",
        "minute = now.astimezone(ruth.get().zone).replace(second=0, microsecond=0)",
        "ruth.update(remind_at=minute.time())",
        "print(minute.strftime('%H:%M'), timezone.localtime(now + timedelta(hours=2)).isoformat())",
    )
    # The clocks as they will be set in two hours, when the visit of the next step is.
    minute, walk.found["clock"] = printed.split()[-2:]
    letter = walk.letter("ruth@demo.example", "You have a session due today")
    return f"it is {minute} where Ruth lives; {letter.subject!r} to {letter.to}"


def book_soon(walk: Walk) -> str:
    """A visit two hours and a moment from now: its reminder is due within a minute."""
    if walk.now().second > 60 - BOOKING_TAKES:
        time.sleep(60 - walk.now().second)
    at = walk.now().replace(second=0, microsecond=0) + timedelta(hours=2, minutes=1)
    # Neither has a visit of the demo's own today or tomorrow.
    place = {"kind": "Massage", "practitioner": "Mei Tran", "room": "Room 2, Winston Hills"}
    answers = wish(walk) | place | {"day": at.date().isoformat(), "time": f"{at:%H:%M}"}
    page = book(walk, "Ruth Adler", answers)
    return f"{page.page.heading!r} at {at:%H:%M} with Mei Tran, booked at {walk.now():%H:%M:%S}"


def of_a_visit(walk: Walk) -> str:
    """It leaves two hours before the visit."""
    letter = walk.letter("ruth@demo.example", "A reminder of your visit")
    return f"{letter.subject!r} to {letter.to}"
