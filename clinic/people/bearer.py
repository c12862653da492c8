"""Bearer tokens: how another client says for whom it acts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import AccessToken
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from clinic.db import read_rows
from clinic.people.actions import SECRET_STARTS_WITH, digest
from clinic.people.models import ApiToken, Scope, User

USABLE = """
SELECT {t}, {u} FROM people_apitoken t JOIN people_user u ON u.id = t.user_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
"""


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` with a personal token, or one that an app was given."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken | AccessToken] | None:
        """The token's person; None when no bearer token was sent. One query."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        secret = secret.strip()
        known = personal(secret) if secret.startswith(SECRET_STARTS_WITH) else of_an_app(secret)
        if known is None:
            raise exceptions.AuthenticationFailed(
                "This token is unknown, expired or revoked.", code="bad_token"
            )
        return known

    def authenticate_header(self, request: Request) -> str:
        """What a 401 tells the client to send."""
        return "Bearer"


def personal(secret: str) -> tuple[User, ApiToken] | None:
    """Who made this token for themselves: `ApiToken.objects.usable()`, by the digest."""
    found = read_rows(USABLE, [digest(secret), timezone.now()], t=ApiToken, u=User)
    for token, token.user in found:
        return token.user, token
    return None


def of_an_app(secret: str) -> tuple[User, AccessToken] | None:
    """Who let the app in, or the owner of a service."""
    found = AccessToken.objects.filter(token_checksum=digest(secret), expires__gt=timezone.now())
    token = found.select_related("user", "application__user").first()
    if token is None or not token.application.is_usable(None):
        return None
    user = token.user or token.application.user
    return (user, token) if user.is_active else None


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes both sorts of token in the schema; either will do."""

    target_class = TokenAuthentication
    name = ["bearer", "oauth2"]

    def get_security_requirement(self, auto_schema: Any) -> Any:
        """One of the two, not both."""
        return [{one: []} for one in self.name]

    def get_security_definition(self, auto_schema: Any) -> Any:
        """The OpenAPI security schemes, in the order of their names."""
        scopes = dict(Scope.choices)
        token = {"tokenUrl": "/oauth/token/", "scopes": scopes}
        code = {"authorizationUrl": "/oauth/authorize/", "refreshUrl": "/oauth/token/"} | token
        flows = {"authorizationCode": code, "clientCredentials": token}
        told = f"A personal token, or one that an app was given. Scopes: {' '.join(Scope.values)}"
        return [
            {"type": "http", "scheme": "bearer", "description": told},
            {"type": "oauth2", "flows": flows, "description": "PKCE with S256 is required."},
        ]
