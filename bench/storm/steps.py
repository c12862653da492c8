"""What can happen to a phone in the storm, and how often."""

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from json import dumps, loads
from typing import Any

from django.utils import timezone

from bench.storm.phone import FIELDS, Person, Phone, Promise

DAY = 24 * 3600 * 1000


def other_device(held: Phone, server: int) -> None:
    """Another client of the same runner corrects a log that the clinic has, on what it reads."""
    logs = sorted({one.log for one in held.promises if not one.is_poison})
    log = held.chance.choice(logs) if logs else None
    url = f"http://127.0.0.1:{server}/api/v1/session-logs/{log}/"
    headers = bearer(held.person)
    known = log and call("GET", url, headers, None)
    if not known:
        return
    kept = ("program", "session", "occurred_at", "state", "skip_reason", "pain_after", "note")
    content = {name: known[name] for name in (*kept, "drills", *FIELDS)}
    changes = {held.chance.choice(FIELDS): held.chance.randint(0, 10)}
    headers["If-Match"] = f'"{known["revision"]}"'
    if call("PUT", url, headers, content | changes):
        held.promises.append(Promise(str(log), "other", changes))


def bearer(person: Person) -> dict[str, str]:
    """The headers of that person's other device."""
    return {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}


@dataclass(frozen=True)
class Step:
    """Something that happens, and how often beside the others."""

    often: float
    take: Callable[[Phone, int], object]


def signal(held: Phone) -> None:
    """Signal goes, or comes."""
    held.network.is_down = not held.network.is_down


def faults(held: Phone) -> None:
    """The network grows worse, or better."""
    held.network.strike = held.chance.choice([0.0, 0.5, 0.8, 1.0])


def clock(held: Phone) -> None:
    """Somebody sets the phone's clock; pages loaded from now on see it."""
    held.offset = held.chance.choice([-DAY, 0, DAY])


def zone(held: Phone) -> None:
    """The runner flies to the other coast; tabs opened from now on know it."""
    held.zone = {"Australia/Sydney": "Australia/Perth"}.get(held.zone, "Australia/Sydney")
    tab(held)


def full(held: Phone) -> None:
    """The phone is full while somebody logs, and then has room again."""
    held.fill_up(is_full=True)
    held.new()
    held.fill_up(is_full=False)


def upgrade(held: Phone) -> None:
    """A newer release: tabs opened from now on give the storage another shape."""
    held.network.is_upgraded = True
    held.reload()


def new_version(held: Phone) -> None:
    """The physio changes the programme; what was begun under the old version still counts."""
    from programs.actions.versions import open_version, send_program
    from programs.models import Program

    program = Program.objects.select_related("physio__user").get(pk=held.person.program)
    by, now = program.physio.user, timezone.now()
    open_version(program=program, by=by, now=now)
    send_program(program=program, by=by, now=now)


def poison(held: Phone) -> None:
    """An entry that the clinic can never take: it waits, and holds nobody up."""
    if not any(one.is_poison for one in held.promises):
        held.new(poison=True)


def tab(held: Phone) -> None:
    """Another tab, up to three."""
    if len(held.pages) < 3:
        held.open_tab()


STEPS = {
    "new": Step(4, lambda held, server: held.new()),
    "edit": Step(3, lambda held, server: held.edit()),
    "other": Step(2.5, other_device),
    "signal": Step(2, lambda held, server: signal(held)),
    "faults": Step(2, lambda held, server: faults(held)),
    "reload": Step(1, lambda held, server: held.reload()),
    "sample": Step(1, lambda held, server: held.sample()),
    "tab": Step(0.6, lambda held, server: tab(held)),
    "close": Step(0.4, lambda held, server: held.close_tab()),
    "clock": Step(0.4, lambda held, server: clock(held)),
    "zone": Step(0.4, lambda held, server: zone(held)),
    "full": Step(0.4, lambda held, server: full(held)),
    "upgrade": Step(0.3, lambda held, server: upgrade(held)),
    "version": Step(0.2, lambda held, server: new_version(held)),
    "poison": Step(0.3, lambda held, server: poison(held)),
}


def call(method: str, url: str, headers: dict[str, str], body: Any) -> dict[str, Any] | None:
    """The answer of the clinic; None for a refusal, such as a clash."""
    data = dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return loads(answer.read())
    except urllib.error.HTTPError:
        return None
