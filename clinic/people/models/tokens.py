"""Tokens with which other clients act for a person."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


class Scope(models.TextChoices):
    """What a token may be allowed to do; never more than its person may."""

    PROGRAMS_READ = "programs:read"
    PROGRAMS_WRITE = "programs:write"
    LOGS_READ = "logs:read"
    LOGS_WRITE = "logs:write"
    APPOINTMENTS_READ = "appointments:read"
    APPOINTMENTS_WRITE = "appointments:write"
    ENQUIRIES_READ = "enquiries:read"
    ENQUIRIES_WRITE = "enquiries:write"
    PROFILE_READ = "profile:read"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Named reads of tokens."""

    def usable(self, now: datetime) -> Self:
        """Not revoked, not expired, and its person may still sign in."""
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)


class ApiToken(models.Model):
    """A personal access token. Only its hash is kept; the token itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hex.")
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="api_token_expires_after_it_is_made",
                violation_error_message="A token must expire after it is made.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A token without a scope could do nothing."""
        if not self.scopes:
            raise ValidationError({"scopes": "Name at least one scope."})
