"""Codes that sign a runner in on a phone that stands in front of the physio."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinic.people.models.people import Runner

LASTS = timedelta(minutes=10)


class PhoneCodeQuerySet(models.QuerySet["PhoneCode"]):
    """Named reads of codes."""

    def open(self) -> Self:
        """Neither used nor taken back."""
        return self.filter(used_at=None, revoked_at=None)

    def usable(self, now: datetime) -> Self:
        """Open, in time, and its runner may sign in."""
        return self.open().filter(expires_at__gt=now, runner__user__is_active=True)


class PhoneCode(models.Model):
    """One sign-in of one runner, within ten minutes. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.CASCADE, related_name="phone_codes")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code, in hex.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["runner"],
                condition=Q(used_at=None, revoked_at=None),
                name="phone_code_open_once_a_runner",
                violation_error_message="Somebody made a code just now. Try again.",
            ),
            models.CheckConstraint(
                condition=Q(
                    expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + LASTS
                ),
                name="phone_code_lasts_ten_minutes",
                violation_error_message="A code lasts ten minutes at the most.",
            ),
        ]

    def __str__(self) -> str:
        return f"Code of {self.created_at:%d %B %Y}"
