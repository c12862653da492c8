"""One exercise, as everybody reads it."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Max, Q

from drills.models.doses import Dose
from drills.models.vocabulary import (
    FACETS,
    Condition,
    Equipment,
    Kind,
    Moment,
    Muscle,
    Position,
    Restriction,
)


class DrillQuerySet(models.QuerySet["Drill"]):
    """Named reads of the library."""

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

    def narrowed(self, **chosen: str) -> Self:
        """Those with all chosen values, by the names of FACETS: `narrowed(kind="release")`."""
        return self.filter(**{FACETS[name].lookup: [value] for name, value in chosen.items()})

    def with_ladder(self) -> Self:
        """Each with its easier and its harder drill at hand."""
        return self.select_related("easier", "harder")


class Drill(Dose):
    """One exercise. The dose on it is the default that a prescription starts from."""

    class DoseBasis(models.TextChoices):
        """Where the default dose comes from."""

        SOURCE = "source", "From the source"
        CLINIC = "clinic", "The clinic's default"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(help_text="Its place in the library.")
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.CharField(max_length=20, choices=Position)
    moments = ArrayField(models.CharField(max_length=12, choices=Moment))
    muscles = ArrayField(models.CharField(max_length=20, choices=Muscle))
    equipment = ArrayField(
        models.CharField(max_length=16, choices=Equipment), default=list, blank=True
    )
    restrictions = ArrayField(
        models.CharField(max_length=24, choices=Restriction), default=list, blank=True
    )
    conditions = ArrayField(
        models.CharField(max_length=32, choices=Condition), default=list, blank=True
    )
    is_advanced = models.BooleanField(default=False)
    summary = models.CharField(max_length=200, help_text="One plain sentence.")
    steps = ArrayField(models.CharField(max_length=200), help_text="Three to five, one line each.")
    cues = ArrayField(
        models.CharField(max_length=60), help_text="Short, to be spoken in a session."
    )
    feel = models.CharField(max_length=200, help_text="You should feel …")
    stop_if = models.CharField(max_length=200, help_text="Stop if …")
    dose_basis = models.CharField(max_length=8, choices=DoseBasis)
    source = models.CharField(max_length=200, help_text="Where the facts come from.")
    easier = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="easier_than"
    )
    harder = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="harder_than"
    )
    is_published = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    objects = DrillQuerySet.as_manager()

    class Meta(Dose.Meta):
        abstract = False
        ordering = ["number", "slug"]

    def __str__(self) -> str:
        return self.name
