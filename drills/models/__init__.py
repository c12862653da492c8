"""The exercise library: drills, their default doses, and routines made of them."""

from drills.models.doses import Dose
from drills.models.drills import Drill
from drills.models.routines import Routine, RoutineDrill
from drills.models.vocabulary import (
    FACETS,
    Condition,
    Equipment,
    Facet,
    Kind,
    Moment,
    Muscle,
    Position,
    Restriction,
)

__all__ = [
    "FACETS",
    "Condition",
    "Dose",
    "Drill",
    "Equipment",
    "Facet",
    "Kind",
    "Moment",
    "Muscle",
    "Position",
    "Restriction",
    "Routine",
    "RoutineDrill",
]
