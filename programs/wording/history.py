"""The events of a programme in words."""

from programs.models import ProgramEvent

Kind = ProgramEvent.Kind


def event_in_words(event: ProgramEvent) -> str:
    """What was done: "Version 2 sent", "Moved to Build up"."""
    number = f" {event.plan.number}" if event.plan else ""
    match event.kind:
        case Kind.SENT | Kind.CHANGED:
            return f"Version{number} sent"
        case Kind.PHASE:
            return f"Moved to {event.phase.name if event.phase else 'another phase'}"
    return event.get_kind_display()
