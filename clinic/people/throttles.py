"""How often somebody may change things over the API, and the headers that say how they stand.

The headers are those of the IETF draft "RateLimit header fields for HTTP" (10th edition,
datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers): what is left of which quota, and the
seconds until it is whole again. Counting is one SQL statement outside the change's transaction: it
holds under concurrency, across processes and without Redis, and a change that fails has counted.

Reads are not counted here, for a count is a write and would cost more than some of them; the proxy
in front may. What a phone has kept for the clinic, logs and moves of sessions, is never refused for
being one of many.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from clinic.people.actions import Tried, count_try

if TYPE_CHECKING:  # rest_framework.views loads this module while it is being loaded itself
    from rest_framework.views import APIView


@dataclass(frozen=True)
class Rate:
    """So many requests of one person in one stretch of time, over all operations of this name."""

    name: str
    limit: int
    window: timedelta


CHANGES = Rate("changes", settings.API_CHANGES_A_MINUTE, timedelta(minutes=1))


class PerPerson(BaseThrottle):
    """Counts the operations that a view lists in `rates`; an operation without a line is free."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Whether it may go ahead; the view's answer says how the person stands."""
        rate: Rate | None = getattr(view, "rates", {}).get(getattr(view, "action", ""))
        if rate is None:
            return True
        tried = count_try(
            key=f"{rate.name}:{request.user.pk}",
            limit=rate.limit,
            window=rate.window,
            now=timezone.now(),
        )
        view.headers |= told(rate.name, tried)
        if tried.wait:
            seconds = int(tried.wait.total_seconds()) + 1
            raise too_often(tried.wait, f"Too many changes at once. Go on in {seconds} seconds.")
        return True


def told(name: str, tried: Tried) -> dict[str, str]:
    """The two headers, for any answer that was counted."""
    left, seconds = max(0, tried.limit - tried.used), int(tried.ends_in.total_seconds()) + 1
    window = int(tried.window.total_seconds())
    return {
        "RateLimit-Policy": f'"{name}";q={tried.limit};w={window}',
        "RateLimit": f'"{name}";r={left};t={seconds}',
    }


def too_often(wait: timedelta, words: str) -> exceptions.Throttled:
    """The 429; its Retry-After is the wait."""
    refusal = exceptions.Throttled(detail=words)
    refusal.wait = wait.total_seconds()  # type: ignore[attr-defined]
    return refusal
