"""The events of a programme in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from programs.models import ProgramEvent

Kind = ProgramEvent.Kind
SENDINGS = {Kind.SENT, Kind.CHANGED}


@dataclass(frozen=True)
class Told:
    """An event, and what was done in words: "Version 2 sent", "Moved to Build up"."""

    event: ProgramEvent
    words: str

    @property
    def is_sending(self) -> bool:
        """A version was put in force by it."""
        return self.event.kind in SENDINGS


def in_words(events: Iterable[ProgramEvent]) -> list[Told]:
    """Events, the newest first, with their words in the same order.

    A version that is sent once more after it was taken back is sent again. Give all events of a
    programme: what is left out has not happened.
    """
    sent: set[UUID] = set()
    found = []
    for event in reversed(list(events)):
        found.append(Told(event, _words(event, is_again=event.plan_id in sent)))
        if event.kind in SENDINGS and event.plan_id:
            sent.add(event.plan_id)
    return found[::-1]


def _words(event: ProgramEvent, *, is_again: bool) -> str:
    version = f"Version {event.plan.number}" if event.plan else "Version"
    match event.kind:
        case Kind.SENT | Kind.CHANGED:
            return f"{version} sent again" if is_again else f"{version} sent"
        case Kind.TAKEN_BACK if event.plan:
            return f"{version} taken back"
        case Kind.PHASE:
            return f"Moved to {event.phase.name if event.phase else 'another phase'}"
    return event.get_kind_display()
