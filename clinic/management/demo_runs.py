"""Ruth's runs beside her drills, and what she rates, for the demo clinic."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

from clinic.people.models import Practitioner, Runner, User
from programs.actions.logs import SessionEntry, log_session
from programs.actions.outcomes import answer_outcome, ask_for
from programs.models import OutcomeMeasure, SessionLog

# Days ago, metres and minutes; no step is a big one.
RUNS = ((12, 4000, 26), (8, 4200, 27), (4, 4400, 28))


class Clinic(Protocol):
    """What the demo clinic lends."""

    pia: Practitioner
    ruth: Runner
    now: datetime

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days before today."""


class DemoRuns:
    """Runs that no programme planned, and two ratings: one answered, one due."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    def fill(self) -> None:
        """Everything of Ruth's."""
        ruth = self.clinic.ruth
        for days, metres, minutes in RUNS:
            self.run(ruth, at=self.clinic.ago(days, 7), metres=metres, minutes=minutes)
        kinds = OutcomeMeasure.Kind
        asked = self.ask(ruth, kinds.PSFS, ["Climb stairs", "Run for 20 minutes"], days=13)
        answer_outcome(measure=asked, ratings=[6, 3], now=self.clinic.ago(13, 12))
        self.ask(ruth, kinds.RATING, ["Front of the hip"], days=0)

    def run(self, runner: Runner, *, at: datetime, metres: int, minutes: int) -> None:
        """One run in the morning of that day."""
        offset = at.utcoffset() or timedelta()
        entry = SessionEntry(
            program=None,
            session=None,
            occurred_at=at,
            utc_offset_minutes=int(offset.total_seconds() // 60),
            state=SessionLog.State.DONE,
            kind=SessionLog.Kind.RUN,
            distance_m=metres,
            minutes=minutes,
            pain_during=1,
            effort=4,
        )
        log_session(log_id=uuid4(), runner=runner, entry=entry, now=at + timedelta(hours=1))

    def ask(self, runner: Runner, kind: str, items: list[str], *, days: int) -> OutcomeMeasure:
        """Asked by Pia, again every four weeks."""
        now = self.clinic.ago(days, 11) if days else self.clinic.now
        return ask_for(
            runner=runner,
            kind=kind,
            items=items,
            every_weeks=4,
            starts_on=now.astimezone(runner.zone).date(),
            by=User.objects.get(practitioner=self.clinic.pia),
            now=now,
        )
