"""What stands in a plan: phases and sessions.

`line` is what stays the same from plan to plan: the same session in version 2 and in version 3
has two rows and one line.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from drills.models import Moment
from programs.models.programs import Plan


class Phase(models.Model):
    """A stretch of a plan. The exit criteria are what a physio looks at before the next one.

    The software only says which of them are met; a physio decides (domain.md D2).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="phases")
    line = models.UUIDField(default=uuid4, editable=False)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    goal = models.CharField(max_length=200, blank=True)
    exit_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Not before so many weeks."
    )
    exit_pain_max = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The worst pain of the last seven days, 0 to 10."
    )
    exit_mornings_settled = models.BooleanField(
        default=False, help_text="No worse next morning in the last seven days."
    )
    exit_completion = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Percent of the last 14 days' sessions."
    )
    exit_test = models.CharField(
        max_length=200, blank=True, help_text="What the runner can do, and how it is tried."
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"],
                name="phase_has_its_own_place",
                violation_error_message="Two phases cannot stand at the same place.",
            ),
            models.UniqueConstraint(fields=["plan", "line"], name="phase_line_once_a_plan"),
            models.CheckConstraint(
                condition=(Q(exit_weeks=None) | Q(exit_weeks__gte=1, exit_weeks__lte=52))
                & (Q(exit_pain_max=None) | Q(exit_pain_max__lte=10))
                & (Q(exit_completion=None) | Q(exit_completion__gte=1, exit_completion__lte=100)),
                name="phase_exit_is_possible",
                violation_error_message=(
                    "A phase lasts 1 to 52 weeks at least; pain is 0 to 10, and completion 1 to "
                    "100 percent."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedSession(models.Model):
    """A named set of prescriptions, or a run, with its days."""

    class Kind(models.TextChoices):
        """What it consists of."""

        DRILLS = "drills", "Drills"
        RUN = "run", "Run"

    class Cadence(models.TextChoices):
        """On which days it falls."""

        WEEKDAYS = "weekdays", "On days of the week"
        EVERY_DAYS = "every_days", "Every so many days"
        PER_WEEK = "per_week", "So many times a week"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="sessions")
    line = models.UUIDField(default=uuid4, editable=False)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.DRILLS)
    moment = models.CharField(max_length=12, choices=Moment)
    cadence = models.CharField(max_length=12, choices=Cadence, default=Cadence.WEEKDAYS)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=list,
        blank=True,
        help_text="ISO weekdays, 1 = Monday.",
    )
    every_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="2: every other day, counted from the phase's first."
    )
    per_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="On so many days of a week, whichever suit."
    )
    times_per_day = models.PositiveSmallIntegerField(default=1)
    run_distance_m = models.PositiveIntegerField(null=True, blank=True)
    run_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    run_repeats = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How often running and walking take turns."
    )
    run_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    walk_seconds = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "order"],
                name="planned_session_has_its_own_place",
                violation_error_message="Two sessions cannot stand at the same place.",
            ),
            models.UniqueConstraint(
                fields=["phase", "line"], name="planned_session_line_once_a_phase"
            ),
            models.CheckConstraint(
                condition=Q(
                    cadence="weekdays",
                    weekdays__len__gte=1,
                    weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7],
                    every_days=None,
                    per_week=None,
                )
                | Q(
                    cadence="every_days",
                    weekdays__len=0,
                    every_days__isnull=False,
                    every_days__gte=1,
                    every_days__lte=28,
                    per_week=None,
                )
                | Q(
                    cadence="per_week",
                    weekdays__len=0,
                    every_days=None,
                    per_week__isnull=False,
                    per_week__gte=1,
                    per_week__lte=7,
                ),
                name="planned_session_has_its_days",
                violation_error_message=(
                    "Choose at least one day of the week, or every 1 to 28 days, or 1 to 7 times "
                    "a week."
                ),
            ),
            models.CheckConstraint(
                condition=Q(times_per_day__gte=1, times_per_day__lte=6),
                name="planned_session_1_to_6_times_a_day",
                violation_error_message="A session is done 1 to 6 times a day.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="drills",
                    run_distance_m=None,
                    run_minutes=None,
                    run_repeats=None,
                    run_seconds=None,
                    walk_seconds=None,
                )
                | Q(
                    Q(run_distance_m__isnull=False, run_distance_m__gte=100, run_minutes=None)
                    | Q(run_distance_m=None, run_minutes__isnull=False, run_minutes__gte=1),
                    kind="run",
                    run_repeats=None,
                    run_seconds=None,
                    walk_seconds=None,
                )
                | Q(
                    kind="run",
                    run_distance_m=None,
                    run_minutes=None,
                    run_repeats__isnull=False,
                    run_repeats__gte=1,
                    run_repeats__lte=60,
                    run_seconds__isnull=False,
                    run_seconds__gte=10,
                    walk_seconds__isnull=False,
                ),
                name="planned_session_is_drills_or_one_run",
                violation_error_message=(
                    "Give a run either a distance of 100 metres or more, or minutes, or repeats "
                    "of running and walking. Drills have none of them."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
