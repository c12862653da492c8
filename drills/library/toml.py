"""Opening the files of the library."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from django.utils.text import slugify

from drills.library.tables import Table


def read_toml(path: Path, problems: list[str]) -> Table | None:
    """The table of one file; None, with the fault noted, when it cannot be read."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        problems.append(f"{path}: expected TOML, got a fault: {fault}")
        return None
    return Table(str(path), content, problems)


def tables_in(folder: Path, problems: list[str], reserved: Sequence[str] = ()) -> list[Table]:
    """The tables of all TOML files of a folder, whose names are slugs; faults are noted."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        problems.append(f"{folder}: expected TOML files, got none")
    tables = []
    for path in paths:
        if path.stem != slugify(path.stem) or path.stem in reserved or len(path.stem) > 60:
            never = f", not one of: {', '.join(reserved)}" if reserved else ""
            problems.append(
                f"{path}: expected a file name of small letters, digits and hyphens{never}"
            )
        if table := read_toml(path, problems):
            tables.append(table)
    return tables
