"""Whose plan the builder writes: a runner's programme, or one of the clinic's own templates.

A desk knows the addresses and the words of its page, and what its buttons do.
"""

from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from clinic.people.models import Principal, Runner
from programs.actions import own_templates
from programs.actions.saving import PlanChanges
from programs.actions.thrown import discard_template_version, discard_version
from programs.actions.versions import open_version, send_program
from programs.models import Plan, PlannedSession, Program, ProgramTemplate
from programs.progress.beside import beside

OVER = (Program.Status.COMPLETED, Program.Status.STOPPED)


class Desk[Owner: (Program, ProgramTemplate)](ABC):
    """What both kinds have in common. `edit`, `preview` and `back` are addresses."""

    program: Program | None = None
    template: ProgramTemplate | None = None
    runner: Runner | None = None
    edit: str
    preview: str
    back: str
    back_words: str
    heading: str
    lede: str = ""
    send_words: str
    when_sent: str
    reader: str
    is_over: bool = False
    thrown_away: str

    def __init__(self, owner: Owner) -> None:
        self.owner: Owner = owner

    def open_plan(self) -> Plan | None:
        """The plan that is being written, with all that stands in it at hand."""
        return self.owner.plans.open().with_tree().select_related("made_by").first()

    @property
    @abstractmethod
    def is_version(self) -> bool:
        """Whether it is a version beside one that is in force, and not a first draft."""

    @property
    def is_done_at(self) -> str:
        """The page to look at afterwards."""
        return self.back

    def beside(self, today: date) -> list[PlannedSession]:
        """What the runner does already besides; nothing for a template."""
        return []

    @abstractmethod
    def open(self, *, by: Principal, now: datetime) -> None:
        """Begin the next version, or go on with the one that is there. Raises ValidationError."""

    @abstractmethod
    def send(self, *, by: Principal, now: datetime, changes: PlanChanges, why: str) -> None:
        """Put it in force with the last changes. Raises ValidationError."""

    @abstractmethod
    def discard(self, *, by: Principal, now: datetime) -> str:
        """Throw the open plan away; returns the address that brings it back.

        Raises ValidationError.
        """


class ProgramDesk(Desk[Program]):
    """A runner's programme: a draft, or the next version of what runs."""

    def __init__(self, program: Program) -> None:
        """`program` comes with its runner."""
        super().__init__(program)
        self.program, self.runner = program, program.runner
        name = program.runner.name
        self.edit = reverse("programs:edit", args=[program.pk])
        self.preview = reverse("programs:preview", args=[program.pk])
        self.back = reverse("programs:runner", args=[program.runner_id])
        self.back_words = self.reader = name
        self.is_over = program.status in OVER
        self.send_words = f"Send to {name}"
        self.heading, self.thrown_away = f"Draft for {name}", "Throw away this draft"
        self.when_sent = f"{name} gets an e-mail half a minute after you send it."
        if self.is_version:
            self.thrown_away = "Throw away this version"
            self.when_sent = (
                f"{name} gets one e-mail for all changes in a row, three minutes after the last."
            )
        self.when_sent += " Until then you can take it back. It names no drill."

    @property
    def is_version(self) -> bool:
        """A programme that was sent has a version in force."""
        return self.owner.status != Program.Status.DRAFT

    def beside(self, today: date) -> list[PlannedSession]:
        """Of the runner's other programmes."""
        return beside(self.owner, today=today)

    @property
    def is_done_at(self) -> str:
        """The programme's own page."""
        return reverse("programs:detail", args=[self.owner.pk])

    def open_plan(self) -> Plan | None:
        """As for all; a version says who does what until it is sent."""
        plan = super().open_plan()
        if plan and self.is_version:
            self.heading = f"Version {plan.number} for {self.reader}"
            self.lede = (
                f"Version {plan.number}, not sent. {self.reader} still does version "
                f"{self.owner.version}."
            )
        return plan

    def open(self, *, by: Principal, now: datetime) -> None:
        """The next version."""
        open_version(program=self.owner, by=by, now=now)

    def send(self, *, by: Principal, now: datetime, changes: PlanChanges, why: str) -> None:
        """To the runner."""
        send_program(program=self.owner, by=by, now=now, changes=changes, why=why)

    def discard(self, *, by: Principal, now: datetime) -> str:
        """The open version; a draft as a whole. Either can be brought back."""
        thrown = discard_version(program=self.owner, by=by, now=now)
        return reverse("programs:bring_back", args=[thrown.pk])


class TemplateDesk(Desk[ProgramTemplate]):
    """The next version of a template; there is no runner, and nobody is told."""

    def __init__(self, template: ProgramTemplate) -> None:
        super().__init__(template)
        self.template = template
        self.edit = reverse("programs:template_edit", args=[template.pk])
        self.preview = reverse("programs:template_preview", args=[template.pk])
        self.back = reverse("programs:template", args=[template.pk])
        self.back_words, self.reader = template.name, "a runner"
        self.heading, self.thrown_away = template.name, "Throw away this version"
        self.send_words = "Put it in force"
        self.when_sent = (
            "New programmes start from it. Programmes that were made before stay as they are: the "
            "template’s page offers each of them the changes."
        )

    @property
    def is_version(self) -> bool:
        """A template always has a version in force."""
        return True

    def open_plan(self) -> Plan | None:
        """As for all; it says which version is in force until then."""
        plan = super().open_plan()
        if plan:
            self.heading = f"Version {plan.number} of {self.owner.name}"
            self.lede = f"Not in force yet. Version {self.owner.version} is used until then."
            self.send_words = f"Put version {plan.number} in force"
        return plan

    def open(self, *, by: Principal, now: datetime) -> None:
        """The next version."""
        own_templates.open_template_version(template=self.owner, by=by, now=now)

    def send(self, *, by: Principal, now: datetime, changes: PlanChanges, why: str) -> None:
        """In force for new programmes."""
        own_templates.put_version_in_force(
            template=self.owner, changes=changes, why=why, by=by, now=now
        )

    def discard(self, *, by: Principal, now: datetime) -> str:
        """The open version; it can be brought back."""
        thrown = discard_template_version(template=self.owner, now=now)
        return reverse("programs:bring_back", args=[thrown.pk])


def desk_of(
    user: Principal, *, program_id: UUID | None = None, template_id: UUID | None = None
) -> Desk[Any] | None:
    """The desk of a programme of the caseload, or of one of the clinic's own templates."""
    if program_id:
        programs = Program.objects.visible_to(user).select_related("runner", "physio")
        program = programs.filter(pk=program_id).first()
        return ProgramDesk(program) if program else None
    if template_id:
        template = ProgramTemplate.objects.editable_by(user).filter(pk=template_id).first()
        return TemplateDesk(template) if template else None
    return None
