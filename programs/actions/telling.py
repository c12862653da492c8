"""Telling a runner that a programme is not as it was: one message for all that was done in a row.

It never says what: no clinical text leaves the clinic.
"""

from datetime import datetime, timedelta

from clinic.outbox.actions import Owed, cancel_messages, is_planned
from clinic.people.actions.telling import tell_runner
from clinic.people.models import Purpose
from programs.actions.taking_back import take_back_reminder
from programs.models import Program, ProgramEvent

CHANGED, ASSIGNED = "program-changed", "program-assigned"
# The message waits so long for more changes, and for second thoughts (ux.md G10).
BUNDLE = timedelta(minutes=3)
# Anything else that was done so recently may not have been told yet.
RECENT = timedelta(minutes=15)


def tell_of_change(program: Program, event: ProgramEvent, *, now: datetime) -> None:
    """Owe one message in place of the one that still waits; none while the first is on its way.

    A reminder of today that has not left goes as well, if nothing is due any more.
    """
    take_back_reminder(program.runner, day=event.on, now=now)
    if is_planned(about=about_program(program), kind=ASSIGNED):
        return
    cancel_messages(about=about_program(program), kind=CHANGED)
    owed = Owed(
        key=f"{CHANGED}:{event.pk}",
        kind=CHANGED,
        about=about_program(program),
        to=program.runner.email,
        template="programs/email/changed",
        context={"physio": program.physio.name, "runner": program.runner.name},
        send_after=now + BUNDLE,
    )
    tell_runner(program.runner, Purpose.NEWS, owed, now=now)


def tell_of_undoing(
    program: Program, event: ProgramEvent, undone: ProgramEvent, *, now: datetime
) -> None:
    """As for a change; nothing at all if nobody was told of what is undone, or of anything else."""
    was_waiting = cancel_messages(about=about_program(program), kind=CHANGED)
    others = program.events.filter(at__gt=now - RECENT).exclude(pk__in=[event.pk, undone.pk])
    if not was_waiting or others.exists():
        tell_of_change(program, event, now=now)


def about_program(program: Program) -> str:
    """What its messages are about, for taking them back."""
    return f"program:{program.pk}"
