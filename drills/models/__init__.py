"""The exercise library: drills, their default doses, figures, and routines made of them."""

from drills.models.doses import Dose
from drills.models.drills import PRESCRIBABLE, RESERVED, Drill, DrillRevision
from drills.models.figures import (
    DRAWS,
    Figure,
    FigureFile,
    FigurePicture,
    Picture,
    ShownSide,
    Theme,
    address_of_file,
    addresses_by_drill,
    figure_addresses,
    with_figures,
)
from drills.models.media import Media
from drills.models.review import UNPUBLISHED, Origin, Reviewed, State
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
    "DRAWS",
    "FACETS",
    "PRESCRIBABLE",
    "RESERVED",
    "UNPUBLISHED",
    "Condition",
    "Dose",
    "Drill",
    "DrillRevision",
    "Equipment",
    "Facet",
    "Figure",
    "FigureFile",
    "FigurePicture",
    "Kind",
    "Media",
    "Moment",
    "Muscle",
    "Origin",
    "Picture",
    "Position",
    "Restriction",
    "Reviewed",
    "Routine",
    "RoutineDrill",
    "ShownSide",
    "State",
    "Theme",
    "address_of_file",
    "addresses_by_drill",
    "figure_addresses",
    "with_figures",
]
