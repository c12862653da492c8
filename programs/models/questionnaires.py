"""Questionnaires that the clinic writes itself: asked of runners again and again.

A version never changes (the database refuses it), so that an answer means for ever what was asked.
An edit is a new version; whoever is asked already goes on with the one that was asked.
"""

from decimal import Decimal
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from clinic.people.models import Principal, User

MOST_QUESTIONS, MOST_CHOICES, HIGHEST_POINTS = 20, 10, 100


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    """Named reads of questionnaires."""

    def visible_to(self, user: Principal) -> Self:
        """The clinic's, for physios and the manager; a runner sees what is asked, on Today."""
        may = {User.Role.PHYSIO, User.Role.MANAGER}
        return self if getattr(user, "role", None) in may else self.none()

    def offered(self) -> Self:
        """Those that can be asked."""
        return self.filter(is_offered=True)

    def with_titles(self) -> Self:
        """By the `title` of the version in force, which each carries."""
        in_force = QuestionnaireVersion.objects.filter(
            questionnaire=OuterRef("pk"), number=OuterRef("version")
        )
        return self.annotate(title=Subquery(in_force.values("title"))).order_by("title", "pk")


class Questionnaire(models.Model):
    """A form of the clinic's own; what it asks stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, help_text="The number of the one in force.")
    is_offered = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"Questionnaire {self.pk}"


class QuestionnaireVersion(models.Model):
    """What is asked, and how the answers become one score."""

    class Scoring(models.TextChoices):
        """How the points of the answers become a score."""

        SUM = "sum", "The sum of all points"
        MEAN = "mean", "The mean of all points"
        NONE = "none", "No score: the answers are read one by one"

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    intro = models.CharField(max_length=240, blank=True)
    scoring = models.CharField(max_length=4, choices=Scoring)
    higher_is_better = models.BooleanField()
    change = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="The smallest change that matters to people, in points.",
    )
    change_source = models.CharField(max_length=200, blank=True, help_text="Who found that.")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"],
                name="questionnaire_number_once",
                violation_error_message="Somebody saved a new version just now. Open it first.",
            ),
            models.CheckConstraint(
                condition=Q(change=None, change_source="")
                | (Q(change__isnull=False, change__gt=0) & ~Q(change_source="")),
                name="questionnaire_change_has_its_source",
                violation_error_message=(
                    "Give the smallest change that matters with its source, or leave both empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(change=None) | ~Q(scoring="none"),
                name="questionnaire_change_is_of_a_score",
                violation_error_message="Without a score there is no change that matters.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ends(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest score that can be reached; call it with its questions."""
        scored = [one for one in self.questions.all() if one.is_scored]
        lows = [min(one.points) for one in scored]
        highs = [max(one.points) for one in scored]
        count = len(scored) if self.scoring == self.Scoring.MEAN else 1
        return Decimal(sum(lows)) / (count or 1), Decimal(sum(highs)) / (count or 1)


class FormQuestion(models.Model):
    """One question. Its `points` are what each choice counts; a scale counts its own number."""

    class Kind(models.TextChoices):
        """How it is answered."""

        SCALE = "scale", "0 to 10"
        CHOICE = "choice", "One of several"
        TEXT = "text", "In words (counts no points)"

    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="questions")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.CharField(max_length=240)
    choices = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="What can be chosen; of a scale, what 0 and 10 mean.",
    )
    points = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="question_has_its_own_place"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="question_asks_something",
                violation_error_message="Write the question.",
            ),
            models.CheckConstraint(
                condition=Q(kind="text", choices__len=0, points__len=0)
                | Q(kind="scale", choices__len=2, points=list(range(11)))
                | Q(
                    kind="choice",
                    choices__len__gte=2,
                    choices__len__lte=MOST_CHOICES,
                    points__len=F("choices__len"),
                    points__contained_by=list(range(HIGHEST_POINTS + 1)),
                ),
                name="question_has_what_can_be_answered",
                violation_error_message=(
                    "A scale says what 0 and 10 mean; a choice has 2 to 10 answers, each with its "
                    "points; words have neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """Each choice with its points."""
        return list(zip(self.choices, self.points, strict=True))

    @property
    def is_scored(self) -> bool:
        """Whether it counts points."""
        return self.kind != self.Kind.TEXT
