"""Bringing a template's changes into a programme made from it: three ways, line by line.

`base` is the template as the programme knows it, `theirs` the template as it is now, `mine` the
programme's open plan. What the physio changed stays as it is, and is named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Principal
from programs.actions.copies import copy_phase, copy_row, copy_session
from programs.actions.periods import locked
from programs.actions.versions import open_version
from programs.models import Phase, Plan, PlannedSession, Prescription, Program
from programs.wording.cells import CELLS

Status = Program.Status
# Places in an order are unique at every moment, so rows step aside before they line up again.
ASIDE = 10_000

type Row = Phase | PlannedSession | Prescription
type Add = Callable[[Any, int], Row]


@dataclass
class Update:
    """The open plan, how many changes it took, and a sentence for each that it did not take."""

    plan: Plan
    taken: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def update_from_template(*, program: Program, by: Principal, now: datetime) -> Update:
    """Open the programme's next version with its template's changes; a draft takes them at once.

    Nothing reaches the runner before a physio sends it. Raises ValidationError `illegal_state` for
    a programme that is over, `open` while another version is being written, and `up_to_date`.
    """
    program = locked(program, by=by, among=[Status.DRAFT, Status.ACTIVE, Status.ON_HOLD])
    template, version = program.template, program.template_version
    if template is None or version is None or version >= template.version:
        raise ValidationError("This programme has all of its template.", code="up_to_date")
    if program.status != Status.DRAFT and program.plans.open().exists():
        raise ValidationError(
            f"A new version for {program.runner.name} is being written already. Send it or throw "
            "it away first.",
            code="open",
        )
    opened = open_version(program=program, by=by, now=now)
    both = template.plans.with_tree().filter(number__in=[version, template.version])
    known = {plan.number: plan for plan in both}
    plan = Plan.objects.with_tree().get(pk=opened.pk)
    update = Update(plan)
    _merge_plan(update, known[version], known[template.version])
    plan.template_version, plan.updated_at = template.version, now
    save_checked(plan)
    if program.status == Status.DRAFT:
        program.title, program.note = plan.title, plan.note
        program.template_version, program.updated_at = template.version, now
        save_checked(program)
    return update


def _merge_plan(update: Update, base: Plan, theirs: Plan) -> None:
    mine = update.plan
    _merge_cells(update, base, theirs, mine, "The programme")
    _merge_rows(
        update,
        (base.phases.all(), theirs.phases.all(), mine.phases.all()),
        lambda row, order: copy_phase(row, plan=mine, order=order),
        "the phases",
    )


def _merge_phase(update: Update, base: Phase, theirs: Phase, mine: Phase) -> None:
    _merge_rows(
        update,
        (base.sessions.all(), theirs.sessions.all(), mine.sessions.all()),
        lambda row, order: copy_session(row, phase=mine, order=order),
        mine.name,
    )


def _merge_session(
    update: Update, base: PlannedSession, theirs: PlannedSession, mine: PlannedSession
) -> None:
    _merge_rows(
        update,
        (base.prescriptions.all(), theirs.prescriptions.all(), mine.prescriptions.all()),
        lambda row, order: copy_row(row, session=mine, order=order),
        mine.name,
    )


INSIDE: dict[type, Callable[[Update, Any, Any, Any], None]] = {
    Phase: _merge_phase,
    PlannedSession: _merge_session,
}


def _merge_rows(
    update: Update, three: tuple[Iterable[Row], Iterable[Row], Iterable[Row]], add: Add, where: str
) -> None:
    """The rows of one parent, and what stands in them."""
    base, theirs, mine = ({row.line: row for row in rows} for rows in three)
    fresh: dict[UUID, Row] = {}
    for line, row in theirs.items():
        was, own = base.get(line), mine.get(line)
        if was and own:
            if _merge_cells(update, was, row, own, _name(own)):
                save_checked(own)
            if inside := INSIDE.get(type(own)):
                inside(update, was, row, own)
        elif was and not _is_same(was, row):
            update.kept.append(f"{_name(row)}: the template changed it. You took it out.")
        elif not was and not own:
            fresh[line] = add(row, ASIDE + len(mine) + len(fresh))
            update.taken += 1
    gone = {line for line in base.keys() - theirs.keys() if line in mine}
    for line in sorted(gone, key=lambda one: mine[one].order):
        if _is_same(base[line], mine[line]):
            mine[line].delete()
            update.taken += 1
        else:
            gone.discard(line)
            name = _name(mine[line])
            update.kept.append(f"{name}: the template took it out. You changed it, so it stays.")
    lines = _order(
        update, list(base), list(theirs), [one for one in mine if one not in gone], where
    )
    _line_up([(mine | fresh)[line] for line in _with_fresh(lines, list(theirs), fresh)])


def _merge_cells(update: Update, base: Any, theirs: Any, mine: Any, name: str) -> bool:
    """Take each cell that only the template changed; whether there was one."""
    taken = 0
    for label, (fields, words) in CELLS[type(mine)].items():
        was, now, own = ([getattr(row, one) for one in fields] for row in (base, theirs, mine))
        if now == was or own == now:
            continue
        if own == was:
            for one in fields:
                setattr(mine, one, getattr(theirs, one))
            taken += 1
        else:
            update.kept.append(
                f"{name}, {label[0].lower()}{label[1:]}: yours stays ({words(mine)}). The template "
                f"has: {words(theirs)}."
            )
    update.taken += taken
    return taken > 0


def _is_same(one: Any, other: Any) -> bool:
    """Whether both say the same, with all that stands in them."""
    for fields, _ in CELLS[type(one)].values():
        if any(getattr(one, name) != getattr(other, name) for name in fields):
            return False
    inner, outer = _children(one), _children(other)
    return [row.line for row in inner] == [row.line for row in outer] and all(
        map(_is_same, inner, outer)
    )


def _children(row: Any) -> list[Any]:
    match row:
        case Phase():
            return list(row.sessions.all())
        case PlannedSession():
            return list(row.prescriptions.all())
    return []


def _order(
    update: Update, base: list[UUID], theirs: list[UUID], mine: list[UUID], where: str
) -> list[UUID]:
    """My lines; in the template's new order, unless the physio made one too."""
    shared = set(base) & set(theirs) & set(mine)
    was, now, own = ([line for line in lines if line in shared] for lines in (base, theirs, mine))
    if was == now or own == now:
        return mine
    if own != was:
        update.kept.append(f"The order in {where}: yours stays.")
        return mine
    update.taken += 1
    turn = iter(now)
    return [next(turn) if line in shared else line for line in mine]


def _with_fresh(lines: list[UUID], theirs: list[UUID], fresh: dict[UUID, Row]) -> list[UUID]:
    """Each new line behind the one that it follows in the template."""
    found = list(lines)
    for place, line in enumerate(theirs):
        if line in fresh:
            before = [one for one in theirs[:place] if one in found]
            found.insert(found.index(before[-1]) + 1 if before else 0, line)
    return found


def _line_up(rows: list[Row]) -> None:
    """Number the rows from 1, if they are not."""
    if [row.order for row in rows] == list(range(1, len(rows) + 1)):
        return
    for shift in (2 * ASIDE, 0):
        for place, row in enumerate(rows, start=1):
            type(row)._default_manager.filter(pk=row.pk).update(order=place + shift)


def _name(row: Row) -> str:
    return row.drill.name if isinstance(row, Prescription) else row.name
