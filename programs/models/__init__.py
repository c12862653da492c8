"""Plans (what is prescribed) and logs (what was done)."""

from programs.models.logs import DrillLog, SessionLog, SessionLogRevision
from programs.models.plans import Phase, PlannedSession, Prescription, Program

__all__ = [
    "DrillLog",
    "Phase",
    "PlannedSession",
    "Prescription",
    "Program",
    "SessionLog",
    "SessionLogRevision",
]
