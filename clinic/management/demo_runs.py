"""Ruth's runs and strength beside her drills, and what she rates, for the demo clinic."""

from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from clinic.people.models import Practitioner, Runner, User
from programs.actions.logs import SessionEntry, log_session
from programs.actions.outcomes import answer_outcome, ask_for
from programs.actions.plans import create_program_from_template
from programs.actions.versions import send_program
from programs.models import OutcomeMeasure, ProgramTemplate, SessionLog

# Days ago, metres and minutes; no step is a big one.
RUNS = ((12, 4000, 26), (8, 4200, 27), (4, 4400, 28))


class Clinic(Protocol):
    """What the demo clinic lends."""

    pia: Practitioner
    ruth: Runner
    now: datetime
    today: date

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days before today."""


class DemoRuns:
    """Runs that no programme planned, strength on two days, and two ratings, one of them due."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    def fill(self) -> None:
        """Everything of Ruth's."""
        ruth = self.clinic.ruth
        for days, metres, minutes in RUNS:
            self.run(ruth, at=self.clinic.ago(days, 7), metres=metres, minutes=minutes)
        self.strength(ruth)
        kinds = OutcomeMeasure.Kind
        asked = self.ask(ruth, kinds.PSFS, ["Climb stairs", "Run for 20 minutes"], days=13)
        answer_outcome(measure=asked, ratings=[6, 3], now=self.clinic.ago(13, 12))
        self.ask(ruth, kinds.RATING, ["Front of the hip"], days=0)

    def strength(self, runner: Runner) -> None:
        """A second programme, on two days that are not today: its sessions can be moved."""
        template = ProgramTemplate.objects.get(slug="glute-activation")
        by = User.objects.get(practitioner=self.clinic.pia)
        days = [self.clinic.today + timedelta(days=ahead) for ahead in (1, 3)]
        program = create_program_from_template(
            runner=runner,
            physio=self.clinic.pia,
            template=template,
            title=template.name,
            starts_on=self.clinic.today - timedelta(days=2),
            weeks=6,
            weekdays=[day.isoweekday() for day in days],
            by=by,
            now=self.clinic.ago(2, 12),
        )
        send_program(program=program, by=by, now=self.clinic.ago(2, 12, 10))

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
