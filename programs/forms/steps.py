"""Which step a button of the builder asks for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from clinic.people.models import Principal
from drills.models import Drill, Routine
from programs.actions.steps import Step
from programs.models import PlannedSession
from programs.progress.finding import template_sessions

type Thing = Drill | Routine | PlannedSession


def read_step(
    typed: Mapping[str, Any], *, phase_id: UUID, names: Mapping[str, Drill], user: Principal
) -> Step | None:
    """The step of the pressed button, `do`: `row-up:<id>`, `found:drill:<slug>` …

    What was found goes into the session that `into` names, or into the phase that is shown.
    A button that nobody made is no step.
    """
    verb, _, about = str(typed.get("do", "")).partition(":")
    if verb == "found":
        kind, _, key = about.partition(":")
        thing = found(kind, key, names=names, user=user)
        is_drill = isinstance(thing, Drill)
        target = as_id(typed.get("into")) if is_drill else phase_id
        return Step("session-put" if is_drill else "phase-put", target, thing) if thing else None
    target = as_id(about)
    if verb == "phase-add" or (target and "-" in verb):
        return Step(verb, target)
    return None


def found(kind: str, key: str, *, names: Mapping[str, Drill], user: Principal) -> Thing | None:
    """What a line of the search offers, if this person may use it."""
    match kind:
        case "drill":
            return next((drill for drill in names.values() if drill.slug == key), None)
        case "routine":
            return Routine.objects.published().with_drills().filter(slug=key).first()
        case "session":
            wanted = as_id(key)
            return template_sessions(user).filter(pk=wanted).first() if wanted else None
    return None


def as_id(text: Any) -> UUID | None:
    """The id, or None for what is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
