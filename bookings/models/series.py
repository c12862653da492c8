"""Visits that repeat: one wish, and a visit of its own for every week of it."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.people.models import Principal, Runner, User


class SeriesQuerySet(models.QuerySet["Series"]):
    """Named reads of series."""

    def visible_to(self, user: Principal) -> Self:
        """The desk and the manager keep series."""
        if getattr(user, "role", None) in {User.Role.FRONT_DESK, User.Role.MANAGER}:
            return self
        return self.none()


class Series(models.Model):
    """Why several visits belong together; each of them moves and is cancelled by itself."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="series")
    every_weeks = models.PositiveSmallIntegerField(default=1)
    count = models.PositiveSmallIntegerField(help_text="Visits that were wished for.")
    key = models.UUIDField(null=True, blank=True, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=8),
                name="series_repeats_every_1_to_8_weeks",
                violation_error_message="Repeat every 1 to 8 weeks.",
            ),
            models.CheckConstraint(
                condition=Q(count__gte=2, count__lte=26),
                name="series_has_2_to_26_visits",
                violation_error_message="A series has 2 to 26 visits.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} visits, every {self.every_weeks} weeks"
