"""What the shipped drills ask of a body, as a file: which drill, which caution, and why."""

from dataclasses import dataclass
from pathlib import Path

from drills.library import LibraryError
from drills.library.files import are_tables, as_seen_from_here
from drills.library.tables import Table
from drills.library.toml import read_toml
from programs.models import Caution

CAUTIONS = Path(__file__).parent.parent / "data" / "cautions.toml"


@dataclass(frozen=True)
class CautionFile:
    """One drill that carries one caution."""

    where: str
    drill: str
    caution: str
    source: str


def read_cautions(path: Path = CAUTIONS) -> tuple[CautionFile, ...]:
    """Every drill that carries a caution. Raises LibraryError with every problem of the file.

    Whether a drill is there is for the loader to say.
    """
    problems: list[str] = []
    table = read_toml(as_seen_from_here(path), problems)
    found: list[CautionFile] = []
    if table:
        rows = table.take("cautions", "a list of tables", are_tables) or []
        for place, row in enumerate(rows, start=1):
            found += _caution(Table(f"{table.where}: cautions {place}", row, problems))
        table.close()
    pairs = [(one.drill, one.caution) for one in found]
    problems += [
        f"{one.where}: drills: expected each drill once a caution, got {one.drill!r} again"
        for place, one in enumerate(found)
        if (one.drill, one.caution) in pairs[:place]
    ]
    if problems:
        raise LibraryError(problems)
    return tuple(found)


def _caution(table: Table) -> list[CautionFile]:
    """One caution with all the drills that carry it for the same reason."""
    caution = table.choice("caution", Caution)
    source = table.text("source", 200)
    drills = table.lines("drills", 1, 60, 60)
    table.close()
    return [CautionFile(table.where, slug, caution, source) for slug in drills]
