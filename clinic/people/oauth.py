"""OAuth 2.0 as the toolkit runs it, and the few places where we ask for more (RFC 9700)."""

from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from oauth2_provider.models import Grant, RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes

from clinic.people.actions import digest
from clinic.people.models import Client, Scope, SpentCode


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
    """The toolkit's rules, for people who may sign in, and one use of a code or token at a time.

    Of a code, too, only the hash is kept. Needs a transaction, which the view opens.
    """

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """By its secret, or by the one before while that is good."""
        if super().authenticate_client(request, *args, **kwargs):
            return True
        client: Client | None = request.client
        if client is None or not client.former_until or client.former_until <= timezone.now():
            return False
        current, client.client_secret = client.client_secret, client.former_secret
        try:
            return super().authenticate_client(request, *args, **kwargs)
        finally:
            client.client_secret = current

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """The hash of it."""
        hashed = code | {"code": digest(code["code"])}
        super().save_authorization_code(client_id, hashed, request, *args, **kwargs)

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Whether the code is good. One that comes again ends all tokens of the first time.

        RFC 6749, 4.1.2. Two that come at once are in turn: the second comes again. A code of
        somebody whose account was closed meanwhile is none.
        """
        request.code = digest(code)  # whatever looks for the code from here on looks for this
        list(Grant.objects.select_for_update().filter(code=request.code, application=client))
        spent = SpentCode.objects.filter(digest=request.code, client=client).first()
        if spent:
            RefreshToken.revoke_family(spent.family)
            return False
        is_good = super().validate_code(client_id, request.code, client, request, *args, **kwargs)
        return is_good and request.user.is_active

    def save_bearer_token(
        self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Keep the tokens, and which code they are of."""
        saved = super().save_bearer_token(token, request, *args, **kwargs)
        if request.grant_type == "authorization_code":
            renewal = RefreshToken.objects.get(token_checksum=digest(token["refresh_token"]))
            SpentCode.objects.create(
                digest=request.code,
                client=request.client,
                family=renewal.token_family,
                spent_at=timezone.now(),
            )
        return saved

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A token that another request renews at this very moment is refused, without harm.

        With hashed tokens the toolkit could give that second request nothing but empty ones. One
        that comes later is a repeat: the toolkit then revokes the whole family.
        """
        same = RefreshToken.objects.filter(token_checksum=digest(refresh_token))
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
