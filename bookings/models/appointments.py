"""Appointments. That two never overlap is the database's promise, not a check in a page."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from bookings.models.enquiries import Enquiry
from clinic.people.models import Practitioner, Principal, Runner, User
from clinic.places.models import Room


class Between(Func):
    """The half-open range [from, to) of two moments, so that visits may follow each other."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, start: str, end: str) -> None:
        super().__init__(F(start), F(end), RangeBoundary())


class AppointmentTypeQuerySet(models.QuerySet["AppointmentType"]):
    """Named reads of the kinds of visit."""

    def editable_by(self, user: Principal) -> Self:
        """The manager decides what the clinic offers and what it costs."""
        return self if getattr(user, "role", None) == User.Role.MANAGER else self.none()


class AppointmentType(models.Model):
    """A kind of visit: how long it takes, and the minutes kept free around it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    minutes = models.PositiveSmallIntegerField()
    buffer_before = models.PositiveSmallIntegerField(default=0, help_text="Minutes.")
    buffer_after = models.PositiveSmallIntegerField(default=0, help_text="Minutes.")
    fee_cents = models.PositiveIntegerField(
        null=True, blank=True, help_text="In cents. None: the site says to ask."
    )
    description = models.CharField(max_length=300, blank=True, help_text="What happens in it.")

    objects = AppointmentTypeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240),
                name="appointment_type_lasts_5_to_240_minutes",
                violation_error_message="A visit lasts 5 to 240 minutes.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.minutes} minutes"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Named reads of the diary."""

    def visible_to(self, user: Principal) -> Self:
        """A runner sees the own visits, a physio the own diary, desk and manager the whole one."""
        match getattr(user, "role", None):
            case User.Role.RUNNER:
                return self.filter(runner__user=user)
            case User.Role.PHYSIO:
                return self.filter(practitioner__user=user)
            case User.Role.FRONT_DESK | User.Role.MANAGER:
                return self
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """The front desk and the manager keep the diary."""
        if getattr(user, "role", None) in {User.Role.FRONT_DESK, User.Role.MANAGER}:
            return self
        return self.none()

    def blocking(self) -> Self:
        """Those that take up their time."""
        return self.filter(status__in=Appointment.BLOCKING)

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that touch the half-open stretch [start, end), in order."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "id")

    def clashing_with(self, visit: "Appointment") -> Self:
        """Those that take the practitioner, the room or the runner of this visit at its time."""
        taken = Q(practitioner=visit.practitioner_id) | Q(room=visit.room_id)
        busy = Q(runner=visit.runner_id, starts_at__lt=visit.ends_at, ends_at__gt=visit.starts_at)
        clashes = busy | Q(
            taken, blocked_from__lt=visit.blocked_to, blocked_to__gt=visit.blocked_from
        )
        return self.blocking().filter(clashes).exclude(pk=visit.pk)

    def with_names(self) -> Self:
        """Everything that a page or a message says about a visit, in the same query."""
        return self.select_related("runner", "practitioner", "room__site", "type")

    def upcoming(self, now: datetime) -> Self:
        """Still to come, soonest first."""
        return self.filter(status=Appointment.Status.BOOKED, starts_at__gt=now).order_by(
            "starts_at"
        )

    def to_remind(self, now: datetime) -> Self:
        """Booked visits that start within two days: their reminder may be due by now."""
        return self.upcoming(now).filter(starts_at__lte=now + timedelta(days=2))


class Appointment(models.Model):
    """A visit: one runner, one practitioner, one room, one stretch of time."""

    class Status(models.TextChoices):
        """held → booked → arrived → completed, and the ways out."""

        HELD = "held", "Held"
        BOOKED = "booked", "Booked"
        ARRIVED = "arrived", "Arrived"
        COMPLETED = "completed", "Completed"
        NO_SHOW = "no_show", "Did not come"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Hold ran out"

    BLOCKING = (Status.HELD, Status.BOOKED, Status.ARRIVED)

    class CancelReason(models.TextChoices):
        """Why a visit does not take place."""

        BETTER = "better", "Feeling better"
        WORSE = "worse", "Condition worse"
        SICK = "sick", "Sick"
        AWAY = "away", "Away"
        WORK = "work", "Work"
        CLINIC = "clinic", "The clinic cancelled"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="appointments")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, models.PROTECT, related_name="appointments")
    type = models.ForeignKey(AppointmentType, models.PROTECT, related_name="+")
    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    blocked_from = models.DateTimeField(help_text="Start less the buffer before.")
    blocked_to = models.DateTimeField(help_text="End plus the buffer after.")
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    version = models.PositiveIntegerField(default=1)
    cancel_reason = models.CharField(max_length=8, choices=CancelReason, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_ends_after_it_starts",
                violation_error_message="A visit must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(blocked_from__lte=F("starts_at"), blocked_to__gte=F("ends_at")),
                name="appointment_blocks_at_least_its_own_time",
            ),
            models.CheckConstraint(
                condition=(Q(status="cancelled") & ~Q(cancel_reason=""))
                | (~Q(status="cancelled") & Q(cancel_reason="")),
                name="appointment_cancelled_says_why",
                violation_error_message="Choose why the visit is cancelled.",
            ),
            ExclusionConstraint(
                name="appointment_practitioner_is_free",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    (Between("blocked_from", "blocked_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["held", "booked", "arrived"]),
                violation_error_message="That time has just been taken. Choose another one.",
            ),
            ExclusionConstraint(
                name="appointment_room_is_free",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (Between("blocked_from", "blocked_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["held", "booked", "arrived"]),
                violation_error_message=(
                    "That room is taken at that time. Choose another room or time."
                ),
            ),
            ExclusionConstraint(
                name="appointment_runner_is_free",
                expressions=[
                    ("runner", RangeOperators.EQUAL),
                    (Between("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["held", "booked", "arrived"]),
                violation_error_message="This runner already has a visit at that time.",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="appointment_by_start"),
            models.Index(
                fields=["starts_at"], name="appointment_to_remind", condition=Q(status="booked")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} visit"

    @property
    def local_start(self) -> datetime:
        """The start as the clock of the visit's site shows it; needs `with_names()` for a list."""
        return self.starts_at.astimezone(self.room.site.zone)

    @property
    def local_end(self) -> datetime:
        """The end as the clock of the visit's site shows it."""
        return self.ends_at.astimezone(self.room.site.zone)

    def is_day_here(self, now: datetime) -> bool:
        """Whether the day of the visit has begun at its site."""
        return self.local_start.date() <= now.astimezone(self.room.site.zone).date()
