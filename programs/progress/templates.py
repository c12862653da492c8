"""Reads of templates: the list, and which programmes are behind their template, and by what."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from clinic.people.models import Principal
from programs.models import Plan, Program, ProgramTemplate
from programs.progress.diffs import PlanDiff, diff_plans

RUNNING = (Program.Status.DRAFT, Program.Status.ACTIVE, Program.Status.ON_HOLD)


@dataclass(frozen=True)
class Behind:
    """Programmes that follow one older version, and what the one in force says otherwise."""

    version: int
    programs: list[Program]
    diff: PlanDiff


def listed_templates(user: Principal) -> QuerySet[ProgramTemplate]:
    """Every template with `phases` and `behind`: how many programmes could be brought up to it."""
    programs = Program.objects.visible_to(user).filter(status__in=RUNNING)
    late = Q(programs__in=programs, programs__template_version__lt=F("version"))
    in_force = Q(plans__number=F("version"))
    return (
        ProgramTemplate.objects.visible_to(user)
        .annotate(
            behind=Count("programs", filter=late, distinct=True),
            phases=Count("plans__phases", filter=in_force, distinct=True),
        )
        .order_by("number", "name")
    )


def programs_behind(
    template: ProgramTemplate, plans: Iterable[Plan], user: Principal
) -> list[Behind]:
    """This physio's programmes with an older version, by version; one query.

    `plans` are the template's, with all that stands in them at hand. A programme carries
    `is_open`: another version of it is being written.
    """
    trees = {plan.number: plan for plan in plans}
    being_written = Plan.objects.open().filter(program=OuterRef("pk"))
    late = (
        Program.objects.visible_to(user)
        .filter(template=template, template_version__lt=template.version, status__in=RUNNING)
        .annotate(is_open=Exists(being_written.exclude(program__status=Program.Status.DRAFT)))
        .select_related("runner")
        .order_by("template_version", "runner__name", "pk")
    )
    return [
        Behind(version, list(group), diff_plans(trees[version], trees[template.version]))
        for version, group in groupby(late, key=lambda program: program.template_version)
        if version in trees
    ]
