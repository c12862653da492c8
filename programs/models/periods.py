"""Periods: which plan, which phase and which state were in force on which days; and events.

They tell for every day, past or present, what was due: a version, a phase and a hold begin and
end with a period, and no two periods of a programme share a day (the database refuses it).
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from clinic.people.models import User
from programs.models.plans import Phase
from programs.models.programs import Plan, Program


class Days(Func):
    """The days from the first to the last, both included; an open end is none."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, first: str, last: str) -> None:
        super().__init__(
            F(first), F(last), RangeBoundary(inclusive_lower=True, inclusive_upper=True)
        )


class PeriodQuerySet(models.QuerySet["Period"]):
    """Named reads of periods."""

    def between(self, first: date, last: date) -> Self:
        """Those with a day from `first` to `last`, both included."""
        begun = self.filter(starts_on__lte=last)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=first))

    def on(self, day: date) -> Self:
        """Those of that day: one a programme at the most."""
        return self.between(day, day)


class Period(models.Model):
    """Days of a programme on which one thing held."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="periods")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="periods")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="periods")
    is_on_hold = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Empty: until further notice.")
    phase_started_on = models.DateField(help_text="Every so many days counts from here.")
    made_on = models.DateField(
        help_text="The runner's day on which it was made; nobody missed anything until then."
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(phase_started_on__lte=F("starts_on")),
                name="period_lies_in_its_phase",
                violation_error_message="A phase cannot start after its days.",
            ),
            ExclusionConstraint(
                name="period_of_a_program_is_alone",
                expressions=[
                    ("program", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Somebody changed this programme just now. Open it again first."
                ),
            ),
        ]
        indexes = [models.Index(fields=["program", "starts_on"], name="period_of_program")]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on or 'further notice'}"


class ProgramEvent(models.Model):
    """Who did what to a programme, when and why. It is only ever added to."""

    class Kind(models.TextChoices):
        """What was done."""

        SENT = "sent", "Sent"
        CHANGED = "changed", "Changed"
        PHASE = "phase", "Moved to another phase"
        HELD = "held", "Put on hold"
        RESUMED = "resumed", "Resumed"
        STOPPED = "stopped", "Stopped"
        COMPLETED = "completed", "Completed"
        TAKEN_BACK = "taken_back", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+", help_text="In force since."
    )
    phase = models.ForeignKey(Phase, models.SET_NULL, null=True, blank=True, related_name="+")
    on = models.DateField(help_text="The runner's day from which it counts.")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    before = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="Of a sending: the programme and its periods before it, for taking it back.",
    )

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["program", "at"], name="event_of_program")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"

    @property
    def message_key(self) -> str:
        """The key of the message that tells the runner of it."""
        what = "assigned" if self.kind == ProgramEvent.Kind.SENT else "changed"
        return f"program-{what}:{self.pk}"
