"""The text-message side: POST and GET /<kind>/messages; the kind says what it makes of repeats.

POST /push/<phone> is a push service.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from launch.fake.faults import Fault, Faults
from launch.fake.hooks import Hook
from launch.fake.ledger import Ledger
from launch.fake.push import Phone

LONGER_THAN_ANYBODY_WAITS = 7.0


class Texts(ThreadingHTTPServer):
    """Answers on loopback."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, ledger: Ledger, faults: Faults, hook: Hook | None = None) -> None:
        super().__init__(("127.0.0.1", port), Call)
        self.ledger, self.faults, self.hook = ledger, faults, hook
        self.phone = Phone(ledger.path.parent, port)

    def receipt(self, reference: str) -> None:
        """Tell the clinic, a second later, that the text is on the phone."""
        if self.hook:
            words = {"reference": reference}
            threading.Timer(1, self.hook.tell, args=["text.delivered"], kwargs=words).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller who hung up, or was killed, is no news."""


class Call(BaseHTTPRequestHandler):
    """One caller; several calls over one connection."""

    protocol_version = "HTTP/1.1"
    server: Texts

    def do_POST(self) -> None:
        """Take a message, or fail in the way that is this call's turn."""
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        way = urlsplit(self.path).path.split("/")[1]
        fault = self.server.faults.next()
        if fault is Fault.OUTAGE:
            self.close_connection = True
        elif fault is Fault.REFUSE:
            self.answer(500, {})
        elif fault is Fault.BUSY:
            self.answer(429, {}, {"Retry-After": "1"})
        elif fault is Fault.GONE:
            self.answer(410, {})
        elif way == "push":
            self.show(body, fault)
        else:
            self.take(way, json.loads(body or b"{}"), fault)

    def show(self, sealed: bytes, fault: Fault) -> None:
        """The phone shows it, once a tag; who is not let in is told so."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, shown = self.server.phone.refusal(headers, sealed)
        if shown is None:
            self.answer(status, {})
            return
        tag = shown["tag"]
        text = json.dumps(shown | {"ttl": int(headers["ttl"])}, ensure_ascii=False)
        key = f"{self.path} {tag}"
        self.server.ledger.take(way="push", key=key, reference=tag, to=self.path, text=text)
        if not self.is_answer_lost(fault):
            self.answer(201, {})

    def take(self, way: str, body: dict, fault: Fault) -> None:
        """The message takes effect; the answer may not get back."""
        key = self.headers.get("Idempotency-Key", "") if way == "dropped" else ""
        reference = str(body["reference"])
        words = {"to": body["to"], "text": body["text"], "sender": body.get("from", "")}
        self.server.ledger.take(way=way, key=key, reference=reference, **words)
        if not self.is_answer_lost(fault):
            self.answer(201, {"reference": reference})
            self.server.receipt(reference)

    def is_answer_lost(self, fault: Fault) -> bool:
        """Whether the caller is hung up on; who is only kept waiting has mostly left by then."""
        self.close_connection |= fault is Fault.DROP
        if fault is Fault.SLOW:
            time.sleep(LONGER_THAN_ANYBODY_WAITS)
        return fault is Fault.DROP

    def do_GET(self) -> None:
        """Those of the messages with a reference that it has."""
        parts = urlsplit(self.path)
        way = parts.path.split("/")[1]
        if self.server.faults.next() is Fault.OUTAGE:
            self.close_connection = True
            return
        (reference,) = parse_qs(parts.query).get("reference", [""])
        found = self.server.ledger.has(way=way, reference=reference)
        self.answer(200, {"messages": [{"reference": reference}] if found else []})

    def answer(self, status: int, content: dict, headers: dict[str, str] | None = None) -> None:
        """Send JSON."""
        data = json.dumps(content).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the ledger holds what counts."""
