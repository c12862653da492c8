"""Kinds of visit: how long they take, what they cost, and who may book them online."""

from typing import Self
from uuid import UUID, uuid4

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Q

from clinic.db import read_rows
from clinic.people.models import Practitioner, Principal, User

ONE_WITH_SKILLS = """
SELECT {k}, ARRAY(
  SELECT practitioner_id FROM bookings_appointmenttype_practitioners
  WHERE appointmenttype_id = k.id)
FROM bookings_appointmenttype k WHERE k.id = %s
"""


class AppointmentTypeQuerySet(models.QuerySet["AppointmentType"]):
    """Named reads of the kinds of visit."""

    def editable_by(self, user: Principal) -> Self:
        """The manager decides what the clinic offers and what it costs."""
        return self if getattr(user, "role", None) == User.Role.MANAGER else self.none()

    def with_skills(self) -> Self:
        """With `offered_by`: the ids of those who offer it, in the same query; none: everybody."""
        return self.annotate(
            offered_by=ArrayAgg("practitioners", filter=Q(practitioners__isnull=False), default=[])
        )

    def one_with_skills(self, pk: UUID) -> "AppointmentType | None":
        """One of them in the same way, asked for without the price of making the statement."""
        for kind, kind.offered_by in read_rows(ONE_WITH_SKILLS, [pk], k=self.model):
            return kind
        return None

    def online(self) -> Self:
        """Those that anybody may book on the site."""
        return self.filter(is_online=True)


class AppointmentType(models.Model):
    """A kind of visit: how long it takes, and the minutes kept free around it."""

    class ForWhom(models.TextChoices):
        """Whether it matters that somebody was here before."""

        ANYBODY = "anybody", "Anybody"
        NEW = "new", "Somebody new"
        RETURNING = "returning", "Somebody who was here before"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    minutes = models.PositiveSmallIntegerField()
    buffer_before = models.PositiveSmallIntegerField(default=0, help_text="Minutes.")
    buffer_after = models.PositiveSmallIntegerField(default=0, help_text="Minutes.")
    fee_cents = models.PositiveIntegerField(
        null=True, blank=True, help_text="In cents. None: the site says to ask."
    )
    description = models.CharField(max_length=300, blank=True, help_text="What happens in it.")
    is_online = models.BooleanField(default=False, help_text="Anybody may book it on the site.")
    for_whom = models.CharField(max_length=9, choices=ForWhom, default=ForWhom.ANYBODY)
    practitioners = models.ManyToManyField(
        Practitioner, blank=True, related_name="+", help_text="Who offers it. Nobody: everybody."
    )
    notice_hours = models.PositiveSmallIntegerField(
        default=2, help_text="Online: booked at least this long ahead."
    )
    horizon_days = models.PositiveSmallIntegerField(
        default=56, help_text="Online: booked at most this far ahead."
    )
    change_hours = models.PositiveSmallIntegerField(
        default=24, help_text="Online: moved or cancelled at least this long ahead."
    )

    objects = AppointmentTypeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240),
                name="appointment_type_lasts_5_to_240_minutes",
                violation_error_message="A visit lasts 5 to 240 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(buffer_before__lte=60, buffer_after__lte=60),
                name="appointment_type_keeps_an_hour_free_at_most",
                violation_error_message="Keep 60 minutes free at most.",
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=365),
                name="appointment_type_is_booked_a_year_ahead_at_most",
                violation_error_message="Online booking reaches 1 to 365 days ahead.",
            ),
            models.CheckConstraint(
                condition=Q(notice_hours__lte=336, change_hours__lte=336),
                name="appointment_type_asks_for_two_weeks_at_most",
                violation_error_message="Ask for two weeks (336 hours) of notice at most.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.minutes} minutes"
