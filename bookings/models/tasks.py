"""Calls that the desk still has to make, because a roster changed under a visit."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.appointments import Appointment
from clinic.people.models import Principal, User


class CallTaskQuerySet(models.QuerySet["CallTask"]):
    """Named reads of call tasks."""

    def visible_to(self, user: Principal) -> Self:
        """The desk and the manager ring people."""
        if getattr(user, "role", None) in {User.Role.FRONT_DESK, User.Role.MANAGER}:
            return self
        return self.none()

    def open(self) -> Self:
        """Not yet done, the visit that comes first on top."""
        return self.filter(done_at=None).order_by("appointment__starts_at", "id")


class CallTask(models.Model):
    """Ring somebody about a visit that can no longer take place as it was booked."""

    class Reason(models.TextChoices):
        """What changed."""

        HOURS = "hours", "The practitioner does not work then any more"
        LEAVE = "leave", "The practitioner is on leave"
        HOLIDAY = "holiday", "The site is shut that day"
        BLOCK = "block", "That time cannot be booked any more"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="call_tasks")
    reason = models.CharField(max_length=7, choices=Reason)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CallTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(done_at=None),
                name="call_task_is_open_once_for_a_visit",
                violation_error_message="This visit is on the call list already.",
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], name="call_task_open", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
