"""What a runner hears of a change, and what they never hear because the desk took it back in time.

News of the desk waits for three minutes (NEWS_HOLD_SECONDS): whoever drags a visit to the wrong
time and undoes it sends nothing. News of what somebody does online leaves at once.
"""

from datetime import datetime

from bookings.actions.slots import about, tell
from bookings.models import Appointment
from clinic.outbox.actions import cancel_messages, has_left
from clinic.outbox.models import Message
from clinic.people.models import User

TELLS_OF_A_VISIT = ("appointment-booked", "appointment-moved")
LEFT = (Message.State.SENDING, Message.State.SENT, Message.State.UNCERTAIN, Message.State.EXPIRED)


def moved_key(visit: Appointment, version: int) -> str:
    """The key of the news that a version of a visit brought."""
    return f"appointment-moved:{visit.pk}:{version}"


def cancelled_key(visit: Appointment, version: int) -> str:
    """The key of the news that a visit was cancelled with this version."""
    return f"appointment-cancelled:{visit.pk}:{version}"


def tell_of_move(visit: Appointment, *, undone: int | None, by: User | None, now: datetime) -> None:
    """Owe the news of a move; `undone` is the version whose move this one takes back."""
    if undone is not None:
        take_back(visit, key=moved_key(visit, undone), event="moved", now=now)
        return
    cancel_messages(about=about(visit))
    key = moved_key(visit, visit.version)
    tell(visit, "moved", key=key, is_held=by is not None, now=now)


def take_back(visit: Appointment, *, key: str, event: str, now: datetime) -> None:
    """The news of `key` is not true any more.

    If it has not left, it never will; and the runner is told of the visit as it stands only if
    they have heard the other news, or nothing of the visit at all.
    """
    heard = has_left(key=key)
    cancel_messages(about=about(visit))
    earlier = Message.objects.filter(about=about(visit), kind__in=TELLS_OF_A_VISIT, state__in=LEFT)
    if heard or not earlier.exists():
        event = event if heard else "booked"
        tell(
            visit,
            event,
            key=f"appointment-{event}:{visit.pk}:{visit.version}",
            is_held=True,
            now=now,
        )
