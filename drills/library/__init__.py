"""The shipped library as files, read and checked."""

from drills.library.files import (
    FOLDER,
    DrillFile,
    Library,
    LibraryError,
    RoutineFile,
    read_library,
)

__all__ = ["FOLDER", "DrillFile", "Library", "LibraryError", "RoutineFile", "read_library"]
