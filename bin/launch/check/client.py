"""A small browser without a screen, and a small API client, on the standard library."""

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from urllib.response import addinfourl

from launch.check.forms import Form, Page, UnexpectedError

SECONDS = 20


@dataclass
class Answer:
    """What came back, after redirects."""

    status: int
    url: str
    headers: dict[str, str]
    text: str

    @cached_property
    def page(self) -> Page:
        """The answer read as a page."""
        return Page(self.text)

    @cached_property
    def json(self) -> object:
        """The answer read as JSON."""
        return json.loads(self.text)

    def expect(self, status: int = 200, *texts: str) -> "Answer":
        """Itself when it has this status and holds these texts; else an UnexpectedError."""
        path = urllib.parse.urlsplit(self.url).path
        if self.status != status:
            said = " ".join(self.text[:300].split())
            raise UnexpectedError(f"{path} answered {self.status} and not {status}: {said}")
        for text in texts:
            if text not in self.text:
                raise UnexpectedError(f"{path} ({self.page.heading!r}) does not say {text!r}")
        return self


class Client:
    """One person's browser, with their cookies; or a program's, with a token."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base, self.token = base, token
        self.jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        # No proxy: the app is on this machine.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    @property
    def cookies(self) -> dict[str, str]:
        """What it would send along, by name."""
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._open("GET", path)

    def submit(self, answer: Answer, form: Form) -> Answer:
        """Send a form of this page; a relative or empty action is resolved as a browser does."""
        target = urllib.parse.urljoin(answer.url, form.action)
        body = urllib.parse.urlencode(form.pairs())
        if form.method == "get":
            return self._open("GET", f"{target.partition('?')[0]}?{body}")
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": answer.url}
        return self._open("POST", target, body.encode(), kind)

    def api(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One JSON call."""
        sent = None if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if sent is not None else {}
        return self._open(
            method, path, sent, {"Accept": "application/json"} | kind | (headers or {})
        )

    def _open(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        asked = urllib.request.Request(
            urllib.parse.urljoin(self.base, path), body, headers or {}, method=method
        )
        if self.token:
            asked.add_header("Authorization", f"Bearer {self.token}")
        try:
            with self.opener.open(asked, timeout=SECONDS) as came:
                return _answer(came.status, came)
        except urllib.error.HTTPError as refused:
            with refused:
                return _answer(refused.code, refused)
        except OSError as problem:
            raise UnexpectedError(f"{method} {path}: {problem}") from problem


def _answer(status: int, came: addinfourl) -> Answer:
    text = came.read().decode("utf-8", errors="replace")
    return Answer(status, came.geturl(), {k.lower(): v for k, v in came.headers.items()}, text)
