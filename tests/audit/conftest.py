"""A site of a few small pages, and the audit run against it."""

import subprocess
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from launch import audit
from launch.console import LaunchError

from tests.browser import chromium_path, not_run

CSP = "default-src 'self'; style-src 'self' 'sha256-none'"


@dataclass
class Sample:
    """One page of the small site."""

    body: str
    style: str = ""
    headers: tuple = (("Content-Security-Policy", CSP),)


class Site:
    """Serves /NAME/ for each sample, and its style sheet, on loopback."""

    def __init__(self, samples: dict[str, Sample]) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                name, _, rest = urlsplit(self.path).path.strip("/").partition("/")
                sample = site.samples.get(name)
                if sample is None or (rest and rest != "style.css"):
                    self.answer(204, "text/plain", "", ())
                elif rest:
                    self.answer(200, "text/css", sample.style, ())
                else:
                    self.answer(200, "text/html; charset=utf-8", page(name, sample), sample.headers)

            def answer(self, status, kind, text, headers):
                self.send_response(status)
                for key, value in (("Content-Type", kind), *headers):
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *words):
                pass

        self.samples = samples
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def page(name: str, sample: Sample) -> str:
    return (
        f'<!doctype html><html lang="en-AU"><head><meta charset="utf-8"><title>{name}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<link rel="stylesheet" href="/{name}/style.css"></head><body>{sample.body}</body></html>'
    )


@dataclass
class Outcome:
    """What the audit said: its exit code and its lines."""

    code: int
    text: str

    def line(self, name: str) -> str:
        return next(line for line in self.text.splitlines() if line.startswith(f"{name} "))


@pytest.fixture(scope="session")
def node() -> str:
    try:
        return audit.tools(quick=True)
    except LaunchError as problem:
        not_run(str(problem))


@pytest.fixture
def audited(node, tmp_path):
    """audited(samples, lines) is the outcome of a quick audit of these pages."""

    browser = chromium_path()

    def run(samples: dict[str, Sample], lines: str) -> Outcome:
        site = Site(samples)
        pages = tmp_path / "pages.txt"
        pages.write_text(lines)
        command = [node, str(audit.AUDIT / "audit.mjs"), "--quick", "--base", site.base]
        command += ["--pages", str(pages), "--chromium", browser]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        finally:
            site.close()
        return Outcome(done.returncode, done.stdout + done.stderr)

    return run


@pytest.fixture
def packages() -> Path:
    return audit.AUDIT
