"""The private address from which somebody's calendar takes what concerns them."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from clinic.people.models.users import User


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    """Named reads of links."""

    def on(self) -> Self:
        """Those that still answer: not switched off, and their person may sign in."""
        return self.filter(revoked_at=None, user__is_active=True)


class CalendarLink(models.Model):
    """One address of one person. Only its hash is kept; the address itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_links")
    digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the secret, in hex."
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at=None),
                name="calendar_link_on_once_a_person",
                violation_error_message="A link was made just now. Open this page again.",
            )
        ]

    def __str__(self) -> str:
        return f"Link of {self.created_at:%d %B %Y}"
