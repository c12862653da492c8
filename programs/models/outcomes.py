"""Outcomes: what a runner rates again and again, so that both see whether it gets better."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from clinic.people.models import Principal, Runner, User
from programs.models.cases import Case
from programs.models.questionnaires import QuestionnaireVersion

MOST_ITEMS = 5


class OutcomeMeasureQuerySet(models.QuerySet["OutcomeMeasure"]):
    """Named reads of what is rated."""

    def visible_to(self, user: Principal) -> Self:
        """A runner sees the own ones, a physio the caseload's."""
        match getattr(user, "role", None):
            case User.Role.PHYSIO:
                return self.filter(runner__physio__user=user)
            case User.Role.RUNNER:
                return self.filter(runner__user=user)
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """A physio says what is asked and how often."""
        if getattr(user, "role", None) != User.Role.PHYSIO:
            return self.none()
        return self.visible_to(user)

    def answerable_by(self, user: Principal) -> Self:
        """Only the runner rates, and only while it is asked."""
        return self.open().filter(runner__user=user)

    def open(self) -> Self:
        """Still asked."""
        return self.filter(closed_on=None)


class OutcomeMeasure(models.Model):
    """Up to five activities of the Patient-Specific Functional Scale, one rating of pain, or a form
    of the clinic's own, in the version that was asked first.

    What is rated stays as it is once it stands here, so that its scores stay comparable; a
    change is a new measure. The scale is free to use (domain.md D8, V28).
    """

    class Kind(models.TextChoices):
        """What is asked, and which end of 0 to 10 is the better one."""

        PSFS = "psfs", "Own activities (PSFS)"
        RATING = "rating", "Pain, 0 to 10"
        FORM = "form", "A questionnaire of the clinic"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="outcomes")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="outcomes")
    kind = models.CharField(max_length=8, choices=Kind)
    items = ArrayField(
        models.CharField(max_length=120),
        help_text="What is rated, in the runner's own words; of a form, its title.",
    )
    form = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    every_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: asked once."
    )
    starts_on = models.DateField(help_text="When the first answer is due.")
    closed_on = models.DateField(null=True, blank=True, help_text="Not asked since.")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    objects = OutcomeMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="psfs", items__len__gte=1, items__len__lte=MOST_ITEMS)
                | Q(kind__in=["rating", "form"], items__len=1),
                name="outcome_asks_for_1_to_5_activities",
                violation_error_message="Name one to five activities, or one thing that hurts.",
            ),
            models.CheckConstraint(
                condition=Q(kind="form", form__isnull=False) | (~Q(kind="form") & Q(form=None)),
                name="outcome_of_a_form_names_it",
                violation_error_message="Choose a questionnaire.",
            ),
            models.UniqueConstraint(
                fields=["runner", "form"],
                condition=Q(closed_on=None),
                name="outcome_form_asked_once",
                violation_error_message="This questionnaire is asked already.",
            ),
            models.CheckConstraint(
                condition=Q(every_weeks=None) | Q(every_weeks__gte=1, every_weeks__lte=52),
                name="outcome_is_asked_every_1_to_52_weeks",
                violation_error_message="Ask every 1 to 52 weeks.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("starts_on")),
                name="outcome_closes_after_it_starts",
                violation_error_message="It cannot end before it starts.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["runner"], condition=Q(closed_on=None), name="outcome_asked_of_runner"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class OutcomeScore(models.Model):
    """The answers of one day, one rating for each item in its order.

    Of a form, `answers` has one for each question: the number of a scale, the place of a choice
    from 0, or words; then `ratings` are empty. `score` is what they came to on that day.
    """

    measure = models.ForeignKey(OutcomeMeasure, models.PROTECT, related_name="scores")
    on = models.DateField(help_text="The runner's own day.")
    ratings = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    answers = models.JSONField(default=list, blank=True)
    score = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "on"], name="outcome_score_once_a_day"),
            models.CheckConstraint(
                condition=Q(
                    ratings__len__gte=1,
                    ratings__len__lte=MOST_ITEMS,
                    ratings__contained_by=list(range(11)),
                    answers=[],
                    score=None,
                )
                | (Q(ratings__len=0) & ~Q(answers=[])),
                name="outcome_ratings_are_0_to_10",
                violation_error_message="Ratings are numbers from 0 to 10.",
            ),
        ]

    def __str__(self) -> str:
        return f"Score of {self.on:%d %B %Y}"

    @property
    def value(self) -> float | None:
        """The mean of the ratings, as the scale is scored; of a form its score, if it has one."""
        if not self.ratings:
            return None if self.score is None else float(self.score)
        return round(sum(self.ratings) / len(self.ratings), 1)
