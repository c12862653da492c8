"""Who the clinic knows, how they sign in, and tokens for other clients."""

from clinic.people.models.clients import Client, SpentCode
from clinic.people.models.feeds import CalendarLink, CalendarLinkQuerySet
from clinic.people.models.people import (
    Practitioner,
    PractitionerQuerySet,
    Runner,
    RunnerQuerySet,
)
from clinic.people.models.phones import PhoneCode, PhoneCodeQuerySet
from clinic.people.models.reminding import KINDS, Purpose, ReminderChoice, TextConsent
from clinic.people.models.tokens import ApiToken, ApiTokenQuerySet, Scope
from clinic.people.models.tries import RateWindow
from clinic.people.models.users import Principal, User, UserManager

__all__ = [
    "KINDS",
    "ApiToken",
    "ApiTokenQuerySet",
    "CalendarLink",
    "CalendarLinkQuerySet",
    "Client",
    "PhoneCode",
    "PhoneCodeQuerySet",
    "Practitioner",
    "PractitionerQuerySet",
    "Principal",
    "Purpose",
    "RateWindow",
    "ReminderChoice",
    "Runner",
    "RunnerQuerySet",
    "Scope",
    "SpentCode",
    "TextConsent",
    "User",
    "UserManager",
]
