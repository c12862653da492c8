"""The pretending provider of launch.fake as a server that tests and measurements start and stop."""

import json
import os
import socket
from pathlib import Path

from launch import paths
from launch.fake.ledger import read
from launch.processes import Process, Server

# The clinic's own key for notifications: any 32 bytes are one.
PUSH_KEY = "c3RlYWR5LXRlc3RzLW9ubHktMzItYnl0ZXMtbG9uZyE"


class Provider(Server):
    """Mail, texts and notifications on two free ports; `folder` keeps its ledger and switches."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder, self.seed = folder, seed
        self.text_port, self.mail_port = free_port(), free_port()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        words = [self.folder, self.text_port, self.mail_port, self.seed]
        self.process = Process(
            name="Provider",
            command=[paths.PYTHON, "-m", "launch.fake", *words],
            log=self.folder / "provider.log",
            environment={
                "PYTHONPATH": str(paths.ROOT / "bin"),
                "STEADY_TODAY": os.environ.get("STEADY_TODAY", ""),
            },
            folder=self.folder,
        )
        self.process.start()
        self.process.wait_until(ready.exists, seconds=30)

    def variables(self) -> dict[str, str]:
        """How the app finds it: mail, and three kinds of text services."""
        base = f"sms+http://127.0.0.1:{self.text_port}"
        kinds = ["dropped", "findable&settles_seconds=9", "doubled"]
        urls = [f"{base}/{kind.partition('&')[0]}?repeats={kind}" for kind in kinds]
        return {
            "MAIL_URL": f"smtp://127.0.0.1:{self.mail_port}?tls=0",
            "MAIL_REPEATS": "dropped",
            "SMS_URLS": ",".join(urls),
            "PUSH_PRIVATE_KEY": PUSH_KEY,
            "PUSH_CONTACT": "mailto:hello@clinic.example",
        }

    def phone(self, name: str = "one") -> dict[str, str]:
        """The address and the keys of a phone, as its browser would give them."""
        keys = json.loads((self.folder / "phone.json").read_text())
        return {"endpoint": f"{keys.pop('origin')}/push/{name}", **keys}

    def switch(self, name: str, *, on: bool) -> None:
        """Turn `faults` or `outage` on or off."""
        switch = self.folder / name
        if on:
            switch.touch()
        else:
            switch.unlink(missing_ok=True)

    def will(self, *faults: str) -> None:
        """What happens to the next calls, one after the other (launch.fake.faults.Fault)."""
        (self.folder / "script").write_text("\n".join(faults))

    def ledger(self) -> list[dict]:
        """What arrived, in its order."""
        return read(self.folder / "ledger.jsonl")


def free_port() -> int:
    """A port on loopback that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
