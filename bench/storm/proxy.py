"""A network between a phone and the clinic that fails on demand, at the level of HTTP.

Faults strike what the queue sends: the key and the PUT. `down` strikes everything.
"""

import http.client
import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Drop what is sent; drop the answer after the commit; statuses; half a body; silence.
FAULTS = ("request", "answer", "500", "429", "413", "401", "truncated", "stall")
SILENCE = 11.0  # seconds: longer than the phone waits
HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"}
PAGE = "/programs/play/"
LOOKS = re.compile(rb'<link [^>]*>|id="player"')
SCRIPT = re.compile(rb"(/static/js/player\.[^\"]*js)(?=\")")
OLD_SHAPE = "const VERSION = 1;"
SENT = ("/api/v1/session-logs/", "/programs/play/key.json")


class Network:
    """One phone's way to the clinic. `strike` is how likely a fault is; `swaps` change scripts."""

    def __init__(self, upstream: int, swaps: dict[str, str], chance: random.Random) -> None:
        self.upstream, self.swaps, self.chance = upstream, swaps, chance
        self.is_down, self.strike, self.is_bare = False, 0.0, False
        self.is_upgraded = False  # a newer release, whose storage has another shape
        self.struck: dict[str, int] = dict.fromkeys(FAULTS, 0)
        self.swapped: set[str] = set()
        self.port = 0

    def fault(self, method: str, path: str) -> str | None:
        """What befalls this request."""
        # The key is asked for before each sending: struck as often, no entry would ever be.
        often = self.strike if method == "PUT" else self.strike / 4
        if not path.startswith(SENT) or self.chance.random() >= often:
            return None
        kinds = FAULTS if method == "PUT" else ("request", "500", "stall")
        # A stall costs eleven seconds: it comes as often as all others together would take.
        weights = [0.15 if kind == "stall" else 1.0 for kind in kinds]
        (kind,) = self.chance.choices(kinds, weights)
        self.struck[kind] += 1
        return kind

    def swap(self, path: str, body: bytes) -> bytes:
        """A script without one of its guards; the text to be taken out must be there.

        In a storm the page comes without its looks and the player, of which it needs neither.
        """
        if self.is_bare and path == PAGE:
            body = LOOKS.sub(b"", body)
            return SCRIPT.sub(rb"\1?v=2", body) if self.is_upgraded else body
        if not path.startswith("/static/js/player."):
            return body
        text = body.decode()
        if path.endswith("?v=2"):
            assert OLD_SHAPE in text
            text = text.replace(OLD_SHAPE, "const VERSION = 2;")
        for old, new in self.swaps.items():
            if old not in text:
                raise SystemExit(f"The guard {old!r} does not stand in {path}.")
            text = text.replace(old, new)
            self.swapped.add(old)
        return text.encode()


class Handler(BaseHTTPRequestHandler):
    """Passes a request on, or does to it what the network wants."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, *words: object) -> None:
        """Say nothing."""

    def do(self) -> None:
        """Any method."""
        network = self.server.network
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length) if length else None
        if network.is_down:
            return self.hang_up()
        fault = network.fault(self.command, self.path)
        if fault == "request":
            return self.hang_up()
        if fault in {"500", "429", "413", "401"}:
            return self.refuse(int(fault))
        status, headers, body = self.ask(sent)
        if network.is_down or fault == "answer":
            return self.hang_up()
        if fault == "stall":
            time.sleep(SILENCE)
            return self.hang_up()
        body = network.swap(self.path, body)
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "truncated":
            self.wfile.write(body[: len(body) // 2])
            return self.hang_up()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None

    do_GET = do_POST = do_PUT = do_HEAD = do  # noqa: N815 - the names that http.server asks for

    def ask(self, sent: bytes | None) -> tuple[int, list[tuple[str, str]], bytes]:
        """The clinic's own answer, without compression."""
        clinic = http.client.HTTPConnection("127.0.0.1", self.server.network.upstream, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers["Accept-Encoding"] = "identity"
        clinic.request(self.command, self.path, sent, headers)
        answer = clinic.getresponse()
        body = answer.read()
        clinic.close()
        kept = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in HOP | {"content-length"}
        ]
        return answer.status, kept, body

    def refuse(self, status: int) -> None:
        """An answer that no clinic gave."""
        self.send_response_only(status)
        if status == 429:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def hang_up(self) -> None:
        """Close the line without a word."""
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


class Server(ThreadingHTTPServer):
    """Listens for one phone."""

    daemon_threads = True
    network: Network

    def handle_error(self, request: object, client_address: object) -> None:
        """A line that a killed browser closed is no news."""


@contextmanager
def listening(network: Network) -> Iterator[Network]:
    """Stand between phone and clinic until the block ends."""
    server = Server(("127.0.0.1", 0), Handler)
    server.network, network.port = network, server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()
