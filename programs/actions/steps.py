"""What a button of the builder does to an open plan: move, copy, take out, swap, put in.

Every step is of one plan, so that a made-up id reaches nothing. It answers with the id of the row,
session or phase that a person wants to look at next, or None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models

from clinic.db import save_checked
from drills.models import Drill, Moment, Routine
from programs.actions.copies import copy_phase, copy_session, dose_of
from programs.models import Phase, Plan, PlannedSession, Prescription

# Places in an order are unique at every moment, so rows step aside before they line up again.
ASIDE = 10_000
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
# Where the inputs of a new run start from: the clinic's own choice, as a physio changes it.
RUN_MINUTES = 20


@dataclass(frozen=True)
class Step:
    """One button: what it does, to which row, session or phase, and with what."""

    verb: str
    target: UUID | None = None
    thing: Drill | Routine | PlannedSession | None = None


def take_step(plan: Plan, step: Step) -> UUID | None:
    """Do it. A target that is not of this plan, or an unknown verb, changes nothing.

    Raises ValidationError with the code `last_one` for the only phase.
    """
    kind, _, verb = step.verb.rpartition("-")
    if step.verb == "phase-add":
        return _add_phase(plan)
    found = PLACES[kind](plan).filter(pk=step.target).first() if kind in PLACES else None
    do = STEPS.get((kind, verb)) or (
        ALIKE.get(verb) if kind in {"row", "session", "phase"} else None
    )
    return do(found, step.thing) if found and do else None


def rows_of(plan: Plan) -> models.QuerySet[Prescription]:
    """The prescriptions of a plan."""
    return Prescription.objects.filter(session__phase__plan=plan).select_related("drill")


def sessions_of(plan: Plan) -> models.QuerySet[PlannedSession]:
    """The sessions of a plan."""
    return PlannedSession.objects.filter(phase__plan=plan).select_related("phase")


def phases_of(plan: Plan) -> models.QuerySet[Phase]:
    """The phases of a plan."""
    return Phase.objects.filter(plan=plan)


def put_in_order(rows: Sequence[Any]) -> None:
    """Number siblings 1, 2, 3 … as they stand in `rows`."""
    moved = [(row, place) for place, row in enumerate(rows, start=1) if row.order != place]
    for first, last in ((ASIDE, len(moved)), (0, len(moved))):
        for row, place in moved[:last]:
            row.order = first + place
        if moved:
            type(moved[0][0]).objects.bulk_update([row for row, _ in moved], ["order"])


def siblings(row: Any) -> list[Any]:
    """Everything that stands in one order with this row, itself included."""
    match row:
        case Prescription():
            return list(row.session.prescriptions.select_related("drill"))
        case PlannedSession():
            return list(row.phase.sessions.all())
    return list(row.plan.phases.all())


def _move(row: Any, by: int) -> UUID:
    rows = siblings(row)
    at = rows.index(row)
    rows.insert(max(0, at + by), rows.pop(at))
    put_in_order(rows)
    _mend_blocks(row)
    return row.pk


def _up(row: Any, _: Any) -> UUID:
    return _move(row, -1)


def _down(row: Any, _: Any) -> UUID:
    return _move(row, 1)


def _place_after(row: Any, new: Any) -> UUID:
    rows = [other for other in siblings(row) if other.pk != new.pk]
    rows.insert(rows.index(row) + 1, new)
    put_in_order(rows)
    return new.pk


def _copy_row(row: Prescription, _: Any) -> UUID:
    new = Prescription.objects.get(pk=row.pk)
    new.pk, new.line, new.order = uuid4(), uuid4(), _next(siblings(row))
    new._state.adding = True
    return _place_after(row, save_checked(new))


def _copy_session(row: PlannedSession, _: Any) -> UUID:
    new = copy_session(row, phase=row.phase, line=uuid4(), order=_next(siblings(row)))
    return _place_after(row, new)


def _copy_phase(row: Phase, _: Any) -> UUID:
    """The copy's sessions keep their lines: the same session, in the next phase."""
    name = f"{row.name[:70]}, again"
    new = copy_phase(row, plan=row.plan, line=uuid4(), name=name, order=_next(siblings(row)))
    return _place_after(row, new)


def _remove(row: Any, _: Any) -> UUID | None:
    rows = siblings(row)
    at = rows.index(row)
    if isinstance(row, Phase) and len(rows) == 1:
        raise ValidationError("A programme has at least one phase.", code="last_one")
    row.delete()
    left = rows[:at] + rows[at + 1 :]
    if left:
        _mend_blocks(left[0])
    return left[min(at, len(left) - 1)].pk if left else None


def _swap(row: Prescription, drill: Drill | None) -> UUID:
    if drill:
        swap_drill(row, drill, with_dose=True)
    return row.pk


def swap_drill(row: Prescription, drill: Drill, *, with_dose: bool) -> None:
    """Another drill at the same place. It is another line: the loads of two drills are not one."""
    row.drill, row.line = drill, uuid4()
    changed = dose_of(drill) if with_dose else {}
    for name, value in changed.items():
        setattr(row, name, value)
    save_checked(row, update_fields=["drill", "line", *changed])


def _easier(row: Prescription, _: Any) -> UUID:
    return _swap(row, row.drill.easier)


def _harder(row: Prescription, _: Any) -> UUID:
    return _swap(row, row.drill.harder)


def _join(row: Prescription, _: Any) -> UUID:
    """Take turns with the next drill, set by set."""
    rows = siblings(row)
    at = rows.index(row)
    if at + 1 < len(rows):
        below = rows[at + 1]
        used = {one.block for one in rows if one.block}
        number = row.block or below.block or next(n for n in range(1, 99) if n not in used)
        for one in (row, below):
            one.block = number
        Prescription.objects.bulk_update([row, below], ["block"])
    return row.pk


def _leave(row: Prescription, _: Any) -> UUID:
    row.block = None
    row.save(update_fields=["block"])
    _mend_blocks(row)
    return row.pk


def _mend_blocks(row: Any) -> None:
    """A block is two drills or more beside each other; what is left of one is no block."""
    if not isinstance(row, Prescription):
        return
    rows = siblings(row)
    alone = []
    for at, one in enumerate(rows):
        beside = {other.block for other in rows[max(0, at - 1) : at] + rows[at + 1 : at + 2]}
        if one.block and one.block not in beside:
            one.block = None
            alone.append(one)
    Prescription.objects.bulk_update(alone, ["block"])


def _put_drill(session: PlannedSession, drill: Any) -> UUID | None:
    """At the end of the session, with the drill's own dose; a run has no drills."""
    if not isinstance(drill, Drill) or session.kind != PlannedSession.Kind.DRILLS:
        return None
    order = _next(list(session.prescriptions.all()))
    new = Prescription(session=session, drill=drill, order=order, **dose_of(drill))
    return save_checked(new).pk


def _put_session(phase: Phase, source: Any) -> UUID | None:
    """A routine, a session of a template, or an empty session, at the end of the phase."""
    order = _next(list(phase.sessions.all()))
    match source:
        case PlannedSession():
            return copy_session(source, phase=phase, line=uuid4(), order=order).pk
        case Routine():
            session = save_checked(
                PlannedSession(
                    phase=phase,
                    order=order,
                    name=source.name,
                    moment=source.moment,
                    weekdays=sorted(set(source.weekdays)),
                )
            )
            Prescription.objects.bulk_create(
                Prescription(session=session, drill=item.drill, order=place, **dose_of(item))
                for place, item in enumerate(source.items.all(), start=1)
            )
            return session.pk
        case None:
            name = f"Session {order}"
            return save_checked(
                PlannedSession(
                    phase=phase,
                    order=order,
                    name=name,
                    moment=Moment.STRENGTH,
                    weekdays=EVERY_DAY,
                )
            ).pk
    return None


def _put_run(phase: Phase, _: Any) -> UUID:
    """A run at the end of the phase, every other day: a rest day lies between (domain.md D5b)."""
    return save_checked(
        PlannedSession(
            phase=phase,
            order=_next(list(phase.sessions.all())),
            name="Run",
            kind=PlannedSession.Kind.RUN,
            moment=Moment.ANY_DAY,
            cadence=PlannedSession.Cadence.EVERY_DAYS,
            every_days=2,
            run_minutes=RUN_MINUTES,
        )
    ).pk


def _add_phase(plan: Plan) -> UUID:
    order = _next(list(plan.phases.all()))
    return save_checked(Phase(plan=plan, order=order, name=f"Phase {order}")).pk


def _next(rows: Sequence[Any]) -> int:
    return max((row.order for row in rows), default=0) + 1


type Doing = Callable[[Any, Any], UUID | None]
PLACES: dict[str, Callable[[Plan], models.QuerySet[Any]]] = {
    "row": rows_of,
    "session": sessions_of,
    "phase": phases_of,
}
ALIKE: dict[str, Doing] = {"up": _up, "down": _down, "remove": _remove}
STEPS: dict[tuple[str, str], Doing] = {
    ("row", "copy"): _copy_row,
    ("row", "easier"): _easier,
    ("row", "harder"): _harder,
    ("row", "join"): _join,
    ("row", "leave"): _leave,
    ("session", "copy"): _copy_session,
    ("session", "put"): _put_drill,
    ("phase", "copy"): _copy_phase,
    ("phase", "put"): _put_session,
    ("phase", "run"): _put_run,
}
