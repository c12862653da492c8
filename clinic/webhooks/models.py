"""Addresses that want to know of changes, changes that nobody has told yet, and what was posted."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from clinic.people.models import Principal


class Event(models.TextChoices):
    """What can be told of (api.md), and a trial that anybody can ask for."""

    PROGRAM_ACTIVATED = "program.activated", "A programme is sent"
    PROGRAM_CHANGED = "program.changed", "A programme changes, is held, or ends"
    LOG_SAVED = "session_log.saved", "A session is logged, or its log put right"
    BOOKED = "appointment.booked", "A visit is booked"
    CHANGED = "appointment.changed", "A visit is moved or marked"
    CANCELLED = "appointment.cancelled", "A visit is cancelled"


TRIAL = "ping"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Named reads of addresses."""

    def of(self, user: Principal) -> Self:
        """Somebody's own; nobody sees or changes those of others."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def on(self) -> Self:
        """Those that are told: not switched off, and their person may sign in."""
        return self.filter(ended_at=None, user__is_active=True)


class Endpoint(models.Model):
    """An address of somebody's own system, and what it wants to know.

    Its secret is not kept: it is worked out from our own key and `secret_number` (signing.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhook_endpoints"
    )
    url = models.URLField(max_length=300)
    events = ArrayField(models.CharField(max_length=24, choices=Event))
    secret_number = models.PositiveIntegerField(default=1)
    secret_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="The secret before is good for a day more."
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(events__len__gte=1, events__contained_by=Event.values),
                name="webhook_wants_known_events",
                violation_error_message="Choose at least one event.",
            ),
            models.UniqueConstraint(
                fields=["user", "url"],
                condition=Q(ended_at=None),
                name="webhook_address_once_a_person",
                violation_error_message="You have this address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Change(models.Model):
    """Something that changed, noted by the database itself in the same transaction (triggers).

    It goes once it is handed on to the addresses that may know of it.
    """

    event = models.CharField(max_length=24, choices=Event)
    subject = models.UUIDField(help_text="The id of what changed.")
    version = models.PositiveIntegerField(help_text="Of what changed.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.event} {self.version}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Named reads of what is, or was, posted."""

    def due(self, now: datetime) -> Self:
        """Whose turn it is: what was told earlier of the same thing to the same address is over."""
        earlier = Delivery.objects.open().filter(
            endpoint=OuterRef("endpoint"),
            subject=OuterRef("subject"),
            number__lt=OuterRef("number"),
        )
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        waiting = self.open().filter(free, next_at__lte=now, endpoint__ended_at=None)
        return waiting.exclude(Exists(earlier)).order_by("number")

    def open(self) -> Self:
        """Neither taken nor given up."""
        return self.filter(state=Delivery.State.WAITING)


class Delivery(models.Model):
    """One event for one address. Its id is the same on every try, so a repeat can be known."""

    class State(models.TextChoices):
        """waiting → delivered, or given up after a day; sent again by hand it waits anew."""

        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        GIVEN_UP = "given_up", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.BigIntegerField(help_text="Its place in the order of all changes.")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=24)
    subject = models.UUIDField()
    version = models.PositiveIntegerField()
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=120, blank=True, help_text="What came of the last try.")
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "number"], name="webhook_change_is_told_once"
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at=None)),
                name="webhook_delivered_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "subject", "number"],
                name="webhook_waiting",
                condition=Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.state})"
