"""What a runner's first page says besides the sessions: how the day stands, gear and news."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from clinic.people.models import Runner
from drills.models import Equipment
from programs.models import Prescription, Program, ProgramEvent
from programs.progress.sessions import Occurrence, State, Today
from programs.wording.caseload import week_in_words

NEWS_FOR = timedelta(days=7)
NEWS = [ProgramEvent.Kind.SENT, ProgramEvent.Kind.CHANGED, ProgramEvent.Kind.PHASE]


class Standing(StrEnum):
    """How the day stands; the page has words of its own for each."""

    DUE = "due"
    ALL_DONE = "all_done"
    REST = "rest"
    COMING = "coming"
    ON_HOLD = "on_hold"
    FINISHED = "finished"
    NO_PROGRAMME = "no_programme"


@dataclass(frozen=True)
class Card:
    """A session of today. `gear` is in words; `is_start` is true of the one to start now."""

    session: Occurrence
    gear: str
    is_start: bool


@dataclass(frozen=True)
class FirstPage:
    """A runner's day. `weeks` are the running programmes, each with where it is: "week 2 of 8".

    `done_days` of `planned_days` count this week's days that are not for rest.
    """

    standing: Standing
    cards: tuple[Card, ...]
    weeks: tuple[tuple[Program, str], ...]
    news: tuple[ProgramEvent, ...]
    done_days: int
    planned_days: int


def first_page(*, runner: Runner, today: Today) -> FirstPage:
    """The day in plain words; two queries, one less when no drill is due today."""
    marks = [day.mark for day in today.week if day.mark != "rest"]
    due = [one for one in today.sessions if one.state == State.DUE]
    gear = gear_of(one.session_id for one in due if one.drill_count)
    return FirstPage(
        standing=standing_of(today),
        cards=tuple(
            Card(one, gear.get(one.session_id, ""), is_start=one in due[:1])
            for one in today.sessions
        ),
        weeks=tuple(
            (one, week_in_words(one.starts_on, one.ends_on, today.on)) for one in today.programs
        ),
        news=news_of(runner, today.on),
        done_days=sum(mark == State.DONE for mark in marks),
        planned_days=len(marks),
    )


def standing_of(today: Today) -> Standing:
    """Sessions come first, whatever else is on hold or over."""
    if today.sessions:
        is_due = any(one.state == State.DUE for one in today.sessions)
        return Standing.DUE if is_due else Standing.ALL_DONE
    if any(one.starts_on <= today.on for one in today.programs):
        return Standing.REST
    if today.programs:
        return Standing.COMING
    if today.on_hold:
        return Standing.ON_HOLD
    return Standing.FINISHED if today.over else Standing.NO_PROGRAMME


def gear_of(sessions: Iterable[UUID]) -> dict[UUID, str]:
    """What to have at hand for each session, in words; nothing for one that needs nothing.

    One query, none for no sessions.
    """
    asked = set(sessions)
    if not asked:
        return {}
    needed: dict[UUID, set[str]] = defaultdict(set)
    rows = Prescription.objects.filter(session__in=asked).order_by()
    for session, equipment in rows.values_list("session_id", "drill__equipment"):
        needed[session].update(equipment)
    names = dict(Equipment.choices)
    return {
        session: ", ".join(str(names[one]).lower() for one in names if one in there)
        for session, there in needed.items()
        if there
    }


def news_of(runner: Runner, today: date) -> tuple[ProgramEvent, ...]:
    """What the physio did to the running programmes in the last week, newest first; one query."""
    recent = ProgramEvent.objects.filter(
        program__runner=runner,
        program__status=Program.Status.ACTIVE,
        kind__in=NEWS,
        on__gt=today - NEWS_FOR,
        on__lte=today,
    )
    newest: dict[UUID, ProgramEvent] = {}
    for event in recent.select_related("program", "phase").order_by("-at", "-id"):
        newest.setdefault(event.program_id, event)
    return tuple(newest.values())
