"""The clinic's own templates: copied, saved from a programme, renamed, and written version by
version; any one withdrawn.
"""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from clinic.db import save_checked
from clinic.people.models import Principal, User
from programs.actions.copies import copy_plan
from programs.actions.plans import check_has_drills, refusal_of
from programs.actions.saving import PlanChanges, save_plan
from programs.models import Plan, Prescription, Program, ProgramTemplate

# The clinic's own come after the shipped ones in every list.
NUMBER = 1000


@transaction.atomic
def copy_template(
    *, template: ProgramTemplate, by: Principal, now: datetime, ref: UUID | None = None
) -> ProgramTemplate:
    """A template of the clinic's own, equal to the one in force.

    `ref` is the id of the copy to come: asked for twice (a double click) it is made once.
    """
    if found := _made(ref):
        return found
    source = f"Copied from {template.name}, version {template.version}. {template.source}"
    name = f"{template.name[:70]}, our way"
    own = _own(name, template.summary, template.weeks, source, ref=ref, by=by, now=now)
    plan = template.plans.with_tree().get(number=template.version)
    _put_in_force(own, plan, title=name, by=by, now=now)
    return own


@transaction.atomic
def save_as_template(
    *,
    program: Program,
    name: str,
    summary: str,
    weeks: int | None,
    by: Principal,
    now: datetime,
    template: ProgramTemplate | None = None,
    ref: UUID | None = None,
) -> ProgramTemplate:
    """What the programme prescribes, as a template; with `template`, as its next version.

    Nothing that was written to this runner comes along: no note, no reason against a restriction,
    no last day. `ref` is as for `copy_template`.
    """
    if template is None and (found := _made(ref)):
        return found
    if template is None:
        source = f"The clinic's own, written by {cast(User, by).name}."
        template = _own(name, summary, weeks, source, ref=ref, by=by, now=now)
    else:
        template = locked_template(template)
        template.name, template.summary, template.weeks = name, summary, weeks
    plan = program.plans.with_tree().get(number=program.version)
    _put_in_force(template, plan, title=name, by=by, now=now)
    return template


@transaction.atomic
def describe_template(
    *,
    template: ProgramTemplate,
    name: str,
    summary: str,
    weeks: int | None,
    seen: datetime,
    now: datetime,
) -> None:
    """Change what is said about one of the clinic's own; what it prescribes stays.

    Raises ValidationError `changed` when somebody else saved it in between.
    """
    fresh = locked_template(template)
    if fresh.updated_at != seen:
        raise ValidationError(
            "Somebody changed this template after you opened it. What you typed is still here. "
            "Save again to put it in place of the other version.",
            code="changed",
        )
    fresh.name, fresh.summary, fresh.weeks, fresh.updated_at = name, summary, weeks, now
    save_checked(fresh)


@transaction.atomic
def offer_template(*, template: ProgramTemplate, is_offered: bool, now: datetime) -> None:
    """Withdraw a template, or offer it again; programmes that were made from it go on."""
    ProgramTemplate.objects.filter(pk=template.pk).update(is_published=is_offered, updated_at=now)


@transaction.atomic
def open_template_version(*, template: ProgramTemplate, by: Principal, now: datetime) -> Plan:
    """The next version that is being written for one of the clinic's own: the open one, or a copy.

    Nothing changes before it is put in force. Raises ValidationError `shipped` for a shipped
    template: that is copied first.
    """
    template = locked_template(template)
    if not template.is_own:
        raise ValidationError("Copy the template first, then change your own.", code="shipped")
    if there := template.plans.open().first():
        return there
    newest = template.plans.aggregate(newest=Max("number"))["newest"]
    source = template.plans.with_tree().get(number=template.version)
    return copy_plan(
        source=source,
        by=by,
        now=now,
        template=template,
        number=newest + 1,
        template_version=None,
        title=template.name,
        ends_on=None,
        why="",
    )


@transaction.atomic
def put_version_in_force(
    *,
    template: ProgramTemplate,
    by: Principal,
    now: datetime,
    changes: PlanChanges | None = None,
    why: str = "",
) -> ProgramTemplate:
    """Seal the open version, with the last changes if there are any; new programmes start from it.

    Programmes that were made before stay as they are, and are offered it. Raises ValidationError
    `illegal_state` when nothing is open (two clicks seal once), `nothing_to_do` when a session has
    no drill, and what `save_plan` raises.
    """
    template = locked_template(template)
    plan = template.plans.open().first()
    if plan is None:
        raise refusal_of(template.plans.get(number=template.version))
    if changes:
        save_plan(plan=plan, changes=changes, now=now)
    Plan.objects.filter(pk=plan.pk).update(
        sealed_at=now, updated_at=now, why=why, made_by=cast(User, by), made_at=now
    )
    check_has_drills(plan)
    template.version, template.updated_at = plan.number, now
    return save_checked(template)


def _made(ref: UUID | None) -> ProgramTemplate | None:
    return ProgramTemplate.objects.filter(pk=ref, origin="clinic").first() if ref else None


def locked_template(template: ProgramTemplate) -> ProgramTemplate:
    """The same, which nobody else changes until the transaction ends."""
    return ProgramTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)


def _own(
    name: str,
    summary: str,
    weeks: int | None,
    source: str,
    *,
    ref: UUID | None,
    by: Principal,
    now: datetime,
) -> ProgramTemplate:
    pk = ref or uuid4()
    return save_checked(
        ProgramTemplate(
            pk=pk,
            slug=str(pk),
            name=name,
            number=NUMBER,
            summary=summary,
            source=source if len(source) <= 200 else source[:199] + "…",
            weeks=weeks,
            made_by=cast(User, by),
            created_at=now,
            updated_at=now,
        )
    )


def _put_in_force(
    template: ProgramTemplate, source: Plan, *, title: str, by: Principal, now: datetime
) -> None:
    """The source's phases as the next version of the template, sealed."""
    newest = template.plans.aggregate(newest=Max("number"))["newest"] or 0
    is_of_runner = source.template_id is None
    plan = copy_plan(
        source=source,
        by=by,
        now=now,
        template=template,
        number=newest + 1,
        template_version=None,
        title=title,
        ends_on=None,
        **({"note": ""} if is_of_runner else {}),
    )
    if is_of_runner:
        rows = Prescription.objects.filter(session__phase__plan=plan)
        rows.update(note="", override_reason="")
    Plan.objects.filter(pk=plan.pk).update(sealed_at=now)
    template.version, template.updated_at = plan.number, now
    save_checked(template)
