"""Who needs the physio, and why: a whole caseload in two queries at the most, whatever its size.

Most runners were counted ahead (`models.Standing`). Who was not, or has changed since, is counted
here and now (`standings`), so that the page is always right, and only slower without a worker.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from clinic.people.models import Principal, Runner
from programs.charts.numbers import DayPain
from programs.progress.caseload_reads import read_standings
from programs.progress.standings import stands
from programs.wording import caseload as words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a runner needs the physio, or how it stands; `words` are the details."""

    code: str
    words: str = ""
    weight: int = 0

    @property
    def label(self) -> str:
        """Its name."""
        return words.label_of(self.code)

    @property
    def kind(self) -> str:
        """Of the tag."""
        return words.REASONS.get(self.code) or words.CALM[self.code]


@dataclass(frozen=True, slots=True)
class Running:
    """A programme of a row; `week` says where it stands, in words."""

    id: str
    title: str
    status: str
    week: str


@dataclass
class Row:
    """A runner of the caseload; what a row shows is taken out of `told` when somebody looks.

    No reason is calm, and `calm` says how it stands. What is put off is no reason.
    """

    id: str
    name: str
    today: date
    place: int
    weight: int
    needs_you: bool
    has_program: bool
    told: str | dict[str, Any]

    @cached_property
    def _told(self) -> dict[str, Any]:
        return json.loads(self.told) if isinstance(self.told, str) else self.told

    @cached_property
    def reasons(self) -> list[Reason]:
        """Why the runner needs the physio, the most urgent first."""
        return [Reason(*reason) for reason in self._told["reasons"]]

    @property
    def first(self) -> Reason:
        """The reason that decides its place, or how it stands without one."""
        return self.reasons[0] if self.reasons else self.calm

    @property
    def calm(self) -> Reason:
        """How the runner stands without a reason."""
        return Reason(*self._told["calm"])

    @property
    def programs(self) -> list[Running]:
        """Those that are not over; a draft is one."""
        return [Running(*program) for program in self._told["programs"]]

    @property
    def halves(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """(done, due) of the 14 days before, and of the last 14 days."""
        before, now = zip(self._told["done"], self._told["due"], strict=True)
        return before, now

    @property
    def done(self) -> int:
        """Sessions reported done, wholly or partly, in the last 28 days."""
        return sum(self._told["done"])

    @property
    def due(self) -> int:
        """Those that were due so far in the last 28 days; see `bits` for what is not counted."""
        return sum(self._told["due"])

    @property
    def limit(self) -> int:
        """The highest pain that the strictest running programme allows, 0 to 10."""
        return self._told["limit"]

    @property
    def points(self) -> list[DayPain]:
        """Pain on each day of the last 28 with a log or a missed session."""
        return [
            DayPain(self.today - timedelta(days=ago), pain) for ago, pain in self._told["pains"]
        ]

    def rank(self) -> tuple[int, int, str]:
        """Smaller needs the physio more."""
        return self.place, -self.weight, self.name


def caseload(*, user: Principal, today: date) -> list[Row]:
    """The physio's own runners, those who need a look first. Two queries at the most."""
    return rows_of(Runner.objects.treated_by(user), today)


def rows_of(runners: QuerySet[Runner], today: date) -> list[Row]:
    """Those of a scope, which the caller has asked for, those who need a look first."""
    there = read_standings(runners, today)
    fresh = stands([runner for runner, _, place, *_ in there if place is None], today)
    rows = []
    for runner, name, *counted in there:
        if now := fresh.get(runner):
            counted = [now.place, now.weight, now.needs_you, now.has_program, now.told]
        rows.append(Row(runner, name, today, *counted))
    return sorted(rows, key=Row.rank)
