"""What a visitor types, and a browser that typed at a human pace."""

from datetime import datetime, timedelta

from django.utils import timezone

from bookings.forms.enquiries import stamp

NINA = {
    "name": "Nina Ng",
    "phone": "0491 570 156",
    "email": "nina@demo.example",
    "where_it_hurts": "knee",
    "when_suits": "after_work",
    "message": "My knee hurts on stairs since Sunday.",
}


def typed(*, opened_at: datetime | None = None, **changes: str) -> dict[str, str]:
    """The fields that a browser sends; opened ten seconds ago unless told otherwise."""
    opened_at = opened_at or timezone.now() - timedelta(seconds=10)
    return NINA | {"consent": "on", "homepage": "", "started": stamp(opened_at)} | changes
