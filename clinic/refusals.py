"""Back and Reload on a form that was refused.

A browser cannot show the answer to a POST again without sending the form again, unless it keeps a
copy; and it must keep none, because what people type here is private. So a refused form that a
browser sent is kept in the session for an hour, and the browser is led to an address of its own,
which gives the same page, as often as it is asked. Nothing here needs a script.

Views know nothing of this: they answer 422 (409, 429, 503), and so do clients that are no browser.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from zlib import compress, decompress

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

REFUSED = {409, 422, 429, 503}
LASTS = timedelta(hours=1)
MOST = 3
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
    """Put the page into the session, in the place of the oldest, and lead the browser to it."""
    key = token_urlsafe(6)
    page = {
        "key": key,
        "path": request.path,
        "by": str(request.user.pk),
        "until": (now + LASTS).timestamp(),
        "status": response.status_code,
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
        "content": b64encode(compress(response.content)).decode(),
    }
    pages = [*fresh(request, now=now), page]
    request.session[PARAMETER] = pages[-MOST:]
    if not request.user.is_authenticated:
        request.session.set_expiry(int(LASTS.total_seconds()))
    query = request.GET.copy()
    query[PARAMETER] = key
    led = HttpResponseRedirect(f"{request.path}?{query.urlencode()}", status=303)
    led["Cache-Control"] = UNSTORED
    return led


def again(request: HttpRequest, key: str, *, now: datetime) -> HttpResponse:
    """The kept page as it was answered; once it is gone, the page without it."""
    mine = (str(request.user.pk), request.path, key)
    for page in fresh(request, now=now):
        if (page["by"], page["path"], page["key"]) == mine:
            content = decompress(b64decode(page["content"]))
            headers = page["headers"] | {"Cache-Control": UNSTORED}
            return HttpResponse(content, status=page["status"], headers=headers)
    query = request.GET.copy()
    del query[PARAMETER]
    return HttpResponseRedirect(f"{request.path}{'?' if query else ''}{query.urlencode()}")


def fresh(request: HttpRequest, *, now: datetime) -> list[dict[str, Any]]:
    """The pages of this session that are not over."""
    return [page for page in request.session.get(PARAMETER, []) if page["until"] > now.timestamp()]
