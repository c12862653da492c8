"""What Pia types when she writes a programme for Ruth."""

from programs.actions.plans import create_program_from_template
from programs.actions.saving import PlanChanges
from programs.models import Prescription
from tests.factories import NOON, TODAY


def ours():
    """The rows of programmes; those of the template are nobody's."""
    return Prescription.objects.filter(session__phase__plan__template=None)


def write(by, runner, template, **changes):
    known = {
        "runner": runner,
        "physio": getattr(by, "practitioner", None),
        "template": template,
        "title": "Hips first",
        "starts_on": TODAY,
        "weeks": 4,
        "weekdays": [5, 1, 3],
        "by": by,
        "now": NOON,
    }
    return create_program_from_template(**(known | changes))


def typed(program, **changes):
    known = {
        "seen": program.plan.updated_at,
        "title": program.title,
        "note": program.note,
        "starts_on": program.starts_on,
        "ends_on": program.ends_on,
    }
    return PlanChanges(**(known | changes))
