"""The guides: their order, what they are about, and what of the library belongs to each.

The words of a guide stand in `templates/guides/<slug>.html`.
"""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from drills.models import Drill, Restriction


@dataclass(frozen=True)
class Guide:
    """One guide. `restrictions` and `routines` name what it leads to, by value and by slug."""

    slug: str
    title: str
    summary: str
    restrictions: tuple[Restriction, ...] = ()
    routines: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """Where its words stand."""
        return f"guides/{self.slug}.html"


@dataclass(frozen=True)
class DrillsFor:
    """The part of the library that works on one restriction."""

    label: str
    address: str
    count: int


GUIDES = (
    Guide(
        slug="understanding-hip-mobility",
        title="Understanding hip mobility",
        summary="What stiff hips do to your running, what sitting does to them, and what helps.",
        restrictions=(
            Restriction.TIGHT_HIP_FLEXORS,
            Restriction.PROLONGED_SITTING,
            Restriction.REDUCED_STRIDE,
        ),
        routines=("hip-flexor-release", "glute-activation", "deep-hip-rotators"),
    ),
    Guide(
        slug="common-restrictions",
        title="Common restrictions",
        summary="Nine things that hold runners’ hips back, and the drills that work on each.",
        restrictions=tuple(Restriction),
    ),
    Guide(
        slug="before-a-run",
        title="Before a run",
        summary="Five to ten minutes to get your hips moving before you set off.",
        restrictions=(Restriction.TIGHT_HIP_FLEXORS, Restriction.INHIBITED_GLUTES),
        routines=("pre-run-hip-mobility", "standing-hip-mobility"),
    ),
    Guide(
        slug="during-a-run",
        title="During a run",
        summary="Four checks of your form that you can make without slowing down.",
        restrictions=(Restriction.WEAK_DEEP_ROTATORS, Restriction.REDUCED_STRIDE),
        routines=("mid-run-form-check",),
    ),
    Guide(
        slug="after-a-run",
        title="After a run",
        summary="Five to ten minutes of rolling and stretching, at least three times a week.",
        restrictions=(Restriction.TIGHT_HAMSTRINGS, Restriction.TIGHT_HIP_FLEXORS),
        routines=("post-run-recovery", "floor-hip-opening"),
    ),
)
BY_SLUG = {guide.slug: guide for guide in GUIDES}


def drills_for(restrictions: tuple[Restriction, ...]) -> dict[str, DrillsFor]:
    """How many published drills work on each, by the value of the restriction; empty ones too."""
    tagged = Drill.objects.published().values_list("restrictions", flat=True)
    counts = Counter(value for values in tagged for value in values)
    return {
        kind.value: DrillsFor(
            label=str(kind.label),
            address=f"{reverse('drills:list')}?{urlencode({'restriction': kind.value})}",
            count=counts[kind.value],
        )
        for kind in restrictions
    }
