"""The rest of Pia's demo caseload: one runner for each reason to look, and two who are fine."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from bookings.actions.ringing import ask_to_ring
from clinic.people.models import Practitioner, Runner, User
from programs.actions.attention import add_note, ask_question
from programs.actions.cases import RestrictionWish, open_case
from programs.actions.logs import SessionEntry, log_session
from programs.actions.mornings import answer_morning
from programs.actions.periods import hold_program
from programs.models import PlannedSession, Program, SessionLog
from programs.wording.pain import preset_values

# Numbers that the Australian regulator keeps for fiction, so that nobody is ever rung (ACMA).
NOBODYS = (
    *("570 156", "570 157", "570 158", "570 159", "570 110", "570 006", "570 313", "570 737"),
    *("571 266", "571 491", "571 804"),
)


def email_of(name: str) -> str:
    """The address of a made-up person: their first name, on a domain that reaches nobody."""
    return f"{name.split(maxsplit=1)[0].lower()}@demo.example"


def phone_of(name: str) -> str:
    """A mobile number that rings nowhere, the same for a name each time."""
    return f"0491 {NOBODYS[sum(map(ord, name)) % len(NOBODYS)]}"


class Clinic(Protocol):
    """What the demo clinic lends."""

    pia: Practitioner

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days before today."""

    def register(self, name: str, physio: Practitioner, *, days: int) -> Runner:
        """Somebody put on file."""

    def prescribe(self, runner: Runner, physio: Practitioner, slug: str, *, days: int) -> Program:
        """A programme from a template, sent."""


class DemoCaseload:
    """Runners of Pia's, each with weeks of logs."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.pia = User.objects.get(practitioner=clinic.pia)

    def fill(self) -> None:
        """Everybody, by why they stand on the caseload."""
        self.severe_pain()
        self.worse_mornings()
        self.question()
        self.restriction()
        self.doing_less()
        self.ending()
        self.on_hold()
        self.fine()

    def take_on(self, name: str, slug: str, *, days: int) -> Program:
        """A runner with a programme since so many days."""
        runner = self.clinic.register(name, self.clinic.pia, days=days + 2)
        return self.clinic.prescribe(runner, self.clinic.pia, slug, days=days)

    def case(self, program: Program, condition: str, preset: str, goal: str, **fields: Any) -> None:
        """Why the runner is treated, on the day of the programme."""
        restrictions = fields.pop("restrictions", [])
        days = fields.pop("days")
        open_case(
            runner=program.runner,
            physio=self.clinic.pia,
            fields={"condition": condition, "goal": goal, **fields, **preset_values(preset)},
            restrictions=restrictions,
            opened_on=self.clinic.ago(days).date(),
            by=self.pia,
            now=self.clinic.ago(days, 13),
        )

    def logs(
        self, program: Program, days: Iterable[int], pains: Iterable[int | None], **told: Any
    ) -> SessionLog:
        """One session on each of these days, the pain with it; returns the last log."""
        pairs = list(zip(days, pains, strict=False))
        return [self.log(program, ago, pain, **told) for ago, pain in pairs][-1]

    def log(self, program: Program, days: int, pain: int | None, **told: Any) -> SessionLog:
        """One session in the evening, told a quarter of an hour later."""
        at = self.clinic.ago(days, 18)
        offset = at.utcoffset() or timedelta()
        program = Program.objects.select_related("runner").get(pk=program.pk)
        sessions = PlannedSession.objects.select_related("phase__plan")
        known: dict[str, Any] = {"state": SessionLog.State.DONE, "effort": 4, "minutes": 15}
        entry = SessionEntry(
            program=program,
            session=sessions.filter(
                phase__plan__program=program, phase__plan__number=program.version
            ).order_by("phase__order", "order")[0],
            occurred_at=at,
            utc_offset_minutes=int(offset.total_seconds() // 60),
            pain_during=pain,
            **(known | told),
        )
        now = at + timedelta(minutes=15)
        return log_session(log_id=uuid4(), runner=program.runner, entry=entry, now=now).log

    def severe_pain(self) -> None:
        """Pain of 8 or more is seen after one rating."""
        program = self.take_on("Priya Nair", "glute-activation", days=24)
        self.case(
            program, "gluteal_tendinopathy", "tendon", "Run the Sunday loop again",
            side="right", days=24, restrictions=[RestrictionWish("hip_adduction", 2)],
        )  # fmt: skip
        self.logs(program, range(23, 1, -1), [3, 3, 4, 3, 4, 4, 5, 4] * 3)
        self.log(program, 1, 8, note="Sharp on the outside of my hip when I went down the stairs.")
        add_note(
            runner=program.runner,
            text="Rang her. Rest for two days, then start again with half of the sets.",
            by=self.pia,
            now=self.clinic.ago(1, 19, 30),
        )

    def worse_mornings(self) -> None:
        """The session was fine, the next morning was not."""
        program = self.take_on("Sam Okafor", "glute-activation", days=20)
        self.logs(program, range(19, 8, -1), [2, 3, 2, 2, 3, 3] * 2)
        self.case(program, "achilles_midportion", "tendon", "Jog to work", side="left", days=9)
        log = self.logs(program, range(8, 1, -1), [3, 2, 2, 3, 3, 2, 2])
        answer_morning(
            log=log,
            runner=program.runner,
            is_worse=True,
            pain=5,
            where="Back of the heel",
            now=self.clinic.ago(1, 7),
        )
        self.log(program, 1, 3)
        ask_to_ring(runner=program.runner, by=self.pia, now=self.clinic.ago(1, 16))

    def question(self) -> None:
        """Somebody wants to know."""
        program = self.take_on("Grace Lim", "floor-hip-opening", days=15)
        self.logs(program, range(14, 0, -1), [1, 2, 1, 1, 0, 1] * 3)
        ask_question(
            runner=program.runner,
            program=program,
            text="My hip clicks when I lift the leg. It does not hurt. Should I go on?",
            question_id=uuid4(),
            now=self.clinic.ago(1, 20),
        )

    def restriction(self) -> None:
        """A restriction came after the programme."""
        program = self.take_on("Marco Bianchi", "floor-hip-opening", days=12)
        self.logs(program, range(11, 0, -1), [2] * 12)
        self.case(
            program, "proximal_hamstring_tendinopathy", "general", "Sprint with my daughter",
            days=1, restrictions=[RestrictionWish("deep_hip_flexion")],
        )  # fmt: skip

    def doing_less(self) -> None:
        """Nearly everything before, half of it now, with reasons."""
        program = self.take_on("Hannah Clarke", "pre-run-hip-mobility", days=35)
        self.logs(program, range(34, 13, -1), [2] * 22, effort=3)
        self.logs(program, [13, 11, 9, 6, 3, 1], [2] * 6)
        self.logs(
            program, [12, 8, 5, 2], [None] * 4, state=SessionLog.State.SKIPPED,
            skip_reason=SessionLog.SkipReason.NO_TIME, effort=None, minutes=None,
        )  # fmt: skip

    def ending(self) -> None:
        """Eight weeks are nearly over."""
        program = self.take_on("Joel Peters", "post-run-recovery", days=52)
        self.logs(program, range(51, 0, -1), [4] * 12 + [3] * 14 + [2] * 14 + [1] * 12)

    def on_hold(self) -> None:
        """Away until next month."""
        program = self.take_on("Bea Novotny", "pre-run-hip-mobility", days=28)
        self.logs(program, range(27, 10, -1), [1] * 18)
        hold_program(program=program, by=self.pia, now=self.clinic.ago(10), why="Overseas")

    def fine(self) -> None:
        """On track."""
        program = self.take_on("Yusuf Demir", "pre-run-hip-mobility", days=21)
        self.logs(program, range(20, -1, -1), [3, 3, 2, 3, 2, 2, 2, 1] * 3)
