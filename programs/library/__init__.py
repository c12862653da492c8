"""The shipped templates and cautions as files, read and checked."""

from programs.library.cautions import CAUTIONS, CautionFile, read_cautions
from programs.library.templates import (
    TEMPLATES,
    DrillRow,
    PhaseFile,
    SessionFile,
    TemplateFile,
    read_templates,
)

__all__ = [
    "CAUTIONS",
    "TEMPLATES",
    "CautionFile",
    "DrillRow",
    "PhaseFile",
    "SessionFile",
    "TemplateFile",
    "read_cautions",
    "read_templates",
]
