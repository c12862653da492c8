"""Calls that the desk still has to make: a roster changed under a visit, or a physio asked."""

from collections.abc import Collection
from typing import Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bookings.models.appointments import Appointment
from clinic.people.models import Principal, Runner, User


class CallTaskQuerySet(models.QuerySet["CallTask"]):
    """Named reads of call tasks."""

    def visible_to(self, user: Principal) -> Self:
        """The desk and the manager ring people; a physio sees what was asked for the caseload."""
        match getattr(user, "role", None):
            case User.Role.FRONT_DESK | User.Role.MANAGER:
                return self
            case User.Role.PHYSIO:
                return self.filter(runner__physio__user=user)
        return self.none()

    def settled_by(self, user: Principal) -> Self:
        """The desk and the manager say that somebody was rung."""
        is_desk = getattr(user, "role", None) in {User.Role.FRONT_DESK, User.Role.MANAGER}
        return self if is_desk else self.none()

    def open(self) -> Self:
        """Not yet done: what a physio asked for, the oldest first, then the visit that is next.

        Who was rung in vain comes after all who were not, the one who has rested longest first.
        """
        by_try = F("tried_at").asc(nulls_first=True)
        by_visit = F("appointment__starts_at").asc(nulls_first=True)
        return self.filter(done_at=None).order_by(by_try, by_visit, "created_at", "id")

    def with_names(self) -> Self:
        """Whom to ring, about which visit, and who asked, in the same query."""
        return self.select_related(
            "runner",
            "asked_by",
            "appointment__runner",
            "appointment__practitioner",
            "appointment__room__site",
        )

    def latest_of(self, runners: Collection[UUID]) -> Self:
        """What a physio asked for last, of each of these runners."""
        asked = self.filter(runner__in=runners)
        return asked.order_by("runner_id", "-created_at", "id").distinct("runner_id")


class CallTask(models.Model):
    """Ring somebody: about a visit (it no longer fits, or no mail tells of it), or for a physio."""

    class Reason(models.TextChoices):
        """What changed."""

        HOURS = "hours", "The practitioner does not work then any more"
        LEAVE = "leave", "The practitioner is on leave"
        HOLIDAY = "holiday", "The site is shut that day"
        BLOCK = "block", "That time cannot be booked any more"
        PHYSIO = "physio", "Call from the physio’s list"
        NO_MAIL = "no_mail", "Has no e-mail address"
        NO_TEXT = "no_text", "No text got through, and there is no e-mail address"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, blank=True, related_name="call_tasks"
    )
    runner = models.ForeignKey(
        Runner, models.CASCADE, null=True, blank=True, related_name="call_tasks"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=7, choices=Reason)
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Calls that nobody answered.")
    tried_at = models.DateTimeField(null=True, blank=True, help_text="The last of them.")
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
            ),
            models.UniqueConstraint(
                fields=["runner"],
                condition=Q(done_at=None),
                name="call_task_is_open_once_for_a_runner",
                violation_error_message="The desk is asked to ring this runner already.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(appointment__isnull=False, runner=None, asked_by=None) & ~Q(reason="physio")
                )
                | Q(
                    appointment=None, runner__isnull=False, asked_by__isnull=False, reason="physio"
                ),
                name="call_task_is_about_a_visit_or_a_runner",
                violation_error_message="A call is about a visit, or a physio asks for it.",
            ),
            models.CheckConstraint(
                condition=Q(tries=0, tried_at=None) | Q(tries__gt=0, tried_at__isnull=False),
                name="call_task_tried_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="call_task_open", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def whom(self) -> Runner | None:
        """Whom to ring; nobody for a time that is only held."""
        return self.appointment.runner if self.appointment else self.runner

    @property
    def who(self) -> str:
        """Whom to ring, by name."""
        return self.whom.name if self.whom else "Being booked online"
