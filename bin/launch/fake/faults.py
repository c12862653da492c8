"""How the provider fails: as a script says, by chance from a seed, or all the time."""

import random
import threading
from enum import Enum
from pathlib import Path


class Fault(Enum):
    """What can go wrong with one call."""

    NONE = "none"
    REFUSE = "refuse"
    """A 500 (or 451) without having taken the message."""
    BUSY = "busy"
    """A 429 with Retry-After (or 421)."""
    DROP = "drop"
    """Takes the message and hangs up without an answer."""
    SLOW = "slow"
    """Takes the message and answers later than anybody waits."""
    OUTAGE = "outage"
    """Hangs up at once."""
    GONE = "gone"
    """A 410: the phone wants no more of these."""


RATES = {Fault.REFUSE: 0.08, Fault.BUSY: 0.04, Fault.DROP: 0.04, Fault.SLOW: 0.01}


class Faults:
    """An outage while the file `outage` is there; else the next line of `script`, one call each;
    else chance while `faults` is there; else none."""

    def __init__(self, switches: Path, seed: int) -> None:
        self.switches, self.chance, self.lock = switches, random.Random(seed), threading.Lock()

    def next(self) -> Fault:
        """What happens to the next call."""
        if (self.switches / "outage").exists():
            return Fault.OUTAGE
        with self.lock:
            if scripted := self._scripted():
                return scripted
            if not (self.switches / "faults").exists():
                return Fault.NONE
            point = self.chance.random()
        for fault, rate in RATES.items():
            if point < rate:
                return fault
            point -= rate
        return Fault.NONE

    def _scripted(self) -> Fault | None:
        """The next line of the script, which it then has no more."""
        script = self.switches / "script"
        lines = script.read_text().split() if script.exists() else []
        if not lines:
            return None
        script.write_text("\n".join(lines[1:]))
        return Fault(lines[0])
