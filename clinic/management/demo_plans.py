"""Somebody who may be ready for the next phase; a template and a questionnaire of our own."""

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from clinic.people.models import Practitioner, Runner, User
from programs.actions.logs import SessionEntry, log_session
from programs.actions.mornings import answer_morning
from programs.actions.own_templates import (
    copy_template,
    describe_template,
    open_template_version,
    put_version_in_force,
)
from programs.actions.phases import record_test
from programs.actions.plans import create_program_from_template
from programs.actions.questionnaires import (
    Asked,
    Content,
    answer_form,
    ask_form,
    save_questionnaire,
)
from programs.actions.versions import send_program
from programs.models import PlannedSession, Prescription, Program, ProgramTemplate, SessionLog

RETURN = "easy-return-to-running"


class Clinic(Protocol):
    """What the demo clinic lends."""

    pia: Practitioner
    ruth: Runner
    now: datetime

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days before today."""

    def register(self, name: str, physio: Practitioner, *, days: int) -> Runner:
        """Somebody put on file."""


class DemoPlans:
    """What Pia writes and decides."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.pia = User.objects.get(practitioner=clinic.pia)

    def fill(self) -> None:
        """All of it."""
        self.ready()
        self.own_template()
        self.questionnaire()

    def ready(self) -> None:
        """Nora walked for nine days without pain: every criterion of the phase is met."""
        nora = self.clinic.register("Nora Castell", self.clinic.pia, days=12)
        template = ProgramTemplate.objects.get(slug=RETURN)
        sent_at = self.clinic.ago(10, 12)
        program = create_program_from_template(
            runner=nora,
            physio=self.clinic.pia,
            template=template,
            title="",
            starts_on=sent_at.date(),
            weeks=template.weeks,
            weekdays=[],
            by=self.pia,
            now=sent_at,
        )
        program = send_program(program=program, by=self.pia, now=sent_at)
        for days in (9, 7, 5, 3, 1):
            log = self.log(program, days)
            answer_morning(
                log=log, runner=nora, is_worse=False, pain=None, where="",
                now=self.clinic.ago(days - 1, 8),
            )  # fmt: skip
        record_test(
            program=program,
            is_passed=True,
            note="40 minutes around the park, no pain then or the morning after.",
            test_id=uuid4(),
            by=self.pia,
            now=self.clinic.ago(1, 12),
        )

    def log(self, program: Program, days: int) -> SessionLog:
        """The phase's session, without pain."""
        at = self.clinic.ago(days, 17)
        offset = at.utcoffset() or timedelta()
        sessions = PlannedSession.objects.select_related("phase__plan")
        entry = SessionEntry(
            program=program,
            session=sessions.filter(phase__plan__program=program).order_by("phase__order")[0],
            occurred_at=at,
            utc_offset_minutes=int(offset.total_seconds() // 60),
            state=SessionLog.State.DONE,
            pain_during=0,
            pain_after=0,
            effort=3,
            minutes=20,
        )
        now = at + timedelta(minutes=10)
        return log_session(log_id=uuid4(), runner=program.runner, entry=entry, now=now).log

    def own_template(self) -> None:
        """The clinic's way of a shipped template, in its second version."""
        shipped = ProgramTemplate.objects.get(slug="hip-mobility-base")
        now = self.clinic.ago(20, 16)
        own = copy_template(template=shipped, by=self.pia, now=now)
        describe_template(
            template=own, name="Hips, our way", summary=shipped.summary, weeks=shipped.weeks,
            seen=own.updated_at, now=now,
        )  # fmt: skip
        plan = open_template_version(template=own, by=self.pia, now=now)
        first = Prescription.objects.filter(session__phase__plan=plan).first()
        if first:
            Prescription.objects.filter(pk=first.pk).update(sets=first.sets + 1)
        put_version_in_force(template=own, by=self.pia, now=now, why="One set more to begin with")

    def questionnaire(self) -> None:
        """Three questions in the clinic's own words, answered twice by Ruth."""
        often = Asked(
            "choice", "How often did you leave out a run?",
            ("Never", "Once", "Twice or more"), (4, 2, 0),
        )  # fmt: skip
        sitting = Asked(
            "scale", "How easy was it to sit for an hour?",
            ("not possible", "as before it hurt"), tuple(range(11)),
        )  # fmt: skip
        known: dict[str, Any] = {"scoring": "sum", "higher_is_better": True}
        made = save_questionnaire(
            content=Content(
                title="Sitting and running",
                intro="Think of the last seven days.",
                change=None,
                change_source="",
                questions=(sitting, often, Asked("text", "What else should we know?")),
                **known,
            ),
            by=self.pia,
            now=self.clinic.ago(13, 10),
        )
        asked_at = self.clinic.ago(13, 11)
        measure = ask_form(
            runner=self.clinic.ruth, questionnaire=made, every_weeks=1,
            starts_on=asked_at.date(), by=self.pia, now=asked_at,
        )  # fmt: skip
        told: list[tuple[int, list[int | str]]] = [
            (13, [4, 1, "Long drives are the worst."]),
            (6, [6, 0, ""]),
        ]
        for days, answers in told:
            answer_form(measure=measure, answers=answers, now=self.clinic.ago(days, 12))
