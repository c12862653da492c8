"""Logs: what a runner did, in their own words and numbers. Missing is not zero."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from clinic.people.models import Principal, Runner, User
from programs.models.plans import PlannedSession
from programs.models.prescriptions import Prescription
from programs.models.programs import Program


def zero_to_ten(field: str) -> Q:
    """A rating that may be missing, and is 0 to 10 when it is there."""
    return Q(**{field: None}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 10})


class SessionLogQuerySet(models.QuerySet["SessionLog"]):
    """Named reads of logs."""

    def visible_to(self, user: Principal) -> Self:
        """A runner sees the own logs, a physio the caseload's; nobody else reads clinical text."""
        match getattr(user, "role", None):
            case User.Role.PHYSIO:
                return self.filter(runner__physio__user=user)
            case User.Role.RUNNER:
                return self.filter(runner__user=user)
        return self.none()

    def between(self, first: date, last: date) -> Self:
        """Done from the first to the last day, both included."""
        return self.filter(occurred_on__gte=first, occurred_on__lte=last)


class SessionLog(models.Model):
    """One session, or one run, as it went.

    Its id is made by the client, so a repeat is known as one. A run that nobody planned has
    neither programme nor session.
    """

    class Kind(models.TextChoices):
        """What was done."""

        SESSION = "session", "Session"
        RUN = "run", "Run"

    class State(models.TextChoices):
        """How much of it was done."""

        DONE = "done", "Done"
        PARTIAL = "partial", "Partly done"
        SKIPPED = "skipped", "Skipped"

    class SkipReason(models.TextChoices):
        """Why it was skipped, or done in part."""

        NO_TIME = "no_time", "No time"
        PAIN = "pain", "Pain"
        NO_KIT = "no_kit", "No kit"
        UNSURE = "unsure", "Not sure how"
        UNWELL = "unwell", "Unwell"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="session_logs")
    kind = models.CharField(
        max_length=8, choices=Kind, default=Kind.SESSION, db_default=Kind.SESSION
    )
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="session_logs"
    )
    session = models.ForeignKey(
        PlannedSession, models.PROTECT, null=True, blank=True, related_name="logs"
    )
    program_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The version it was done under."
    )
    state = models.CharField(max_length=8, choices=State)
    skip_reason = models.CharField(max_length=8, choices=SkipReason, blank=True)
    occurred_at = models.DateTimeField()
    utc_offset_minutes = models.SmallIntegerField(help_text="Of the runner's phone at that time.")
    occurred_on = models.DateField(help_text="The runner's own day.")
    pain_during = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_after = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    distance_m = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of a run, in metres; null if nobody measured it."
    )
    note = models.TextField(max_length=2000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what the client sent.")
    received_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = SessionLogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=zero_to_ten("pain_during")
                & zero_to_ten("pain_after")
                & zero_to_ten("effort"),
                name="session_log_ratings_are_0_to_10",
                violation_error_message="Pain and effort are numbers from 0 to 10.",
            ),
            models.CheckConstraint(
                condition=(Q(state="skipped") & ~Q(skip_reason=""))
                | Q(state="done", skip_reason="")
                | Q(state="partial"),
                name="session_log_skipped_says_why",
                violation_error_message=(
                    "Say why a session was skipped; one that is done has no reason."
                ),
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__lte=1440),
                name="session_log_fits_into_a_day",
                violation_error_message="A session lasts 1440 minutes at the most.",
            ),
            models.CheckConstraint(
                condition=Q(
                    program__isnull=False, session__isnull=False, program_version__isnull=False
                )
                | Q(kind="run", program=None, session=None, program_version=None),
                name="session_log_without_a_plan_is_a_run",
                violation_error_message="Choose the session that you did.",
            ),
            models.CheckConstraint(
                condition=Q(distance_m=None)
                | Q(kind="run", distance_m__gte=1, distance_m__lte=500_000),
                name="session_log_distance_is_of_a_run",
                violation_error_message="A run is 1 metre to 500 km long.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["runner", "occurred_on"],
                include=["program", "session", "state", "pain_during", "pain_after"],
                name="session_log_of_caseload",  # a caseload reads nothing but this index
            ),
            models.Index(fields=["session", "occurred_on"], name="session_log_of_session"),
            models.Index(fields=["-received_at", "id"], name="session_log_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} on {self.occurred_on}"

    @property
    def name(self) -> str:
        """The session's, or what a run is called that nobody planned."""
        return self.session.name if self.session else "Run"


class DrillLog(models.Model):
    """One prescription as it was done, beside what was prescribed."""

    class State(models.TextChoices):
        """How much of it was done."""

        DONE = "done", "Done"
        PARTIAL = "partial", "Partly done"
        SKIPPED = "skipped", "Skipped"

    log = models.ForeignKey(SessionLog, models.CASCADE, related_name="drills")
    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="logs")
    state = models.CharField(max_length=8, choices=State)
    sets = models.JSONField(
        default=list, help_text="A list of {side, reps, hold_seconds, load_value} as done."
    )

    class Meta:
        ordering = ["prescription__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "prescription"],
                name="drill_log_once_per_prescription",
                violation_error_message="A drill of the session is listed twice.",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class SessionLogRevision(models.Model):
    """Every version of a log that ever reached us; nothing is overwritten."""

    log = models.ForeignKey(SessionLog, models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["log", "revision"], name="session_log_revision_once")
        ]

    def __str__(self) -> str:
        return f"Revision {self.revision}"
