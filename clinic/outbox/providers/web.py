"""What an answer over HTTP says about a message."""

from datetime import timedelta

from clinic.outbox.providers.base import Busy, Outcome, Refused, Sent, Silent

PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = 3600
LONGEST_NUMBER = 10


def judge(status: int | None, retry_after: str = "") -> Outcome:
    """By status: 2xx taken; 429 and 503 with Retry-After wait; 4xx never; all else: nobody knows.

    A 5xx may come after the message was queued, so it is no refusal.
    """
    if status is None:
        return Silent("No answer")
    if 200 <= status < 300:
        return Sent()
    if status == 429 or (status == 503 and _asked_pause(retry_after)):
        return Busy(f"Answered {status}", _asked_pause(retry_after) or PAUSE)
    if 400 <= status < 500:
        return Refused(f"Answered {status}", for_good=True)
    return Silent(f"Answered {status}")


def _asked_pause(asked: str) -> timedelta | None:
    """Retry-After in seconds, at most an hour; all else there is taken as the usual pause.

    Anybody may run a push service: "²" is a digit and no number, and a number may be too long.
    """
    if not asked:
        return None
    is_number = asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER
    return timedelta(seconds=min(int(asked), LONGEST_PAUSE)) if is_number else PAUSE
