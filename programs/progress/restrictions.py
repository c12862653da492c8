"""Drills of a plan that a case's restriction speaks against. It only reads; a physio decides."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from programs.models import Caution, Plan, Prescription


@dataclass(frozen=True)
class Clash:
    """One drill against one restriction; `reason` is why it stands in spite of it, if it does.

    `source` says why such a drill is left out, `phase` and `phase_name` where the drill stands.
    """

    prescription_id: UUID
    line: UUID
    drill: str
    caution: str
    words: str
    reason: str
    source: str
    phase: UUID
    phase_name: str


def clashes(plan: Plan) -> list[Clash]:
    """What the runner's open case speaks against, in the order of the plan; one query.

    A restriction that ends with a phase counts in the phases before it (domain.md D4: relative
    cautions that relax with the phase).
    """
    case = "session__phase__plan__program__case"
    # One filter: the caution and the phase are those of the same restriction.
    still_forbidden = Q(**{f"{case}__restrictions__until_phase": None}) | Q(
        **{f"{case}__restrictions__until_phase__gt": F("session__phase__order")}
    )
    rows = (
        Prescription.objects.filter(
            still_forbidden,
            **{
                "session__phase__plan": plan,
                f"{case}__closed_on": None,
                f"{case}__restrictions__caution": F("drill__cautions__caution"),
            },
        )
        .order_by("session__phase__order", "session__order", "order", "drill__cautions__caution")
        .values_list(
            "pk",
            "line",
            "drill__name",
            "drill__cautions__caution",
            "override_reason",
            "drill__cautions__source",
            "session__phase",
            "session__phase__name",
        )
    )
    return [
        Clash(pk, line, drill, caution, Caution(caution).label, reason, source, phase, phase_name)
        for pk, line, drill, caution, reason, source, phase, phase_name in rows
    ]
