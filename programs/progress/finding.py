"""What can be put into a plan: drills, routines, and sessions of templates."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from clinic.people.models import Principal
from drills.models import Drill, Routine
from programs.models import Plan, PlannedSession, Prescription, ProgramTemplate

MOST = 8


@dataclass(frozen=True)
class Found:
    """One line of a search: what it is, and the word that its button sends."""

    kind: str
    key: str
    name: str
    about: str


def find_for_plan(text: str, *, user: Principal) -> list[Found]:
    """Routines, template sessions and drills whose name has every word, at most eight of each.

    Three queries and two for what stands in them. Nothing is found for no words.
    """
    if not text.strip():
        return []
    drills = Drill.objects.prescribable().matching(text)[:MOST]
    routines = Routine.objects.published().exclude(items=None).matching(text).with_drills()[:MOST]
    # A routine is offered as what it is, not once more as its own template.
    sessions = template_sessions(user).exclude(
        phase__plan__template__slug__in=Routine.objects.published().values("slug")
    )
    for word in text.split():
        sessions = sessions.filter(
            Q(name__icontains=word) | Q(phase__plan__template__name__icontains=word)
        )
    return [
        *(Found("routine", one.slug, one.name, _drills(len(one.items.all()))) for one in routines),
        *(
            Found(
                "session",
                str(one.pk),
                one.name,
                f"{one.phase.plan.template}, {one.phase}, {_drills(len(one.prescriptions.all()))}",
            )
            for one in sessions[:MOST]
        ),
        *(Found("drill", one.slug, one.name, one.get_kind_display()) for one in drills),
    ]


def template_sessions(user: Principal) -> QuerySet[PlannedSession]:
    """The sessions of the clinic's templates, as they are in force."""
    templates = ProgramTemplate.objects.visible_to(user).usable()
    in_force = Plan.objects.in_force().filter(template__in=templates)
    rows = PlannedSession.objects.filter(phase__plan__in=in_force)
    whole = Prefetch("prescriptions", queryset=Prescription.objects.order_by("order"))
    return rows.select_related("phase__plan__template").prefetch_related(whole)


def _drills(count: int) -> str:
    return f"{count} drill{'' if count == 1 else 's'}"
