"""What the code on a handout means on the day on which somebody scans it. It only reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinic.people.models import Runner
from programs.models import PlannedSession
from programs.progress.places import State
from programs.progress.sessions import Occurrence, occurrences_of


@dataclass(frozen=True)
class Scan:
    """A session of the runner's, by its line; `name` is empty for one that is not theirs.

    `today` is it as it falls on today, if it does: the first turn that is still due, else the last.
    """

    name: str
    today: Occurrence | None

    @property
    def is_due(self) -> bool:
        """It can be started now."""
        return self.today is not None and self.today.state == State.DUE


def scan(*, runner: Runner, line: UUID, now: datetime) -> Scan:
    """Find the session in whatever version is in force now; six queries.

    A paper outlives its version, so it names the line, which versions have in common.
    """
    today = now.astimezone(runner.zone).date()
    versions = PlannedSession.objects.filter(line=line, phase__plan__program__runner=runner)
    sent = versions.exclude(phase__plan__sealed_at=None).order_by("-phase__plan__sealed_at", "pk")
    names = dict(sent.values_list("pk", "name"))
    if not names:
        return Scan("", None)
    turns = [
        one
        for one in occurrences_of(runner=runner, first=today, last=today, today=today)
        if one.session_id in names
    ]
    due = next((one for one in turns if one.state == State.DUE), None)
    return Scan(next(iter(names.values())), due or (turns[-1] if turns else None))
