"""When practitioners, sites and rooms can be booked: always in the wall-clock time of the site.

Nothing here is a moment. Hours and blocks become moments day by day (progress/clock.py), so that
nine o'clock stays nine o'clock when the clocks change.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from clinic.people.models import Practitioner, Principal, User
from clinic.places.models import Room, Site


class SupplyQuerySet[Row: models.Model](models.QuerySet[Row]):
    """What working hours and blocks have in common."""

    def editable_by(self, user: Principal) -> Self:
        """The manager keeps the roster."""
        return self if getattr(user, "role", None) == User.Role.MANAGER else self.none()

    def current(self, today: date) -> Self:
        """Those that still hold on some day to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today))

    def on_any_day(self, first: date, last: date) -> Self:
        """Those that hold on at least one of these days."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first)
        )


class WorkingHours(models.Model):
    """Every week on this day a practitioner works here, from one time to another."""

    class Weekday(models.IntegerChoices):
        """As ISO numbers them."""

        MONDAY = 1, "Monday"
        TUESDAY = 2, "Tuesday"
        WEDNESDAY = 3, "Wednesday"
        THURSDAY = 4, "Thursday"
        FRIDAY = 5, "Friday"
        SATURDAY = 6, "Saturday"
        SUNDAY = 7, "Sunday"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="working_hours")
    site = models.ForeignKey(Site, models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()
    starts_on = models.DateField(null=True, blank=True, help_text="None: has always been so.")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day. None: goes on.")

    objects = SupplyQuerySet["WorkingHours"].as_manager()

    class Meta:
        verbose_name_plural = "working hours"
        ordering = ["practitioner__name", "weekday", "opens", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="working_hours_close_after_they_open",
                violation_error_message="The end must be after the start.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="working_hours_have_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="working_hours_end_after_they_begin",
                violation_error_message="The last day cannot be before the first.",
            ),
        ]
        indexes = [models.Index(fields=["practitioner", "weekday"], name="working_hours_of")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class UnavailableBlock(models.Model):
    """Nothing can be booked: leave, a public holiday, or a meeting.

    It holds for whom and where it names, and for everybody and everywhere where it names nobody.
    Without times whole days are meant; with times, these hours of each of its days.
    """

    class Kind(models.TextChoices):
        """Why."""

        LEAVE = "leave", "Leave"
        HOLIDAY = "holiday", "Public holiday"
        BLOCK = "block", "Not bookable"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=7, choices=Kind)
    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, null=True, blank=True, related_name="unavailable_blocks"
    )
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    opens = models.TimeField(null=True, blank=True, help_text="From. None: the whole day.")
    closes = models.TimeField(null=True, blank=True, help_text="Until.")
    note = models.CharField(max_length=120, blank=True, help_text="For the desk, such as Meeting.")

    objects = SupplyQuerySet["UnavailableBlock"].as_manager()

    class Meta:
        ordering = ["starts_on", "opens", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="unavailable_block_ends_after_it_starts",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, closes__gt=F("opens")),
                name="unavailable_block_has_both_times_or_none",
                violation_error_message="Give both times, the end after the start, or neither.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="leave") | Q(practitioner__isnull=False),
                name="unavailable_leave_is_somebodys",
                violation_error_message="Say whose leave it is.",
            ),
            models.CheckConstraint(
                condition=Q(practitioner=None) | Q(room=None),
                name="unavailable_block_is_of_somebody_or_of_a_room",
                violation_error_message="Block a practitioner or a room, not both at once.",
            ),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="unavailable_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.starts_on}"
