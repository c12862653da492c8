"""A runner moves a session to another day of its week, and takes that back."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Runner, User
from programs.models import Move, PlannedSession, Program, SessionLog
from programs.progress.moving import choice_for


class MoveConflict(Exception):  # noqa: N818 - a clash, and no mistake
    """The id holds another move, which is `stored`."""

    def __init__(self, stored: Move) -> None:
        super().__init__("This id holds another move.")
        self.stored = stored


@transaction.atomic
def move_session(
    *,
    session: PlannedSession,
    program: Program,
    from_on: date,
    to_on: date,
    by: User | None,
    now: datetime,
    move_id: UUID | None = None,
) -> tuple[Move, bool]:
    """Put the session of one day on another; the move, and whether it is new.

    One that was moved before keeps its planned day: the earlier move is taken back, and back on the
    planned day nothing stands in its place. The same id with the same days is a repeat. Raises
    MoveConflict for an id with other content, and ValidationError where nothing can be moved.
    """
    today = _locked(program, now)
    key = move_id or uuid4()
    if known := Move.objects.filter(pk=key).first():
        same = (known.program_id, known.line, known.to_on) == (program.pk, session.line, to_on)
        if not same:
            raise MoveConflict(known)
        return known, False
    choice = choice_for(program=program, session=session, on=from_on, today=today)
    if to_on not in choice.days:
        raise ValidationError({"to_on": "Choose one of the days in the list."}, code="no_such_day")
    mine = Move.objects.standing().filter(program=program, line=session.line)
    before = mine.filter(from_on=choice.planned_on).first()
    if before:
        mine.filter(pk=before.pk).update(taken_back_at=now)
        if to_on == choice.planned_on:
            before.taken_back_at = now
            return before, False
    row = Move(
        pk=key, program=program, line=session.line, from_on=choice.planned_on, to_on=to_on,
        instead_of=before, moved_by=by, moved_at=now,
    )  # fmt: skip
    return save_checked(row), True


@transaction.atomic
def take_back_move(*, move: Move, now: datetime) -> None:
    """Let it be where it was before: on its planned day, or where an earlier move had put it.

    Taken back twice it is taken back once. Raises ValidationError, code `not_movable`, once the
    session is logged or its day is past.
    """
    today = _locked(move.program, now)
    standing = Move.objects.standing().filter(pk=move.pk)
    if not standing.exists():
        return
    earlier = move.instead_of
    back_on = earlier.to_on if earlier else move.from_on
    logs = SessionLog.objects.filter(program=move.program, session__line=move.line)
    if logs.between(move.to_on, move.to_on).exists() or min(move.to_on, back_on) < today:
        raise ValidationError(
            "That day is over, or the session is logged. It stays where it is.", code="not_movable"
        )
    standing.update(taken_back_at=now)
    if earlier:
        save_checked(
            Move(
                program=move.program, line=move.line, from_on=move.from_on, to_on=earlier.to_on,
                instead_of=earlier.instead_of, moved_by=move.moved_by, moved_at=now,
            )
        )  # fmt: skip


def _locked(program: Program, now: datetime) -> date:
    """Hold the runner's row and the programme's until the end; the runner's own day."""
    runner = Runner.objects.select_for_update(of=("self",), no_key=True).get(pk=program.runner_id)
    Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    return now.astimezone(runner.zone).date()
