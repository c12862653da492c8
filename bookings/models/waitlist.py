"""People who would come sooner, and times that became free and were offered to them."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bookings.models.appointments import Appointment
from bookings.models.kinds import AppointmentType
from clinic.people.models import Practitioner, Principal, Runner, User
from clinic.places.models import Site

DESK = {User.Role.FRONT_DESK, User.Role.MANAGER}


class WaitlistQuerySet(models.QuerySet["WaitlistEntry"]):
    """Named reads of the wait list."""

    def visible_to(self, user: Principal) -> Self:
        """A runner sees the own wishes, the desk and the manager all of them."""
        match getattr(user, "role", None):
            case User.Role.RUNNER:
                return self.filter(runner__user=user)
            case User.Role.FRONT_DESK | User.Role.MANAGER:
                return self
        return self.none()

    def editable_by(self, user: Principal) -> Self:
        """The desk and the manager keep the list."""
        return self if getattr(user, "role", None) in DESK else self.none()

    def waiting(self) -> Self:
        """Nothing is offered to them at this moment, the longest wait first."""
        return self.filter(state=WaitlistEntry.State.WAITING).order_by("created_at", "id")

    def open(self) -> Self:
        """Still on the list."""
        return self.filter(state__in=WaitlistEntry.OPEN).order_by("created_at", "id")


class WaitlistEntry(models.Model):
    """What somebody waits for. What is left empty may be anything."""

    class State(models.TextChoices):
        """waiting → offered → booked, and the ways out."""

        WAITING = "waiting", "Waiting"
        OFFERED = "offered", "Offered a time"
        BOOKED = "booked", "Booked"
        WITHDRAWN = "withdrawn", "Taken off the list"

    OPEN = (State.WAITING, State.OFFERED)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.PROTECT, related_name="waitlist_entries")
    type = models.ForeignKey(AppointmentType, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, help_text="ISO. None: any."
    )
    opens = models.TimeField(null=True, blank=True, help_text="Not before this time.")
    closes = models.TimeField(null=True, blank=True, help_text="Over by this time.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The last day that is of use.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    appointment = models.ForeignKey(
        Appointment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The visit that they already have and would swap, or the one they got.",
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "waitlist entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens=None) | Q(closes=None) | Q(closes__gt=F("opens")),
                name="waitlist_hours_end_after_they_start",
                violation_error_message="The end must be after the start.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="waitlist_days_end_after_they_start",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.UniqueConstraint(
                fields=["runner", "type"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waitlist_names_a_runner_once_for_a_type",
                violation_error_message="This runner is on the wait list for that already.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="waitlist_open",
                condition=Q(state__in=["waiting", "offered"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} since {self.created_at:%d %B}"


class OfferQuerySet(models.QuerySet["WaitlistOffer"]):
    """Named reads of offers."""

    def open(self) -> Self:
        """Nobody has answered them, and nobody has written down that they ran out."""
        return self.filter(state=WaitlistOffer.State.OPEN)

    def run_out(self, now: datetime) -> Self:
        """Open past their time."""
        return self.open().filter(expires_at__lte=now)


class WaitlistOffer(models.Model):
    """One free time, offered to one person, who has until `expires_at` to take it.

    The time is held for them by a visit that is `held`. A gap is offered to one person at a time.
    """

    class State(models.TextChoices):
        """open → accepted, and the ways out."""

        OPEN = "open", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Ran out"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(WaitlistEntry, models.CASCADE, related_name="offers")
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, related_name="waitlist_offer", help_text="Holds the time."
    )
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "starts_at"],
                condition=Q(state="open"),
                name="waitlist_gap_is_offered_once",
                violation_error_message="This time is offered to somebody at this moment.",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state="open"),
                name="waitlist_entry_has_one_open_offer",
                violation_error_message="Another time is offered to this person at this moment.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("offered_at")),
                name="waitlist_offer_gives_time_to_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], name="waitlist_offer_open", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
