"""What became of a message, as the front desk reads it."""

from datetime import date, datetime

from django.utils import timezone

from clinic.look.templatetags.steady import clock, day_clock
from clinic.outbox.models import Message

ENDINGS = {
    Message.State.SENDING: "Leaving now",
    Message.State.UNCERTAIN: "Nobody can tell whether it left. Ring to make sure.",
    Message.State.FAILED: "Did not leave. Ring instead.",
    Message.State.CANCELLED: "Taken back before it left",
    Message.State.EXPIRED: "Not sent, it was too late to be useful",
    Message.State.SUPPRESSED: "Not sent, there is no address or number for it",
}
# What became of a text or a notification whose news then left in another way.
PASSED_ON = {
    Message.State.CANCELLED: "Not sent, they replied STOP. Sent as {other} instead",
    Message.State.UNCERTAIN: "Nobody can tell whether it left. Sent as {other}, too",
    Message.State.SENT: "Sent",
}
LOST = "Did not get through. Sent as {other} instead"
# Why a message never left, where it was not the desk that took it back.
CANCELLED = {
    Message.NO_LONGER_TRUE: "Not sent, what it says no longer holds",
    Message.NOT_WANTED: "Not sent, they want no more of these",
}


def outcome(message: Message, *, now: datetime) -> str:
    """One sentence: "Sent 9:02 am", "Leaves Tuesday 14 July, 9:00 am", "Did not leave. …"."""
    if message.state == Message.State.SENT and message.sent_at:
        is_today = _date(message.sent_at) == _date(now)
        sent = f"Sent {clock(message.sent_at) if is_today else day_clock(message.sent_at)}"
        return f"{sent}, delivered {clock(message.delivered_at)}" if message.delivered_at else sent
    if message.state == Message.State.PLANNED:
        return _plan(message, now=now)
    if message.passed_on_at and message.instead:
        is_text = message.instead.get("channel") == Message.Channel.SMS
        words = PASSED_ON.get(Message.State(message.state), LOST)
        return words.format(other="a text" if is_text else "an e-mail")
    if message.state == Message.State.CANCELLED:
        return CANCELLED.get(message.reason, ENDINGS[Message.State.CANCELLED])
    return ENDINGS[Message.State(message.state)]


def _plan(message: Message, *, now: datetime) -> str:
    is_today = _date(message.send_after) == _date(now)
    when = clock(message.send_after) if is_today else day_clock(message.send_after)
    if message.attempts or message.reason:
        again = when if message.send_after > now else "within a minute"
        return f"Did not get through yet. Tries again {again}"
    return f"Leaves {when}" if message.send_after > now else "Leaves within a minute"


def _date(moment: datetime) -> date:
    """The date on the wall of the clinic."""
    return timezone.localdate(moment)
