"""What the machinery remembers of itself: sweeps that finished, and providers that had to rest."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class Sweep(models.Model):
    """When each recurring job last finished: progress, not a heartbeat, tells a live worker."""

    name = models.CharField(max_length=40, primary_key=True)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ProviderRestQuerySet(models.QuerySet["ProviderRest"]):
    """Named reads of the rests."""

    def at(self, now: datetime) -> Self:
        """Those who are left alone at this moment."""
        return self.filter(until__gt=now).order_by("name")


class ProviderRest(models.Model):
    """A provider that is left alone for a while: it was unreachable, or it asked for a pause."""

    name = models.CharField(max_length=40, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    until = models.DateTimeField(null=True, blank=True, help_text="Nothing is claimed before.")
    reason = models.CharField(max_length=200, blank=True)

    objects = ProviderRestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(failures__gte=1),
                name="provider_rests_for_a_failure",
            )
        ]

    def __str__(self) -> str:
        return self.name
