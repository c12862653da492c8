"""The clinic's own words as they stand, read every ten seconds by each process."""

import time

from clinic.outbox.models import Wording

KEPT_FOR = 10.0
"""Seconds after which a change counts in every process."""


class Kept:
    """What this process has read, and until when it believes it (the machine's steady clock)."""

    words: dict[str, tuple[str, str]] = {}
    until = 0.0


def current(template: str) -> tuple[str, str] | None:
    """Subject and body that the clinic chose; None where ours are used."""
    if time.monotonic() >= Kept.until:
        found = Wording.objects.current().values_list("template", "subject", "body")
        Kept.words = {name: (subject, body) for name, subject, body in found}
        Kept.until = time.monotonic() + KEPT_FOR
    return Kept.words.get(template)


def read_anew() -> None:
    """Believe nothing that was read before: the words have just been changed here."""
    Kept.until = 0.0
