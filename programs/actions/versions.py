"""Versions of a programme: open one, and send it to the runner."""

from datetime import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from clinic.db import save_checked
from clinic.outbox.actions import Owed
from clinic.people.actions.telling import tell_runner
from clinic.people.models import Principal, Purpose, User
from programs.actions.copies import copy_plan
from programs.actions.periods import begin_period, current_period, day_of, locked
from programs.actions.plans import check_has_drills, refusal_of, treating
from programs.actions.saving import PlanChanges, save_plan
from programs.actions.sendings import HELD_FOR, as_it_stands
from programs.actions.telling import about_program, tell_of_change
from programs.models import Period, Phase, Plan, Program, ProgramEvent
from programs.progress.restrictions import clashes

Status = Program.Status


@transaction.atomic
def open_version(
    *, program: Program, by: Principal, now: datetime, source: Plan | None = None
) -> Plan:
    """The plan that is being written for this programme: the open one, or a new copy.

    The copy is of the plan in force, or of `source` to go back to that version. Nothing changes
    for the runner until it is sent. Raises ValidationError `illegal_state` for a programme that
    is over, and `open` when `source` is given while another copy is open.
    """
    program = locked(program, by=by, among=[Status.DRAFT, Status.ACTIVE, Status.ON_HOLD])
    there = program.plans.open().first()
    if there and source:
        raise ValidationError(
            "A new version is being written already. Send it or throw it away first.", code="open"
        )
    if there:
        return there
    newest = program.plans.aggregate(newest=Max("number"))["newest"]
    source = source or program.plans.get(number=program.version)
    return copy_plan(
        source=source,
        by=by,
        now=now,
        program=program,
        number=newest + 1,
        why="",
        ends_on=program.ends_on,
    )


@transaction.atomic
def send_program(
    *,
    program: Program,
    by: Principal,
    now: datetime,
    changes: PlanChanges | None = None,
    why: str = "",
    despite_restrictions: bool = False,
) -> Program:
    """Seal the open plan, with the last changes if there are any, and owe the runner one message.

    The message is held for half a minute, that of a later version for three (`WAITS`); so long the
    sending can be taken back.

    The first one starts the programme, a later one is its next version and holds from today. A
    first one makes it the programme of the physio who sends it, whoever wrote the draft. Raises
    ValidationError with the code `illegal_state` when nothing is open (two clicks send once),
    `nothing_to_do` when a session has no drill, `restriction` when a drill is against one of the
    case without a reason, or when the runner has left the caseload. `despite_restrictions` is for
    a version that gives no drill which was not there before: an alert speaks of those.
    """
    physio_id = treating(runner=program.runner, by=by)
    program = locked(program, by=by, among=list(Status))
    plan = program.plans.open().first()
    if plan and changes:
        save_plan(plan=plan, changes=changes, now=now)
        program.refresh_from_db()
    if not plan or not Plan.objects.filter(pk=plan.pk, sealed_at=None).update(
        sealed_at=now, why=why, updated_at=now
    ):
        raise refusal_of(plan or program.plan)
    plan.refresh_from_db()
    check_has_drills(plan)
    if not despite_restrictions:
        _check_restrictions(plan)
    is_first = program.status == Status.DRAFT
    was = as_it_stands(program)
    before = None if is_first else current_period(program, day_of(program, now))
    phase = _phase_to_go_on_with(plan, before)
    first_day = max(day_of(program, now), program.starts_on)
    if is_first:
        program.status, program.physio_id = Status.ACTIVE, physio_id
        first_day = program.starts_on
    program.version, program.updated_at = plan.number, now
    program.title, program.note, program.ends_on = plan.title, plan.note, plan.ends_on
    program.template_version = plan.template_version
    save_checked(program)
    is_on_hold = program.status == Status.ON_HOLD
    begin_period(program, plan, phase, first_day, before, now=now, is_on_hold=is_on_hold)
    event = ProgramEvent.objects.create(
        program=program,
        kind=ProgramEvent.Kind.SENT if is_first else ProgramEvent.Kind.CHANGED,
        plan=plan,
        phase=phase,
        on=first_day,
        by=cast(User, by),
        at=now,
        why=why,
        before=was,
    )
    if not is_first:
        tell_of_change(program, event, now=now)
        return program
    program = Program.objects.select_related("runner", "physio").get(pk=program.pk)
    owed = Owed(
        key=event.message_key,
        kind="program-assigned",
        about=about_program(program),
        to=program.runner.email,
        template="programs/email/assigned",
        context={"physio": program.physio.name, "runner": program.runner.name},
        send_after=now + HELD_FOR,
    )
    tell_runner(program.runner, Purpose.NEWS, owed, now=now)
    return program


def _phase_to_go_on_with(plan: Plan, before: Period | None) -> Phase:
    """The same phase as before where the plan still has it, else the first."""
    phases = list(plan.phases.all())
    line = before.phase.line if before else None
    return next((phase for phase in phases if phase.line == line), phases[0])


def _check_restrictions(plan: Plan) -> None:
    """Refuse to send a drill against a restriction without a reason.

    Raises ValidationError with the code `restriction` and a sentence for each drill.
    """
    against = [clash for clash in clashes(plan) if not clash.reason]
    if against:
        raise ValidationError(
            [
                ValidationError(
                    f"{clash.drill} ({clash.phase_name}): {clash.words} is to be left out for "
                    "now. Take it out, or say why it may stand.",
                    code="restriction",
                )
                for clash in against
            ]
        )
