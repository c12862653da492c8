"""Programmes that run, and their handouts."""

from programs.handout import Handout, for_handouts, handout_of, render
from programs.models import Program
from tests.factories import TODAY, put_in_force


def started(program: Program) -> Program:
    """The draft, running since its first day."""
    program.status = Program.Status.ACTIVE
    program.save(update_fields=["status"])
    put_in_force(program, made_on=TODAY)
    return program


def told(program: Program) -> Handout:
    return handout_of(for_handouts(Program.objects.all()).get(pk=program.pk), today=TODAY)


def printed(program: Program) -> bytes:
    return render(told(program))
