"""Which providers are left alone for a while, so that a sick one is not asked at every turn."""

from datetime import datetime, timedelta

import structlog
from django.db.models import F
from django.db.models.functions import Least

from clinic.outbox.models import ProviderRest

log = structlog.get_logger(__name__)

FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=1)
MOST_COUNTED = 20


def is_resting(until: datetime | None, *, now: datetime) -> bool:
    """Whether nothing is to be claimed for a provider that rests until then."""
    return until is not None and until > now


def rests_of_providers() -> dict[str, datetime | None]:
    """The providers with a failure behind them, and until when each is left alone."""
    return dict(ProviderRest.objects.filter(failures__gt=0).values_list("name", "until"))


def send_to_rest(name: str, *, reason: str, now: datetime, pause: timedelta | None = None) -> None:
    """Leave a provider alone: for the pause it asked for, else twice as long as last time."""
    rest, _ = ProviderRest.objects.update_or_create(
        name=name,
        defaults={"failures": Least(F("failures") + 1, MOST_COUNTED), "reason": reason},
        create_defaults={"failures": 1, "reason": reason},
    )
    rest.refresh_from_db()
    until = now + (pause or min(FIRST_REST * 2 ** (rest.failures - 1), LONGEST_REST))
    ProviderRest.objects.filter(name=name).update(until=until)
    log.warning("provider rests", provider=name, reason=reason, failures=rest.failures)


def note_success(name: str) -> None:
    """It carries again."""
    ProviderRest.objects.filter(name=name).update(failures=0, until=None, reason="")
