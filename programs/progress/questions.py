"""What a runner may ask about, and what was asked and answered. It only reads."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from clinic.people.models import Principal, Runner
from drills.models import Drill
from programs.models import Plan, Prescription, Program, Question

NEWEST = 30
FRIDAY = 5


@dataclass(frozen=True)
class Askable:
    """A drill to ask about, and the programme that it stands in; None for one of the library."""

    slug: str
    name: str
    program: Program | None


def askable(*, runner: Runner, also: str = "") -> list[Askable]:
    """The drills of the runner's programmes that are not over, by name, each once; two queries.

    `also` names a published drill that stands in none of them, for one query more.
    """
    current = [Program.Status.ACTIVE, Program.Status.ON_HOLD]
    own = {one.pk: one for one in Program.objects.filter(runner=runner, status__in=current)}
    plans = Plan.objects.in_force().filter(program__in=own)
    rows = Prescription.objects.filter(session__phase__plan__in=plans).order_by("drill__name")
    found: dict[str, Askable] = {}
    for slug, name, program in rows.values_list(
        "drill__slug", "drill__name", "session__phase__plan__program_id"
    ):
        found.setdefault(slug, Askable(slug, name, own[program]))
    if also and also not in found:
        there = Drill.objects.published().filter(slug=also).values_list("slug", "name")
        found |= {slug: Askable(slug, name, None) for slug, name in there}
    return list(found.values())


def thread(*, user: Principal) -> list[Question]:
    """The newest questions that the person may see, newest first; one query."""
    return list(Question.objects.visible_to(user).select_related("answered_by")[:NEWEST])


def answer_by(asked_on: date) -> date:
    """The last day on which an answer may be expected: as the clinic promises, Monday to Friday."""
    day, left = asked_on, settings.ANSWER_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= FRIDAY
    return day
