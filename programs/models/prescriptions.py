"""Prescriptions: how much of which drill, with everything a physio can say about it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from drills.models import Dose, Drill
from programs.models.plans import PlannedSession


class Prescription(Dose):
    """One drill with its dose in a session. What was done is logged against this."""

    class Side(models.TextChoices):
        """Which side works. The affected side is the case's."""

        NONE = "none", "No sides"
        EACH = "each", "Each side"
        LEFT = "left", "Left side"
        RIGHT = "right", "Right side"
        ALTERNATING = "alternating", "Alternating sides"
        AFFECTED = "affected", "Affected side"
        UNAFFECTED = "unaffected", "Other side"

    class LoadUnit(models.TextChoices):
        """What a load is counted in. Colours of bands differ from maker to maker."""

        NONE = "", "No load"
        BODYWEIGHT = "bodyweight", "Body weight"
        KG = "kg", "kg"
        LB = "lb", "lb"
        PERCENT = "percent_bodyweight", "% of body weight"
        YELLOW = "band_yellow", "Yellow band"
        RED = "band_red", "Red band"
        GREEN = "band_green", "Green band"
        BLUE = "band_blue", "Blue band"
        BLACK = "band_black", "Black band"

    class EffortKind(models.TextChoices):
        """How hard a set should be: the effort itself, or the repetitions left."""

        NONE = "", "No target"
        EFFORT = "rpe", "Effort 0 to 10"
        LEFT_OVER = "rir", "Reps left over"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(PlannedSession, models.CASCADE, related_name="prescriptions")
    line = models.UUIDField(default=uuid4, editable=False)
    drill = models.ForeignKey(Drill, models.PROTECT, related_name="prescriptions")
    order = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=12, choices=Side, default=Side.NONE)
    switch_rest_seconds = models.PositiveSmallIntegerField(
        default=0, help_text="Between the sides."
    )
    rest_after_seconds = models.PositiveSmallIntegerField(
        default=0, help_text="Before the next drill."
    )
    tempo = models.CharField(
        max_length=11, blank=True, help_text="Down, pause, up, pause in seconds, as 3-1-1-0."
    )
    load_unit = models.CharField(max_length=20, choices=LoadUnit, default="", blank=True)
    load_value = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    effort_kind = models.CharField(max_length=3, choices=EffortKind, default="", blank=True)
    effort_value = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_limit = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Lower than the plan's own, for this drill."
    )
    block = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Drills with one number take turns, set by set."
    )
    progression = models.CharField(max_length=200, blank=True, help_text="How to go on, in words.")
    why = models.CharField(max_length=200, blank=True, help_text="Why this drill, to the runner.")
    note = models.CharField(
        max_length=200, blank=True, help_text="From the physio, for this drill."
    )
    override_reason = models.CharField(
        max_length=200, blank=True, help_text="Why it stands in spite of a restriction."
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
            models.UniqueConstraint(
                fields=["session", "line"], name="prescription_line_once_a_session"
            ),
            models.CheckConstraint(
                condition=Q(tempo="") | Q(tempo__regex=r"^[0-9]{1,2}(-[0-9]{1,2}){3}$"),
                name="prescription_tempo_has_four_parts",
                violation_error_message="Write a tempo as four numbers of seconds, like 3-1-1-0.",
            ),
            models.CheckConstraint(
                condition=Q(
                    load_unit__in=["kg", "lb", "percent_bodyweight"],
                    load_value__isnull=False,
                    load_value__gt=0,
                    load_value__lte=500,
                )
                | (~Q(load_unit__in=["kg", "lb", "percent_bodyweight"]) & Q(load_value=None)),
                name="prescription_load_has_its_unit",
                violation_error_message=(
                    "Give a load as a number up to 500 with kg, lb or percent; a band or body "
                    "weight has no number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(effort_kind="", effort_value=None)
                | Q(
                    effort_kind__in=["rpe", "rir"],
                    effort_value__isnull=False,
                    effort_value__lte=10,
                ),
                name="prescription_effort_is_0_to_10",
                violation_error_message="An effort target is a kind and a number from 0 to 10.",
            ),
            models.CheckConstraint(
                condition=Q(pain_limit=None) | Q(pain_limit__lte=10),
                name="prescription_pain_limit_is_0_to_10",
                violation_error_message="A pain limit is a number from 0 to 10.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.drill_id}"
