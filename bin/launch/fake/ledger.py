"""What arrived, in the provider's own words: a line of JSON each, written before it answers."""

import json
import threading
import time
from pathlib import Path


class Ledger:
    """Every message that took effect. A repeat is dropped where the provider knows its key."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock = path, threading.Lock()
        self.known: set[tuple[str, str]] = set()
        self.keys: set[tuple[str, str]] = set()
        self.file = path.open("a", encoding="utf-8", buffering=1)

    def take(
        self, *, way: str, key: str, reference: str, to: str, text: str, sender: str = ""
    ) -> bool:
        """Write one down; False when it is a repeat: its key, if it has one, is known."""
        with self.lock:
            if key and (way, key) in self.keys:
                return False
            self.keys.add((way, key))
            self.known.add((way, reference))
            line = {"at": time.time(), "way": way, "reference": reference, "to": to, "text": text}
            line |= {"from": sender} if sender else {}
            self.file.write(json.dumps(line) + "\n")
            return True

    def has(self, *, way: str, reference: str) -> bool:
        """Whether it has that message."""
        with self.lock:
            return (way, reference) in self.known


def read(path: Path) -> list[dict]:
    """The messages that took effect, in their order."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
