"""Opening and changing a case, and holding its restrictions against what is prescribed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Practitioner, Principal, Runner, User
from programs.actions.alerts import raise_alert
from programs.actions.copies import PAIN_FIELDS
from programs.actions.versions import open_version, send_program
from programs.models import Alert, Case, CaseRestriction, Plan, Program
from programs.progress.restrictions import clashes

RULE_CHANGED = "The case has another pain rule."


@dataclass(frozen=True)
class RestrictionWish:
    """One restriction as a physio gives it; `until_phase` None is until further notice."""

    caution: str
    until_phase: int | None = None
    note: str = ""


@transaction.atomic
def open_case(
    *,
    runner: Runner,
    physio: Practitioner,
    fields: Mapping[str, Any],
    restrictions: list[RestrictionWish],
    opened_on: date,
    by: Principal,
    now: datetime,
) -> Case:
    """A new case of a runner of the caseload. `fields` are those of Case and its pain rule."""
    _check_caseload(runner, by)
    case = save_checked(
        Case(runner=runner, physio=physio, opened_on=opened_on, updated_at=now, **fields)
    )
    _restrict(case, restrictions, by=by, now=now)
    # A programme that was written before anybody opened a case belongs to this one.
    Program.objects.filter(runner=runner, case=None).exclude(
        status__in=[Program.Status.COMPLETED, Program.Status.STOPPED]
    ).update(case=case)
    _carry_over(case, by=by, now=now)
    return case


@transaction.atomic
def change_case(
    *,
    case: Case,
    seen: datetime,
    fields: Mapping[str, Any],
    restrictions: list[RestrictionWish],
    by: Principal,
    now: datetime,
) -> Case:
    """Put the changes into a case, and hold its running programmes against them.

    A changed pain rule becomes a new version of each running programme; a drill that a
    restriction speaks against raises an alert and stays where it is: a physio decides.
    Raises ValidationError `changed` when somebody else saved it in between.
    """
    _check_caseload(case.runner, by)
    if not Case.objects.filter(pk=case.pk, updated_at=seen).update(updated_at=now):
        raise ValidationError(
            "Somebody changed this case after you opened it. What you typed is still here, and is "
            "not saved yet.",
            code="changed",
        )
    case.updated_at = now
    for name, value in fields.items():
        setattr(case, name, value)
    save_checked(case)
    _restrict(case, restrictions, by=by, now=now)
    _carry_over(case, by=by, now=now)
    return case


@transaction.atomic
def close_case(*, case: Case, on: date, by: Principal, now: datetime) -> None:
    """The trouble is over. Its programmes go on until somebody ends them."""
    _check_caseload(case.runner, by)
    case.closed_on, case.updated_at = on, now
    save_checked(case, update_fields=["closed_on", "updated_at"])


def _restrict(case: Case, wishes: list[RestrictionWish], *, by: Principal, now: datetime) -> None:
    """Make the case's restrictions those of the list; what stays keeps who added it."""
    wanted = {wish.caution: wish for wish in wishes}
    case.restrictions.exclude(caution__in=wanted).delete()
    known = {row.caution: row for row in case.restrictions.all()}
    for caution, wish in wanted.items():
        row = known.get(caution) or CaseRestriction(
            case=case, caution=caution, added_by=cast(User, by), added_at=now
        )
        row.until_phase, row.note = wish.until_phase, wish.note
        save_checked(row)


def _carry_over(case: Case, *, by: Principal, now: datetime) -> None:
    """Bring the rule into what runs, and flag what now stands against a restriction."""
    rule = {name: getattr(case, name) for name in PAIN_FIELDS}
    running = case.programs.filter(
        status__in=[Program.Status.ACTIVE, Program.Status.ON_HOLD]
    ).select_related("runner", "physio")
    for program in running:
        if any(getattr(program.plan, name) != value for name, value in rule.items()):
            _change_rule(program, rule, by=by, now=now)
        fresh = Program.objects.select_related("runner").get(pk=program.pk)
        for clash in clashes(fresh.plan):
            if not clash.reason:
                raise_alert(
                    kind=Alert.Kind.RESTRICTION,
                    key=f"restriction:{program.pk}:{clash.line}:{clash.caution}",
                    runner=program.runner,
                    program=fresh,
                    on=now.astimezone(program.runner.zone).date(),
                    now=now,
                )
    Plan.objects.open().filter(program__case=case).update(**rule)


def _change_rule(
    program: Program, rule: Mapping[str, Any], *, by: Principal, now: datetime
) -> None:
    """A version that differs only in its rule, unless one is being written: that one takes it."""
    if program.plans.open().exists():
        return
    plan = open_version(program=program, by=by, now=now)
    Plan.objects.filter(pk=plan.pk).update(**rule)
    send_program(program=program, by=by, now=now, why=RULE_CHANGED, despite_restrictions=True)


def _check_caseload(runner: Runner, by: Principal) -> None:
    if not Runner.objects.treated_by(by).filter(pk=runner.pk).exists():
        raise ValidationError(
            {"runner": f"{runner.name} is not on your caseload."}, code="not_on_caseload"
        )
