"""Bearer tokens: how another client says for whom it acts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from clinic.people.actions import digest
from clinic.people.models import ApiToken, Scope, User


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` with a personal access token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person; None when no bearer token was sent. One query."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        usable = ApiToken.objects.usable(timezone.now()).select_related("user")
        token = usable.filter(digest=digest(secret.strip())).first()
        if token is None:
            raise exceptions.AuthenticationFailed(
                "This token is unknown, expired or revoked.", code="bad_token"
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 tells the client to send."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the bearer token in the schema."""

    target_class = TokenAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The OpenAPI security scheme."""
        scopes = " ".join(Scope.values)
        return {"type": "http", "scheme": "bearer", "description": f"Scopes: {scopes}"}
