"""What the steps of a check share: the running app, its people, their mail and their visits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from launch.app import App
from launch.check.client import Answer, Client, Seen
from launch.check.forms import Form, UnexpectedError
from launch.processes import Process
from launch.services import Services

# Seconds. The demo looks for due messages every 3 s; a busy machine may need many times that.
MAIL_SECONDS = 60

Sight = TypeVar("Sight")


@dataclass(frozen=True)
class Letter:
    """A line of the demo's mailbox."""

    to: str
    subject: str
    path: str


@dataclass
class Walk:
    """One run of the check. Steps leave what later steps need in `found`."""

    app: App
    servers: Services
    processes: dict[str, Process]
    found: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    expected: list[Letter] = field(default_factory=list)

    def browser(self, person: str) -> Client:
        """This person's browser; they keep it, and so stay signed in, for the whole walk."""
        if person not in self.browsers:
            self.browsers[person] = Client(self.app.url, seen=self.seen)
        return self.browsers[person]

    def program(self, role: str) -> Client:
        """Another client of the API, with the bearer token that a step left for this role."""
        return Client(self.app.url, self.found[f"token of {role}"], seen=self.seen)

    def shell(self, *lines: str) -> str:
        """Run Python in the app, for what no page can do yet; returns what it printed."""
        return self.app.manage("shell", "--no-imports", "--command", "\n".join(lines)).strip()

    def now(self) -> datetime:
        """The present by the clinic's clock, whose offset an earlier step has read."""
        offset = datetime.fromisoformat(self.found["clock"]).tzinfo
        return datetime.now(UTC).astimezone(offset)

    def letters(self, to: str, subject: str) -> list[Letter]:
        """What is in the mailbox for this address, with this in its subject."""
        page = self.browser("anybody").get("/demo/mail/").expect(200)
        lines = [row for row in page.rows if row.links]
        letters = [Letter(row.cells[1], row.cells[0], row.links[0]) for row in lines]
        return [one for one in letters if one.to == to and subject in one.subject]

    def letter(self, to: str, subject: str) -> Letter:
        """Wait until exactly one such message is there; the end of the check counts again."""

        def look() -> list[Letter]:
            return self.letters(to, subject)

        there = eventually(look, MAIL_SECONDS, f"mail to {to} that says {subject!r}")
        if len(there) > 1:
            raise UnexpectedError(f"{to} got {subject!r} {len(there)} times")
        self.expected += there
        return there[0]


def form_with_button(answer: Answer, label: str) -> Form:
    """The form of a page that has this button, with the button pressed."""
    for form in answer.page.forms:
        if label in form.buttons:
            return form.press(label)
    labels = [label for form in answer.page.forms for label in form.buttons]
    raise UnexpectedError(f"{answer.path} has no button {label!r}, only {labels}")


def eventually(look: Callable[[], Sight], seconds: float, what: str) -> Sight:
    """Look again and again until there is something to see; UnexpectedError when it never comes."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise UnexpectedError(f"{what} did not come in {seconds:.0f} s")
        time.sleep(0.25)
    return seen


def same(what: str, seen: object, wanted: object) -> None:
    """Raise UnexpectedError unless the two are equal."""
    if seen != wanted:
        raise UnexpectedError(f"{what}: {seen!r}, and not {wanted!r}")
