"""What the rows of a plan were before somebody changed them."""

from uuid import UUID

from drills.models import Dose
from programs.models import Phase, Plan, Prescription


def bases_of(plan: Plan, phase: Phase) -> dict[UUID, Dose]:
    """For each row of the phase the dose to tell it apart from; one query.

    It is the same line of the plan that this one was copied from (the version before, or the
    template's), else the drill's own.
    """
    copied: dict[tuple[UUID, UUID, UUID], Dose] = {}
    if plan.copied_from_id:
        before = Prescription.objects.filter(session__phase__plan=plan.copied_from_id)
        copied = {
            (item.session.phase.line, item.session.line, item.line): item
            for item in before.select_related("drill", "session__phase")
        }
    return {
        row.pk: copied.get((phase.line, session.line, row.line), row.drill)
        for session in phase.sessions.all()
        for row in session.prescriptions.all()
    }
