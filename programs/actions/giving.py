"""Giving a programme to more runners: each gets their own copy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Principal, Runner
from programs.actions.copies import copy_plan
from programs.actions.plans import treating
from programs.actions.versions import send_program
from programs.models import Program
from programs.progress.restrictions import clashes


@dataclass
class Given:
    """Who has the programme now, and for whom it waits as a draft because of a restriction."""

    sent: list[Program] = field(default_factory=list)
    drafts: list[Program] = field(default_factory=list)


@transaction.atomic
def give_program(
    *,
    program: Program,
    runners: Iterable[Runner],
    starts_on: date,
    ref: UUID,
    by: Principal,
    now: datetime,
) -> Given:
    """Send each runner a copy of the plan in force, from `starts_on` on, as long as the first.

    Where a restriction of a runner's case speaks against a drill, the copy stays a draft for the
    physio to look at. The same `ref` again (a double click) gives nothing twice. Raises
    ValidationError when a runner is not on the caseload.
    """
    source, given = program.plan, Given()
    for runner in sorted(runners, key=lambda one: str(one.pk)):  # one order of locks for everybody
        key = uuid5(ref, str(runner.pk))
        physio_id = treating(runner=runner, by=by)
        if Program.objects.filter(pk=key).exists():
            continue
        length = source.ends_on - program.starts_on if source.ends_on else None
        copy = save_checked(
            Program(
                pk=key,
                runner=runner,
                physio_id=physio_id,
                case=runner.cases.open().first(),
                template=program.template,
                template_version=program.template_version,
                title=source.title,
                note=source.note,
                starts_on=starts_on,
                ends_on=starts_on + length if length else None,
                created_at=now,
                updated_at=now,
            )
        )
        plan = copy_plan(
            source=source, by=by, now=now, program=copy, number=1, ends_on=copy.ends_on
        )
        if clashes(plan):
            given.drafts.append(copy)
        else:
            given.sent.append(send_program(program=copy, by=by, now=now))
    if not (given.sent or given.drafts):
        raise ValidationError("Choose at least one runner.", code="nobody")
    return given
