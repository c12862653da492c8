"""What is done about the phase that a programme is in: the test of it, and staying in it."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Principal, User
from programs.actions.attention import put_off
from programs.actions.periods import current_period, day_of, locked
from programs.models import FunctionTest, Program
from programs.wording.caseload import REVIEW

Status = Program.Status
STAY = timedelta(days=7)


@transaction.atomic
def record_test(
    *,
    program: Program,
    is_passed: bool,
    note: str,
    test_id: UUID,
    by: Principal,
    now: datetime,
) -> FunctionTest:
    """Keep how the test of the phase in force went. The same id again is the same test.

    Raises ValidationError `illegal_state`, or `no_test` when the phase asks for none.
    """
    program = locked(program, by=by, among=[Status.ACTIVE, Status.ON_HOLD])
    if there := program.function_tests.filter(pk=test_id).first():
        return there
    today = day_of(program, now)
    phase = current_period(program, today).phase
    if not phase.exit_test:
        raise ValidationError(f"{phase.name} asks for no test.", code="no_test")
    return save_checked(
        FunctionTest(
            id=test_id,
            program=program,
            line=phase.line,
            test=phase.exit_test,
            is_passed=is_passed,
            note=note,
            on=today,
            by=cast(User, by),
            at=now,
        )
    )


@transaction.atomic
def stay_in_phase(*, program: Program, by: Principal, now: datetime) -> date:
    """Do not ask about the next phase for a week; the day on which it is asked again.

    The caseload's review of this runner waits as long. Raises ValidationError `illegal_state`.
    """
    program = locked(program, by=by, among=[Status.ACTIVE])
    today = day_of(program, now)
    put_off(runner=program.runner, reason=REVIEW, until=today + STAY, today=today, by=by, now=now)
    return today + STAY
