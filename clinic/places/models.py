"""Where the clinic is: sites, each with its own time zone, and their rooms."""

from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models


def check_time_zone(name: str) -> None:
    """Refuse a name that is not an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"{name} is not a time zone. Write one like Australia/Sydney.")


class SiteQuerySet(models.QuerySet["Site"]):
    """Named reads of sites."""

    def editable_by(self, user: Any) -> Self:
        """The front desk knows when a site is open, and keeps it right; so does the manager."""
        return self if getattr(user, "role", None) in {"front_desk", "manager"} else self.none()


class Site(models.Model):
    """One address of the clinic. Visits are always shown in its own time zone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=3, blank=True, help_text="NSW, VIC …")
    phone = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=120, blank=True)
    opening_hours = models.TextField(
        blank=True, help_text="One line each, such as: Monday to Friday, 8 am to 6 pm"
    )
    time_zone = models.CharField(
        max_length=40, default="Australia/Sydney", validators=[check_time_zone]
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this site's clocks run."""
        return ZoneInfo(self.time_zone)

    @property
    def address(self) -> str:
        """Street and suburb, as one writes them on a letter; the suburb where no street is set."""
        return ", ".join(word for word in (self.street, self.name) if word)


class Room(models.Model):
    """A room of a site; two visits cannot share one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["site__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="room_name_is_unique_in_its_site",
                violation_error_message="This site already has a room of that name.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.site.name}"
