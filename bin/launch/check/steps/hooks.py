"""Webhooks: a system of Ruth's own is told that she logged a session."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from launch.check.steps.people import enter
from launch.check.walk import Walk, eventually, form_with_button, same

HOOK_SECONDS = 60


def told(walk: Walk) -> str:
    """Ruth names an address on this machine, logs a run, and it is posted there."""
    posts: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        """Takes what is posted."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.headers.get("Webhook-Signature", ""), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        enter(walk, "Ruth Adler")
        browser = walk.browser("Ruth Adler")
        page = browser.get("/settings/webhooks/").expect(200)
        form = form_with_button(page, "Add the address")
        address = f"http://127.0.0.1:{server.server_port}/hook"
        browser.submit(page, form.fill(url=address, events="session_log.saved")).expect(200)
        log = str(uuid4())
        run = {"kind": "run", "occurred_at": datetime.now(UTC).isoformat(), "state": "done"}
        walk.program("runner").api("PUT", f"/api/v1/session-logs/{log}/", run).expect(201)
        signature, body = eventually(lambda: posts[:1], HOOK_SECONDS, "the post of a log")[0]
    finally:
        server.shutdown()
        server.server_close()
    sent = json.loads(body)
    same("event", sent["type"], "session_log.saved")
    same("log", sent["data"]["id"], log)
    return (
        f"{sent['type']} posted, signed {signature[:3]}…, {len(body)} bytes and no word of the run"
    )
