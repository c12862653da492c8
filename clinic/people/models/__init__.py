"""Who the clinic knows, how they sign in, and tokens for other clients."""

from clinic.people.models.people import (
    ApiToken,
    ApiTokenQuerySet,
    Practitioner,
    PractitionerQuerySet,
    Principal,
    RateWindow,
    Runner,
    RunnerQuerySet,
    Scope,
    User,
    UserManager,
)
from clinic.people.models.phones import PhoneCode, PhoneCodeQuerySet

__all__ = [
    "ApiToken",
    "ApiTokenQuerySet",
    "PhoneCode",
    "PhoneCodeQuerySet",
    "Practitioner",
    "PractitionerQuerySet",
    "Principal",
    "RateWindow",
    "Runner",
    "RunnerQuerySet",
    "Scope",
    "User",
    "UserManager",
]
