"""Programmes, and their plans: one version each of what is to be done.

A sealed plan never changes again (the database refuses it), so that a log means for ever what it
meant on its day. A change is a new plan.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Prefetch, Q

from clinic.people.models import Practitioner, Principal, Runner, User
from drills.models import with_figures
from programs.models.cases import Case, PainRule
from programs.models.templates import ProgramTemplate


class ProgramQuerySet(models.QuerySet["Program"]):
    """Named reads of programmes."""

    def visible_to(self, user: Principal) -> Self:
        """A physio sees the caseload's programmes, a runner the own ones once they are sent."""
        match getattr(user, "role", None):
            case User.Role.PHYSIO:
                return self.filter(runner__physio__user=user)
            case User.Role.RUNNER:
                return self.filter(runner__user=user).exclude(status=Program.Status.DRAFT)
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """A physio may change the programmes of the own caseload that are not over."""
        over = [Program.Status.COMPLETED, Program.Status.STOPPED]
        return self.visible_to(user).filter(runner__physio__user=user).exclude(status__in=over)

    def with_plans(self) -> Self:
        """Each with its people and the whole plan in force at hand: 9 queries more."""
        in_force = Plan.objects.in_force().with_tree()
        return self.select_related("runner", "physio").prefetch_related(
            Prefetch("plans", queryset=in_force, to_attr="plans_in_force")
        )

    def active_on(self, day: date) -> Self:
        """Running on that day."""
        started = self.filter(status=Program.Status.ACTIVE, starts_on__lte=day)
        return started.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Program(models.Model):
    """A runner's own programme. The word on the screen is programme.

    Title, note, last day and the version of its template repeat those of the plan in force, so that
    lists need no join.
    """

    class Status(models.TextChoices):
        """draft → active ⇄ on hold → completed or stopped."""

        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Active"
        ON_HOLD = "on_hold", "On hold"
        COMPLETED = "completed", "Completed"
        STOPPED = "stopped", "Stopped"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="programs")
    physio = models.ForeignKey(Practitioner, models.PROTECT, related_name="programs")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="programs")
    template = models.ForeignKey(
        ProgramTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programs",
        help_text="What it was made from.",
    )
    template_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The version of the template whose changes it has."
    )
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True, help_text="From the physio to the runner.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="The number of the plan in force.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Empty: until further notice.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ProgramQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="program_ends_after_it_starts",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(template=None, template_version=None)
                | Q(template__isnull=False, template_version__isnull=False),
                name="program_knows_its_template_version",
                violation_error_message="A programme of a template has a version of it.",
            ),
        ]
        indexes = [
            models.Index(fields=["runner", "status"], name="program_of_runner"),
            models.Index(fields=["-created_at", "id"], name="program_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def plan(self) -> "Plan":
        """The plan in force; of a draft, its only one. No query after `with_plans()`."""
        there = getattr(self, "plans_in_force", None)
        return there[0] if there else self.plans.get(number=self.version)


class PlanQuerySet(models.QuerySet["Plan"]):
    """Named reads of plans."""

    def in_force(self) -> Self:
        """The one of each programme or template that counts now."""
        return self.filter(Q(number=F("program__version")) | Q(number=F("template__version")))

    def open(self) -> Self:
        """Those that are still being written."""
        return self.filter(sealed_at=None)

    def with_tree(self) -> Self:
        """Each with phases, sessions, prescriptions, drills and their figures: 7 queries more."""
        drills = "phases__sessions__prescriptions__drill"
        return self.prefetch_related(drills, with_figures(f"{drills}__", thumbs=True))


class Plan(PainRule):
    """One version of a programme or of a template."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="plans"
    )
    template = models.ForeignKey(
        ProgramTemplate, models.CASCADE, null=True, blank=True, related_name="plans"
    )
    number = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    template_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The version of the template whose changes it has."
    )
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True, help_text="From the physio to the runner.")
    ends_on = models.DateField(null=True, blank=True, help_text="Empty: until further notice.")
    why = models.CharField(max_length=200, blank=True, help_text="Why this version was made.")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sealed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it cannot change any more."
    )

    objects = PlanQuerySet.as_manager()

    class Meta(PainRule.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            *PainRule.Meta.constraints,
            models.CheckConstraint(
                condition=Q(program=None) ^ Q(template=None),
                name="plan_belongs_to_one",
                violation_error_message="A plan is of a programme or of a template.",
            ),
            models.UniqueConstraint(
                fields=["program", "number"],
                name="plan_number_once_a_program",
                violation_error_message="Somebody made a new version just now. Open it first.",
            ),
            models.UniqueConstraint(
                fields=["template", "number"],
                name="plan_number_once_a_template",
                violation_error_message="Somebody made a new version just now. Open it first.",
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(sealed_at=None),
                name="plan_open_once_a_program",
                violation_error_message="Somebody is changing this programme already.",
            ),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(sealed_at=None),
                name="plan_open_once_a_template",
                violation_error_message="Somebody is changing this template already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
