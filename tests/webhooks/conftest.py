"""A system of somebody's own that takes posts, over a real socket."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from clinic.webhooks.actions import register
from tests.factories import NOON


@dataclass
class Post:
    """What arrived."""

    headers: dict[str, str]
    body: bytes


@dataclass
class System:
    """Takes posts, and answers as it is told to."""

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""


@pytest.fixture
def system() -> Iterator[System]:
    """A server on loopback; `answers` are the next statuses, then always 204."""
    known = System()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.posts.append(Post(dict(self.headers), body))
            self.send_response(known.answers.pop(0) if known.answers else 204)
            if known.location:
                self.send_header("Location", known.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def told(system):
    """told(person, *events) registers the system for them."""

    def give(person, *events):
        user = getattr(person, "user", person)
        return register(user=user, url=system.url, events=events, now=NOON)

    return give
