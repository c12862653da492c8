"""A small browser without a screen, and a small API client, on the standard library."""

import http.client
import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.response import addinfourl

from launch.check.forms import Form, Page, UnexpectedError
from launch.check.tables import Row, rows_of

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
    def rows(self) -> list[Row]:
        """The rows of its tables."""
        return rows_of(self.text)

    @cached_property
    def json(self) -> Any:
        """The answer read as JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            raise UnexpectedError(f"{self.path} is no JSON: {self.text[:100]!r}") from None

    @property
    def path(self) -> str:
        """Where it came from, without the host."""
        return urllib.parse.urlsplit(self.url).path

    def expect(self, status: int = 200, *texts: str) -> "Answer":
        """Itself when it has this status and holds these texts; else an UnexpectedError."""
        if self.status != status:
            said = " ".join(self.text[:300].split())
            raise UnexpectedError(f"{self.path} answered {self.status} and not {status}: {said}")
        for text in texts:
            if text not in self.text:
                raise UnexpectedError(f"{self.path} ({self.page.heading!r}) does not say {text!r}")
        return self


@dataclass(frozen=True)
class Seen:
    """One answer that passed by, a redirect too: where from, and its Content-Security-Policy."""

    path: str
    policy: str


class Witness(urllib.request.BaseHandler):
    """Notes every answer, before redirects are followed and refusals become errors."""

    handler_order = 100

    def __init__(self, seen: list[Seen]) -> None:
        self.seen = seen

    def http_response(
        self, asked: urllib.request.Request, came: http.client.HTTPResponse
    ) -> http.client.HTTPResponse:
        """The opener calls this."""
        policy = came.headers.get("Content-Security-Policy", "")
        self.seen.append(Seen(urllib.parse.urlsplit(asked.full_url).path, policy))
        return came


class Client:
    """One person's browser, with their cookies; or a program's, with a token."""

    def __init__(self, base: str, token: str = "", seen: list[Seen] | None = None) -> None:
        self.base, self.token = base, token
        self.jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        witness = Witness([] if seen is None else seen)
        # No proxy: the app is on this machine.
        direct = urllib.request.ProxyHandler({})
        self.opener = urllib.request.build_opener(direct, cookies, witness)

    @property
    def cookies(self) -> dict[str, str]:
        """What it would send along, by name."""
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._open("GET", path)

    def follow(self, answer: Answer, label: str) -> Answer:
        """Click the first link with this text; it must lead to a page."""
        if label not in answer.page.links:
            there = sorted(text for text in answer.page.links if text)
            raise UnexpectedError(f"{answer.path} has no link {label!r}, only {there}")
        return self.get(urllib.parse.urljoin(answer.url, answer.page.links[label])).expect(200)

    def submit(self, answer: Answer, form: Form) -> Answer:
        """Send a form of this page; a relative or empty action is resolved as a browser does."""
        target = urllib.parse.urljoin(answer.url, form.action)
        body = urllib.parse.urlencode(form.pairs())
        if form.method == "get":
            return self._open("GET", f"{target.partition('?')[0]}?{body}")
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": answer.url}
        return self._open("POST", target, body.encode(), kind)

    def post(self, path: str, **pairs: str) -> Answer:
        """What a program sends as a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._open("POST", path, urllib.parse.urlencode(pairs).encode(), kind)

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
