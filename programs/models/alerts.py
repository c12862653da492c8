"""What a physio should see: alerts, questions, next mornings and notes."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from clinic.people.models import Principal, Runner, User
from programs.models.cases import Case
from programs.models.logs import SessionLog, zero_to_ten
from programs.models.programs import Program


class OfRunnerQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Named reads of what belongs to a runner and is read by the runner's physio."""

    def visible_to(self, user: Principal) -> Self:
        """The caseload's, for its physio; nobody else reads clinical text."""
        if getattr(user, "role", None) == User.Role.PHYSIO:
            return self.filter(runner__physio__user=user)
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """A physio acts on what a physio reads."""
        return self.visible_to(user)


class AlertQuerySet(OfRunnerQuerySet["Alert"]):
    """Named reads of alerts."""

    def open(self) -> Self:
        """Nobody has dealt with them yet."""
        return self.filter(cleared_at=None)

    def cleared(self) -> Self:
        """Somebody dealt with them, the latest first."""
        return self.exclude(cleared_at=None).order_by("-cleared_at", "id")


class Alert(models.Model):
    """Something that happened and needs a physio's eye (domain.md D2). A physio clears it."""

    class Kind(models.TextChoices):
        """What happened, the most urgent first."""

        SEVERE_PAIN = "severe_pain", "Very strong pain"
        PAIN = "pain", "Pain above the limit"
        MORNING = "morning", "Worse next morning"
        RERATED = "rerated", "A pain rating changed"
        RESTRICTION = "restriction", "A drill against a restriction"
        RUN_STEP = "run_step", "A bigger step than usual"
        QUESTION = "question", "A question"

    class Done(models.TextChoices):
        """What a physio did about it, in one word; nobody has to say."""

        RANG = "rang", "Rang"
        CHANGED = "changed", "Changed the programme"
        VISIT = "visit", "Talked at a visit"
        ANSWERED = "answered", "Answered"
        WATCH = "watch", "Will watch it"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="alerts")
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(
        max_length=120, unique=True, help_text="What it is about; the same thing alerts once."
    )
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The rating behind it; null where there is none."
    )
    occurred_on = models.DateField()
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    done = models.CharField(max_length=8, choices=Done, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done="") | Q(cleared_at__isnull=False),
                name="alert_that_is_open_has_nothing_done",
                violation_error_message="What was done is kept with a cleared alert only.",
            )
        ]
        indexes = [
            models.Index(
                fields=["runner", "-raised_at"], condition=Q(cleared_at=None), name="alert_open"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Snooze(models.Model):
    """A reason of the caseload that its physio put off until a day."""

    runner = models.ForeignKey(Runner, models.CASCADE, related_name="snoozes")
    reason = models.CharField(max_length=20)
    until = models.DateField(help_text="The first day on which it shows again.")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    objects = OfRunnerQuerySet["Snooze"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["runner", "reason"], name="snooze_once_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.reason} until {self.until}"


class MorningCheck(models.Model):
    """How the morning after a session was. One answer a session; the latest counts."""

    log = models.OneToOneField(
        SessionLog, models.CASCADE, primary_key=True, related_name="next_morning"
    )
    is_worse = models.BooleanField()
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    where = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=zero_to_ten("pain"),
                name="morning_check_pain_is_0_to_10",
                violation_error_message="Pain is a number from 0 to 10.",
            )
        ]

    def __str__(self) -> str:
        return "Worse" if self.is_worse else "No worse"


class Note(models.Model):
    """A physio's note on a runner. It is only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="notes")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = OfRunnerQuerySet["Note"].as_manager()

    class Meta:
        ordering = ["-made_at", "id"]

    def __str__(self) -> str:
        return f"Note of {self.made_at:%d %B %Y}"


class QuestionQuerySet(models.QuerySet["Question"]):
    """Named reads of questions."""

    def visible_to(self, user: Principal) -> Self:
        """A runner sees the own ones, a physio the caseload's."""
        match getattr(user, "role", None):
            case User.Role.PHYSIO:
                return self.filter(runner__physio__user=user)
            case User.Role.RUNNER:
                return self.filter(runner__user=user)
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """Whoever reads it may go on with it."""
        return self.visible_to(user)

    def open(self) -> Self:
        """Nobody answered yet."""
        return self.filter(answered_at=None)


class Question(models.Model):
    """Something a runner asks, and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="questions")
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    drill_name = models.CharField(max_length=80, blank=True, help_text="What it is about.")
    text = models.TextField(max_length=2000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="question_answer_has_its_time",
                violation_error_message="Write an answer.",
            )
        ]

    def __str__(self) -> str:
        return f"Question of {self.asked_at:%d %B %Y}"
