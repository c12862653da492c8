"""What differs between two plans, for people: each change once, before and after in words.

Rows find each other by `line`, which stays the same from version to version. A session that left
its phase, or a drill that left its session, and stands elsewhere has moved; another drill in the
place of one that went is a swap. What stands inside something that came or went is told with it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from programs.models import Phase, Plan, PlannedSession, Prescription
from programs.wording.cells import CELLS
from programs.wording.prescriptions import dose_in_words, run_in_words, when_in_words

type Path = tuple[UUID, ...]


class Kind(StrEnum):
    """What happened to a phase, a session or a drill."""

    ADDED = "added"
    REMOVED = "taken out"
    MOVED = "moved"
    SWAPPED = "swapped"
    CHANGED = "changed"


@dataclass(frozen=True)
class Cell:
    """One cell with other words than before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A part that is not as it was: its name, where it stands, and what is different.

    `row_id` names the row of the later plan, or of the earlier one for what was taken out. `words`
    say what stood in something that came or went.
    """

    kind: Kind
    what: str
    name: str
    where: str
    row_id: UUID
    place: tuple[int, ...]
    cells: tuple[Cell, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanDiff:
    """What the later plan says otherwise: on the plan itself, then part by part, in its order."""

    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.cells or self.changes)

    @property
    def marks(self) -> dict[UUID, Change]:
        """What can be marked in the later plan, by the id of its row."""
        return {one.row_id: one for one in self.changes if one.kind != Kind.REMOVED}


@dataclass(frozen=True)
class At:
    """A row, the lines that lead to it, its place in the plan, and where that is in words."""

    row: Any
    path: Path
    place: tuple[int, ...]
    where: str


type Pair = tuple[At, At]
WHAT = {Phase: "phase", PlannedSession: "session", Prescription: "drill"}


def diff_plans(old: Plan, new: Plan) -> PlanDiff:
    """What changed from `old` to `new`; no query when both were loaded `with_tree()`."""
    pairs: list[Pair] = []
    swaps: list[Pair] = []
    gone: list[At] = []
    come: list[At] = []
    found_at: dict[Path, Path] = {}
    for before, after in zip(_levels(old), _levels(new), strict=True):
        carried = [replace(at, path=_carried(at.path, found_at)) for at in before]
        matched, went, came = _matched(carried, after)
        found_at |= {was.path: now.path for was, now in matched}
        exchanged = _swaps(went, came)
        out, into = [pair[0] for pair in exchanged], [pair[1] for pair in exchanged]
        pairs += matched
        swaps += exchanged
        gone += [at for at in went if at not in out]
        come += [at for at in came if at not in into]
    changes = [
        *_changed(pairs),
        *(_change(Kind.SWAPPED, now, _cells(was.row, now.row)) for was, now in swaps),
        *_whole(Kind.REMOVED, gone),
        *_whole(Kind.ADDED, come),
    ]
    return PlanDiff(_cells(old, new), tuple(sorted(changes, key=lambda one: one.place)))


def _levels(plan: Plan) -> list[list[At]]:
    """The phases, the sessions and the prescriptions of a plan."""
    phases = [At(row, (row.line,), (row.order,), "") for row in plan.phases.all()]
    sessions = [
        At(row, (*at.path, row.line), (*at.place, row.order), at.row.name)
        for at in phases
        for row in at.row.sessions.all()
    ]
    items = [
        At(row, (*at.path, row.line), (*at.place, row.order), f"{at.where}, {at.row.name}")
        for at in sessions
        for row in at.row.prescriptions.all()
    ]
    return [phases, sessions, items]


def _carried(path: Path, found_at: dict[Path, Path]) -> Path:
    """The path after what it leads through moved: a drill does not move when its session does."""
    for length in range(1, len(path)):
        path = (*found_at.get(path[:length], path[:length]), *path[length:])
    return path


def _matched(before: list[At], after: list[At]) -> tuple[list[Pair], list[At], list[At]]:
    """Those of one line: at the same place first, then anywhere; and what is left over."""
    was = {at.path: at for at in before}
    pairs = [(was.pop(at.path), at) for at in after if at.path in was]
    left = [at for at in after if at.path not in {now.path for _, now in pairs}]
    elsewhere: dict[UUID, list[At]] = defaultdict(list)
    for at in was.values():
        elsewhere[at.path[-1]].append(at)
    come = []
    for at in left:
        if there := elsewhere[at.path[-1]]:
            pairs.append((was.pop(there.pop(0).path), at))
        else:
            come.append(at)
    return pairs, list(was.values()), come


def _swaps(gone: list[At], come: list[At]) -> list[Pair]:
    """Another drill in the very place of one that went."""
    places: dict[tuple[Path, int], At] = {
        (at.path[:-1], at.place[-1]): at for at in gone if len(at.path) == 3
    }
    found = ((places.get((at.path[:-1], at.place[-1])), at) for at in come)
    return [(was, now) for was, now in found if was]


def _changed(pairs: list[Pair]) -> Iterable[Change]:
    """Those that stand elsewhere, or say something else."""
    stepped = _out_of_order(pairs)
    for was, now in pairs:
        cells = _cells(was.row, now.row)
        if was.path[:-1] != now.path[:-1]:
            yield _change(Kind.MOVED, now, (Cell("Stands in", was.where, now.where), *cells))
        elif now.path in stepped:
            place = Cell("Place", str(was.place[-1]), str(now.place[-1]))
            yield _change(Kind.MOVED, now, (place, *cells))
        elif cells:
            yield _change(Kind.CHANGED, now, cells)


def _out_of_order(pairs: list[Pair]) -> set[Path]:
    """The fewest siblings whose moving explains the new order; a shift by others is no move."""
    families: dict[Path, list[Pair]] = defaultdict(list)
    for was, now in pairs:
        if was.path == now.path:
            families[now.path[:-1]].append((was, now))
    return {
        path
        for family in families.values()
        for path in _strays(sorted(family, key=lambda pair: pair[1].place))
    }


def _strays(family: Sequence[Pair]) -> set[Path]:
    """All but a longest run of siblings that follow each other as before."""
    ends: list[int] = []
    kept: list[list[Path]] = []
    for was, now in family:
        at = bisect_left(ends, was.place[-1])
        run = [*(kept[at - 1] if at else []), now.path]
        ends[at : at + 1], kept[at : at + 1] = [was.place[-1]], [run]
    stayed = set(kept[-1]) if kept else set()
    return {now.path for _, now in family} - stayed


def _whole(kind: Kind, rows: list[At]) -> Iterable[Change]:
    """What came or went, with what stands in it; nothing inside is told for itself."""
    paths = {at.path for at in rows}
    for at in rows:
        if not any(at.path[:length] in paths for length in range(1, len(at.path))):
            inner = [one for one in rows if one.path[: len(at.path)] == at.path]
            words = [_words(one, at) for one in sorted(inner, key=lambda one: one.place)]
            yield _change(kind, at, words=tuple(word for word in words if word))


def _words(at: At, root: At) -> str:
    """What a row asks for; with its name, unless the change is its own."""
    row = at.row
    if isinstance(row, Phase):
        return ""
    if isinstance(row, Prescription):
        said = dose_in_words(row)
    else:
        run = f"{run_in_words(row)}. " if row.kind == PlannedSession.Kind.RUN else ""
        said = run + when_in_words(row)
    return said if at is root else f"{_name(row)}: {said}"


def _name(row: Any) -> str:
    return row.drill.name if isinstance(row, Prescription) else row.name


def _change(
    kind: Kind, at: At, cells: tuple[Cell, ...] = (), *, words: tuple[str, ...] = ()
) -> Change:
    return Change(
        kind=kind,
        what=WHAT[type(at.row)],
        name=_name(at.row),
        where=at.where,
        row_id=at.row.pk,
        place=at.place,
        cells=cells,
        words=words,
    )


def _cells(old: Any, new: Any) -> tuple[Cell, ...]:
    """The cells that read differently."""
    return tuple(
        Cell(label, before, after)
        for label, (_, words) in CELLS[type(new)].items()
        if (before := words(old)) != (after := words(new))
    )
