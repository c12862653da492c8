"""Drills in an order that makes sense."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Max, Prefetch, Q

from drills.models.doses import Dose
from drills.models.drills import Drill
from drills.models.figures import with_figures
from drills.models.review import State
from drills.models.vocabulary import Moment


class RoutineQuerySet(models.QuerySet["Routine"]):
    """Named reads of routines."""

    def published(self) -> Self:
        """What visitors and runners see."""
        return self.filter(is_published=True)

    def version(self) -> tuple[int, datetime | None]:
        """How many there are and when one last changed: equal while nothing has changed."""
        found = self.aggregate(rows=Count("pk"), last=Max("updated_at"))
        return found["rows"], found["last"]

    def matching(self, text: str) -> Self:
        """Every word of `text` occurs in the name or the summary, in any order."""
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(summary__icontains=word))
        return found

    def with_drills(self) -> Self:
        """Each with its published drills at hand, in order, as `items.all()`."""
        return self._with(RoutineDrill.objects.all())

    def with_drawn_drills(self) -> Self:
        """As `with_drills`, each drill with its figure."""
        drawn = with_figures("drill__", thumbs=True)
        return self._with(RoutineDrill.objects.prefetch_related(drawn))

    def _with(self, items: models.QuerySet["RoutineDrill"]) -> Self:
        shown = items.filter(drill__state=State.PUBLISHED).select_related("drill")
        return self.prefetch_related(Prefetch("items", queryset=shown))

    def holding(self, drill: Drill) -> Self:
        """Those that `drill` is part of, each once."""
        return self.filter(pk__in=drill.routine_items.values("routine"))


class Routine(models.Model):
    """Drills in an order that makes sense, with when and how often; or cues to run by."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=12, choices=Moment)
    summary = models.CharField(max_length=240)
    when = models.CharField(max_length=120, help_text="When it is done, and how often.")
    minutes_min = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_max = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), help_text="ISO weekdays (1 = Monday) it is offered for."
    )
    cues = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    source = models.CharField(max_length=200)
    is_published = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    objects = RoutineQuerySet.as_manager()

    class Meta:
        ordering = ["number", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_min=None, minutes_max=None)
                | Q(
                    minutes_min__isnull=False,
                    minutes_max__isnull=False,
                    minutes_min__gte=1,
                    minutes_max__gte=F("minutes_min"),
                ),
                name="routine_minutes_are_a_range",
                violation_error_message="Minutes must run from a lower to a higher number.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoutineDrill(Dose):
    """A drill's place in a routine, with the dose it has there."""

    routine = models.ForeignKey(Routine, models.CASCADE, related_name="items")
    drill = models.ForeignKey(Drill, models.PROTECT, related_name="routine_items")
    order = models.PositiveSmallIntegerField()

    class Meta(Dose.Meta):
        abstract = False
        ordering = ["order"]
        constraints = [
            *Dose.Meta.constraints,
            models.UniqueConstraint(
                fields=["routine", "order"],
                name="routine_drill_has_its_own_place",
                violation_error_message="Two drills cannot stand at the same place of a routine.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.drill_id}"
