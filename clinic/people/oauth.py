"""OAuth 2.0 as the toolkit runs it, and the few places where we ask for more (RFC 9700)."""

from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from oauth2_provider.models import RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes

from clinic.people.models import Client, Scope


class ClientScopes(BaseScopes):
    """A client asks for what it is on file with at most, and for the name alone by default."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope by its name."""
        return dict(Scope.choices)

    def get_available_scopes(
        self, application: Client | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Those of the client, or all where none is named."""
        return list(application.scopes) if application else list(Scope.values)

    def get_default_scopes(
        self, application: Client | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Who names no scope reads a name at most."""
        return [Scope.PROFILE_READ.value]


class Validator(OAuth2Validator):
    """The toolkit's rules, for people who may sign in, and one renewal of a token at a time."""

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A code of somebody whose account was closed meanwhile is none."""
        is_good = super().validate_code(client_id, code, client, request, *args, **kwargs)
        return is_good and request.user.is_active

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A token that another request renews at this very moment is refused, without harm.

        With hashed tokens the toolkit could give that second request nothing but empty ones. One
        that comes later is a repeat: the toolkit then revokes the whole family. Needs a
        transaction, which the view opens.
        """
        checksum = sha256(refresh_token.encode()).hexdigest()
        same = RefreshToken.objects.filter(token_checksum=checksum)
        free = list(same.select_for_update(skip_locked=True).values_list("pk", flat=True))
        if not free and same.exists():
            return False
        is_good = super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
        return is_good and request.user.is_active


class SecretHasher(PBKDF2PasswordHasher):
    """For secrets of 128 random signs: nobody can try them all, so a slow hash protects nothing.

    A slow one would cost a third of a second of CPU for every token of a service.
    """

    algorithm = "pbkdf2_sha256_random"
    iterations = 1
