"""What an answer over HTTP says about a message."""

from datetime import timedelta

from requests import Response

from clinic.outbox.providers.base import Busy, Outcome, Refused, Sent, Silent

PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = 3600


def judge(status: int | None, response: Response | None) -> Outcome:
    """By status: 2xx taken; 429 and 503 with Retry-After wait; 4xx never; all else: nobody knows.

    A 5xx may come after the message was queued, so it is no refusal.
    """
    if status is None:
        return Silent("No answer")
    if 200 <= status < 300:
        return Sent()
    if status == 429 or (status == 503 and _asked_pause(response)):
        return Busy(f"Answered {status}", _asked_pause(response) or PAUSE)
    if 400 <= status < 500:
        return Refused(f"Answered {status}", for_good=True)
    return Silent(f"Answered {status}")


def _asked_pause(response: Response | None) -> timedelta | None:
    """Retry-After in seconds, at most an hour; a date there is taken as the usual pause."""
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    if not asked:
        return None
    return timedelta(seconds=min(int(asked), LONGEST_PAUSE)) if asked.isdigit() else PAUSE
