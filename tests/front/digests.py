"""Managers who want the digest, and the moments at which it is due."""

from datetime import datetime, timedelta

from clinic.digest import owe_digests
from clinic.outbox.models import Message
from clinic.people.models import User
from tests.factories import SYDNEY

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
# NOON is in the week before this Monday.
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=SYDNEY)
TUESDAY = MONDAY + A_DAY
LONG_AGO = datetime(2026, 1, 1, tzinfo=SYDNEY)


def wants(user: User, often: str = "weekly") -> User:
    """This person chose so long ago."""
    user.digest, user.digest_from = often, LONG_AGO
    user.save(update_fields=["digest", "digest_from"])
    return user


def told(at: datetime = MONDAY) -> list[tuple[str, str]]:
    """Look whether a digest is due; what is owed by then."""
    owe_digests(now=at)
    return list(Message.objects.order_by("created_at", "to").values_list("to", "state"))
