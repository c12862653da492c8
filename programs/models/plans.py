"""Plans: a runner's own programme, its phases, sessions and prescriptions."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q

from clinic.people.models import Practitioner, Principal, Runner, User
from drills.models import Dose, Drill, Moment, Routine


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
        """A physio may change the drafts of the own caseload."""
        return self.visible_to(user).filter(runner__physio__user=user, status=Program.Status.DRAFT)

    def with_plan(self) -> Self:
        """Each with its people, phases, sessions, prescriptions and drills at hand: 4 queries."""
        prescriptions = Prescription.objects.select_related("drill")
        return self.select_related("runner", "physio").prefetch_related(
            Prefetch("phases__sessions__prescriptions", queryset=prescriptions)
        )

    def active_on(self, day: date) -> Self:
        """Running on that day."""
        started = self.filter(status=Program.Status.ACTIVE, starts_on__lte=day)
        return started.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Program(models.Model):
    """A runner's own programme. The word on the screen is programme."""

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
    routine = models.ForeignKey(
        Routine, models.SET_NULL, null=True, blank=True, help_text="What it was made from."
    )
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True, help_text="From the physio to the runner.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
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
            )
        ]
        indexes = [
            models.Index(fields=["runner", "status"], name="program_of_runner"),
            models.Index(fields=["-created_at", "id"], name="program_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class Phase(models.Model):
    """A stretch of a programme; the first one is where it starts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="phases")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "order"],
                name="phase_has_its_own_place",
                violation_error_message="Two phases cannot stand at the same place.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlannedSession(models.Model):
    """A named set of prescriptions with its weekdays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="sessions")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    moment = models.CharField(max_length=12, choices=Moment)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        help_text="ISO weekdays, 1 = Monday.",
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "order"],
                name="planned_session_has_its_own_place",
                violation_error_message="Two sessions cannot stand at the same place.",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="planned_session_has_its_days",
                violation_error_message="Choose at least one day of the week.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Prescription(Dose):
    """One drill with its dose in a session. What was done is logged against this."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(PlannedSession, models.CASCADE, related_name="prescriptions")
    drill = models.ForeignKey(Drill, models.PROTECT, related_name="prescriptions")
    order = models.PositiveSmallIntegerField()
    note = models.CharField(
        max_length=200, blank=True, help_text="From the physio, for this drill."
    )

    class Meta(Dose.Meta):
        abstract = False
        ordering = ["order"]
        constraints = [
            *Dose.Meta.constraints,
            models.UniqueConstraint(
                fields=["session", "order"],
                name="prescription_has_its_own_place",
                violation_error_message="Two drills cannot stand at the same place of a session.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.drill_id}"
