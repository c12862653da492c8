"""To which days a runner may move a session. It only reads."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from programs.models import Period, PlannedSession, Program
from programs.progress.moves import falls
from programs.progress.places import Place, places
from programs.progress.sessions import week_of


@dataclass(frozen=True)
class Choice:
    """A session of one day that can be moved: its planned day, and the days to choose from."""

    session: PlannedSession
    on: date
    planned_on: date
    days: tuple[date, ...]


def choice_for(*, program: Program, session: PlannedSession, on: date, today: date) -> Choice:
    """The days of the same week, from today on, on which the session is not anyway.

    A week asks for what the physio planned: nothing moves out of it. The planned day is among the
    days of a session that was moved before. Raises ValidationError, code `not_movable`, with the
    reason in words where it cannot be moved. Five queries.
    """
    week = week_of(on)
    there = places(Program.objects.filter(pk=program.pk), week[0], week[-1], today)
    turns = [one for one in there if one.session.line == session.line and one.on == on]
    if not turns or on < today:
        raise _refused("This session is not due on that day any more. Open the calendar again.")
    if any(one.log_id for one in turns):
        raise _refused("This session is logged already. Change the log instead.")
    found = turns[0].session
    if found.cadence == PlannedSession.Cadence.PER_WEEK:
        raise _refused(
            f"Do this session on any {found.per_week} days of the week. It needs no moving."
        )
    period = Period.objects.filter(program=program).on(on).first()
    days = tuple(day for day in week if day >= today and _is_free(day, turns[0], there, period))
    if not days:
        raise _refused("No other day of this week is left for it. Skip it, or do it today.")
    return Choice(found, on, turns[0].moved_from or on, days)


def _is_free(day: date, place: Place, there: list[Place], period: Period | None) -> bool:
    """In force, and neither there by the plan (but for its own planned day) nor by a move."""
    if period is None or not period.starts_on <= day <= (period.ends_on or date.max):
        return False
    if any(one.session.line == place.session.line and one.on == day for one in there):
        return False
    return day == place.moved_from or not falls(place.session, period, day)


def _refused(words: str) -> ValidationError:
    return ValidationError(words, code="not_movable")
