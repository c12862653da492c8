"""Appointments. That two never overlap is the database's promise, not a check in a page."""

from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from bookings.models.enquiries import Enquiry
from bookings.models.kinds import AppointmentType
from bookings.models.ranges import Between
from bookings.models.series import Series
from clinic.people.models import Practitioner, Principal, Runner, User
from clinic.places.models import Room


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

    def changeable_by(self, user: Principal) -> Self:
        """A runner moves and cancels the own visits, by the rules; desk and manager all of them."""
        if getattr(user, "role", None) == User.Role.RUNNER:
            return self.visible_to(user)
        return self.editable_by(user)

    def blocking(self) -> Self:
        """Those that take up their time."""
        return self.filter(status__in=Appointment.BLOCKING)

    def busy(self, now: datetime) -> Self:
        """Those that take up their time at this moment: a hold that has run out does not."""
        held = Q(status=Appointment.Status.HELD, held_until__lte=now)
        return self.blocking().exclude(held)

    def run_out(self, now: datetime) -> Self:
        """Holds whose time is over and that nobody has written down as expired."""
        return self.filter(status=Appointment.Status.HELD, held_until__lte=now)

    def held_by(self, holder: str, now: datetime) -> Self:
        """What one device holds at this moment."""
        return self.filter(status=Appointment.Status.HELD, held_until__gt=now, holder=holder)

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that touch the half-open stretch [start, end), in order."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "id")

    def held_on(self, holder: str) -> Self:
        """What one device holds or held, also what became a visit since."""
        return self.filter(holder=holder)

    def named(self, pk: UUID | None) -> Self:
        """The visit of a signed link, once it is somebody's."""
        return self.filter(pk=pk, runner__isnull=False)

    def with_names(self) -> Self:
        """Everything that a page or a message says about a visit, in the same query."""
        return self.select_related("runner", "practitioner", "room__site", "type")

    def upcoming(self, now: datetime) -> Self:
        """Still to come, soonest first."""
        return self.filter(status=Appointment.Status.BOOKED, starts_at__gt=now).order_by(
            "starts_at"
        )


class Appointment(models.Model):
    """A visit: one runner, one practitioner, one room, one stretch of time.

    A time that somebody is about to book is a visit, too: it is `held`, until `held_until`, and
    has no runner before the form is filled in. So nothing that takes up time is ever invisible.
    """

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
        UNSAID = "unsaid", "Rather not say"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(
        Runner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        help_text="None: held, and nobody has said who comes.",
    )
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, models.PROTECT, related_name="appointments")
    type = models.ForeignKey(AppointmentType, models.PROTECT, related_name="+")
    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    blocked_from = models.DateTimeField(help_text="Start less the buffer before.")
    blocked_to = models.DateTimeField(help_text="End plus the buffer after.")
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    version = models.PositiveIntegerField(default=1)
    # No index may name it: while none does, and pages have room, writing it touches no index, and
    # least of all the three that keep times from being sold twice.
    reminded_version = models.PositiveIntegerField(
        default=0, help_text="The version whose reminders are planned."
    )
    cancel_reason = models.CharField(max_length=8, choices=CancelReason, blank=True)
    is_late_cancel = models.BooleanField(
        default=False, help_text="Cancelled later than its type allows online."
    )
    is_outside_hours = models.BooleanField(
        default=False, help_text="The desk booked it outside the practitioner's hours on purpose."
    )
    held_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(
        max_length=64, blank=True, help_text="Tells devices that hold times apart; not who it is."
    )
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True)
    idempotency_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what was asked for with the key."
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who made this version. None: somebody online.",
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
            models.CheckConstraint(
                condition=Q(runner__isnull=False) | Q(status__in=["held", "expired"]),
                name="appointment_booked_has_a_runner",
                violation_error_message="Say who comes.",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_until__isnull=False),
                name="appointment_held_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(is_late_cancel=False) | Q(status="cancelled"),
                name="appointment_late_is_cancelled",
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
                fields=["held_until"], name="appointment_held", condition=Q(status="held")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} visit"

    @property
    def who(self) -> str:
        """Who comes, as the diary says it."""
        return self.runner.name if self.runner else "Being booked online"

    @property
    def site_name(self) -> str:
        """Where it is."""
        return self.room.site.name

    @property
    def address(self) -> str:
        """Where to go."""
        return self.room.site.address

    @property
    def practitioner_name(self) -> str:
        """Who it is with."""
        return self.practitioner.name

    @property
    def local_start(self) -> datetime:
        """The start as the clock of the visit's site shows it; needs `with_names()` for a list."""
        return self.starts_at.astimezone(self.room.site.zone)

    @property
    def local_end(self) -> datetime:
        """The end as the clock of the visit's site shows it."""
        return self.ends_at.astimezone(self.room.site.zone)

    @property
    def local_held_until(self) -> datetime | None:
        """Until when it is held, as the clock of its site shows it."""
        return self.held_until.astimezone(self.room.site.zone) if self.held_until else None

    def is_day_here(self, now: datetime) -> bool:
        """Whether the day of the visit has begun at its site."""
        return self.local_start.date() <= now.astimezone(self.room.site.zone).date()
