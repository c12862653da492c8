"""What the steps of a check share: the running app, its people, and the list of steps."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from launch.app import App
from launch.check.client import Client
from launch.check.forms import UnexpectedError
from launch.processes import Process
from launch.services import Services


@dataclass
class Walk:
    """One run of the check. Steps leave what later steps need in `found`."""

    app: App
    servers: Services
    processes: dict[str, Process]
    found: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, person: str) -> Client:
        """This person's browser; they keep it, and so stay signed in, for the whole walk."""
        return self.browsers.setdefault(person, Client(self.app.url))

    def program(self, token: str) -> Client:
        """Another client of the API, with a bearer token."""
        return Client(self.app.url, token)


Step = Callable[[Walk], str]
STEPS: list[tuple[str, Step]] = []


def step(title: str) -> Callable[[Step], Step]:
    """Make a function a step; it returns what it saw, in a few words, or raises UnexpectedError."""

    def register(function: Step) -> Step:
        STEPS.append((title, function))
        return function

    return register


def eventually(look: Callable[[], str], seconds: float, what: str) -> str:
    """Look again and again until there is something to see; UnexpectedError when it never comes."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise UnexpectedError(f"{what} did not happen in {seconds:.0f} s")
        time.sleep(0.25)
    return seen
