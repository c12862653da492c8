"""How much of a drill."""

from django.db import models
from django.db.models import F, Q


class Dose(models.Model):
    """How much of a drill: exactly one of reps, hold, duration or distance a set."""

    class Side(models.TextChoices):
        """Which side works, and in which order."""

        NONE = "none", "No sides"
        EACH = "each", "Each side"
        LEFT = "left", "Left side"
        RIGHT = "right", "Right side"
        ALTERNATING = "alternating", "Alternating sides"

    sets = models.PositiveSmallIntegerField(default=1)
    reps_min = models.PositiveSmallIntegerField(null=True, blank=True)
    reps_max = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    distance_m = models.PositiveSmallIntegerField(null=True, blank=True)
    side = models.CharField(max_length=12, choices=Side, default=Side.NONE)
    rest_seconds = models.PositiveSmallIntegerField(default=0, help_text="Between sets.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sets__gte=1, sets__lte=20),
                name="%(class)s_has_1_to_20_sets",
                violation_error_message="Sets must be between 1 and 20.",
            ),
            models.CheckConstraint(
                condition=Q(
                    reps_min__isnull=False,
                    hold_seconds=None,
                    duration_seconds=None,
                    distance_m=None,
                )
                | Q(
                    reps_min=None,
                    hold_seconds__isnull=False,
                    duration_seconds=None,
                    distance_m=None,
                )
                | Q(
                    reps_min=None,
                    hold_seconds=None,
                    duration_seconds__isnull=False,
                    distance_m=None,
                )
                | Q(
                    reps_min=None,
                    hold_seconds=None,
                    duration_seconds=None,
                    distance_m__isnull=False,
                ),
                name="%(class)s_counts_one_thing",
                violation_error_message=(
                    "Give exactly one of reps, hold, duration or distance for a set."
                ),
            ),
            models.CheckConstraint(
                condition=Q(reps_min=None, reps_max=None)
                # A check passes when it is NULL, so that half a range must be named as missing.
                | Q(
                    reps_min__isnull=False,
                    reps_max__isnull=False,
                    reps_min__gte=1,
                    reps_max__gte=F("reps_min"),
                    reps_max__lte=200,
                ),
                name="%(class)s_reps_are_a_range",
                violation_error_message="Reps must run from a lower to a higher number, up to 200.",
            ),
            models.CheckConstraint(
                condition=(Q(hold_seconds=None) | Q(hold_seconds__gte=1, hold_seconds__lte=600))
                & (
                    Q(duration_seconds=None)
                    | Q(duration_seconds__gte=1, duration_seconds__lte=7200)
                )
                & (Q(distance_m=None) | Q(distance_m__gte=1)),
                name="%(class)s_amounts_are_possible",
                violation_error_message=(
                    "A hold lasts 1 to 600 seconds, a timed set 1 to 7200 seconds."
                ),
            ),
        ]
