"""What a runner's first page says besides the sessions: how the day stands, gear and news."""

from dataclasses import dataclass
from enum import StrEnum

from drills.models import Equipment
from programs.models import Program
from programs.progress.news import News, news_of
from programs.progress.sessions import Occurrence, State, Today
from programs.wording.caseload import week_in_words


class Standing(StrEnum):
    """How the day stands; the page has words of its own for each."""

    STOP = "stop"
    DUE = "due"
    ALL_DONE = "all_done"
    REST = "rest"
    COMING = "coming"
    ON_HOLD = "on_hold"
    FINISHED = "finished"
    NO_PROGRAMME = "no_programme"


@dataclass(frozen=True)
class Card:
    """A session of today. `gear` is in words; `is_start` is true of the one to start now.

    There is none to start on a day on which somebody is to stop.
    """

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
    news: tuple[News, ...]
    done_days: int
    planned_days: int


def first_page(today: Today, *, is_to_stop: bool = False) -> FirstPage:
    """The day in plain words, without another query. `is_to_stop`: strong pain was noted today."""
    marks = [day.mark for day in today.week if day.mark != "rest"]
    due = [one for one in today.sessions if one.state == State.DUE]
    first = due[:1] if not is_to_stop else []
    return FirstPage(
        standing=Standing.STOP if is_to_stop else standing_of(today),
        cards=tuple(
            Card(one, gear_of(one) if one in due else "", is_start=one in first)
            for one in today.sessions
        ),
        weeks=tuple(
            (one, week_in_words(one.starts_on, one.ends_on, today.on)) for one in today.programs
        ),
        news=news_of(today.programs),
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


def gear_of(session: Occurrence) -> str:
    """What to have at hand for it, in words; empty where it needs nothing."""
    return ", ".join(
        str(words).lower() for one, words in Equipment.choices if one in session.equipment
    )
