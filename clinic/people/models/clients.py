"""Other programs that ask people for a part of what they may do here (OAuth 2.0)."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from oauth2_provider.models import AbstractApplication

from clinic.people.models.tokens import Scope

# RFC 9700, 2.1 and RFC 8252, 7.3: https, or this very device; no fragment, no name before a host.
_ADDRESS = (
    r"(https://[^[:space:]#@*]+"
    r"|http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?/[^[:space:]#@*]*)"
)
ADDRESSES = f"^{_ADDRESS}( {_ADDRESS})*$"


class Client(AbstractApplication):
    """An app that acts for people who let it, or a service that acts for its owner.

    Everything that the standard has replaced since is shut by a constraint: implicit and password
    grants, secrets in plain text, and consent that nobody is asked for.
    """

    scopes = ArrayField(
        models.CharField(max_length=24, choices=Scope), help_text="What it may ask for at most."
    )
    disabled_at = models.DateTimeField(null=True, blank=True)
    former_secret = models.CharField(
        max_length=255, blank=True, help_text="Hashed; good until `former_until`."
    )
    former_until = models.DateTimeField(null=True, blank=True)

    objects: "models.Manager[Client]" = models.Manager()

    class Meta(AbstractApplication.Meta):
        abstract = False
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    authorization_grant_type="authorization-code", redirect_uris__regex=ADDRESSES
                )
                | Q(authorization_grant_type="client-credentials", redirect_uris=""),
                name="client_redirects_are_https_or_this_device",
                violation_error_message=(
                    "An app needs addresses to come back to, each https:// or http://127.0.0.1; "
                    "a service has none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(authorization_grant_type="authorization-code")
                | Q(client_type="confidential", user__isnull=False),
                name="client_that_is_a_service_has_an_owner",
                violation_error_message="A service has a secret, and acts for somebody: its owner.",
            ),
            models.CheckConstraint(
                condition=Q(hash_client_secret=True, skip_authorization=False, algorithm=""),
                name="client_keeps_to_what_is_safe",
                violation_error_message="Secrets are hashed, and people are always asked.",
            ),
            models.CheckConstraint(
                condition=Q(former_secret="", former_until=None)
                | (
                    ~Q(former_secret="") & Q(client_type="confidential", former_until__isnull=False)
                ),
                name="client_former_secret_ends",
                violation_error_message="A former secret ends, and a public app has none.",
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gte=1),
                name="client_may_ask_for_something",
                violation_error_message="Name at least one scope.",
            ),
        ]

    def is_usable(self, request: Any) -> bool:
        """Not switched off, nor its owner."""
        return self.disabled_at is None and (self.user is None or self.user.is_active)

    def disable(self, now: datetime) -> None:
        """Switch it off for everybody; its tokens stop working at once."""
        self.disabled_at = now
        self.save(update_fields=["disabled_at"])


class SpentCode(models.Model):
    """A code that has become tokens; one that comes again is in somebody else's hands, too."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code, in hex.")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    family = models.UUIDField(help_text="Of the tokens that it became, and all that follow them.")
    spent_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.spent_at)
