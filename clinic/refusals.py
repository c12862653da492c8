"""Back and Reload on a form that was refused.

A browser cannot show the answer to a POST again without sending the form again, unless it keeps a
copy; and it must keep none, because what people type here is private. So a refused form that a
browser sent is kept for an hour, and the browser is led to an address of its own, which gives the
same page, as often as it is asked. Nothing here needs a script.

Each page lies in a session row of its own, which nobody is signed in with: two tabs of one browser
that are refused at the same moment would overwrite each other's page in the session they share.

Views know nothing of this: they answer 422 (409, 429, 503), and so do clients that are no browser.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zlib import compress, decompress

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

REFUSED = {409, 422, 429, 503}
LASTS = timedelta(hours=1)
PARAMETER = "refused"
KEPT_HEADERS = ("Content-Type", "Retry-After")
UNSTORED = "private, no-store"


class RefusedFormsMiddleware:
    """Answer a browser's refused form with 303 to a page that can be fetched again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keep a refused page, give one out again, or stand aside."""
        key = request.GET.get(PARAMETER)
        if key and request.method in {"GET", "HEAD"}:
            return again(request, key, now=timezone.now())
        response = self.get_response(request)
        if is_refused(request, response):
            return keep(request, response, now=timezone.now())
        return response


def is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is a form that a person sent by a browser's own means, and got back.

    Every browser says so in Sec-Fetch-Mode; a script's request has its answer swapped in instead.
    """
    return (
        request.method == "POST"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and response.status_code in REFUSED
        and response["Content-Type"].startswith("text/html")
    )


def keep(request: HttpRequest, response: HttpResponse, *, now: datetime) -> HttpResponse:
    """Put the page into a row of its own, and lead the browser to it."""
    if request.session.session_key is None:
        request.session.create()
    if not request.user.is_authenticated:
        request.session.set_expiry(int(LASTS.total_seconds()))
    kept = SessionStore()
    kept[PARAMETER] = {
        **whose(request),
        "until": (now + LASTS).timestamp(),
        "status": response.status_code,
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
        "content": b64encode(compress(response.content)).decode(),
    }
    kept.set_expiry(int(LASTS.total_seconds()))
    kept.create()
    query = request.GET.copy()
    query[PARAMETER] = str(kept.session_key)
    led = HttpResponseRedirect(f"{request.path}?{query.urlencode()}", status=303)
    led["Cache-Control"] = UNSTORED
    return led


def again(request: HttpRequest, key: str, *, now: datetime) -> HttpResponse:
    """The kept page as it was answered; once it is gone, the page without it."""
    # What is no key of ours is not asked for: a zero byte, for one, is no text to PostgreSQL.
    page: dict[str, Any] = SessionStore(key).get(PARAMETER, {}) if key.isalnum() else {}
    is_mine = page.items() >= whose(request).items()
    if is_mine and page["until"] > now.timestamp():
        content = decompress(b64decode(page["content"]))
        headers = page["headers"] | {"Cache-Control": UNSTORED}
        return HttpResponse(content, status=page["status"], headers=headers)
    query = request.GET.copy()
    del query[PARAMETER]
    return HttpResponseRedirect(f"{request.path}{'?' if query else ''}{query.urlencode()}")


def whose(request: HttpRequest) -> dict[str, str | None]:
    """The person, the browser and the address that a page is kept for."""
    session = request.session.session_key
    return {"by": str(request.user.pk), "session": session, "path": request.path}
