"""The words of a drill, and what they were before somebody changed them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinic.people.models import User
from drills.models import Dose, Drill, DrillRevision

LADDER = ("easier_id", "harder_id")
# Everything on a drill that is written by somebody: all but its keys, its review and its dates.
WORDS = (
    "name",
    "kind",
    "position",
    "moments",
    "muscles",
    "equipment",
    "restrictions",
    "conditions",
    "is_advanced",
    "summary",
    "steps",
    "cues",
    "feel",
    "stop_if",
    "dose_basis",
    "source",
    *(field.name for field in Dose._meta.fields),
    *LADDER,
)


def words_of(drill: Drill) -> dict[str, Any]:
    """What somebody writes about a drill, field by field, fit for JSON."""
    found = {name: getattr(drill, name) for name in WORDS}
    return found | {name: str(found[name]) if found[name] else None for name in LADDER}


def differs(drill: Drill, wanted: Mapping[str, Any]) -> bool:
    """Whether `wanted`, by field, would change any of a drill's words."""
    return any(getattr(drill, name) != wanted[name] for name in WORDS if name in wanted)


def keep_revision(*, drill: Drill, by: User | None, now: datetime) -> DrillRevision:
    """Keep the words that stand there now, before they are replaced; nobody is the library."""
    return DrillRevision.objects.create(
        drill=drill, words=words_of(drill), replaced_by=by, replaced_at=now
    )
