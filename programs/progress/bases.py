"""What the rows of a plan were before somebody changed them."""

from collections import defaultdict
from uuid import UUID

from drills.models import Dose
from programs.models import Phase, Plan, Prescription, Program


def bases_of(program: Program, plan: Plan, phase: Phase) -> dict[UUID, Dose]:
    """For each row of the phase the dose to tell it apart from; one query.

    It is the same line of the plan that this one was copied from; else, in a programme that was
    made from a routine, the routine's; else the drill's own.
    """
    rows = [item for session in phase.sessions.all() for item in session.prescriptions.all()]
    copied: dict[UUID, Dose] = {}
    routine: dict[UUID, list[Dose]] = defaultdict(list)
    if plan.copied_from_id:
        before = Prescription.objects.filter(session__phase__plan=plan.copied_from_id)
        copied = {item.line: item for item in before.select_related("drill")}
    elif program.routine:
        for item in program.routine.items.all():
            routine[item.drill_id].append(item)
    return {
        row.pk: copied.get(row.line)
        or (routine[row.drill_id].pop(0) if routine[row.drill_id] else row.drill)
        for row in rows
    }
