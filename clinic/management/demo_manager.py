"""Max, the manager of the demo clinic: whoever is hired last says that it is complete."""

from datetime import datetime

from clinic.outbox.senders import choose_sender
from clinic.people.models import User

LAST = "max@demo.example"
# One of the numbers that the ACMA keeps free for made-up people.
TEXTS_COME_FROM = "+61491570110"


def hire_manager(*, now: datetime) -> User:
    """Max, and what texts come from."""
    manager = User.objects.create_user(LAST, name="Max Okoro", role=User.Role.MANAGER)
    choose_sender(number=TEXTS_COME_FROM, by=manager, now=now)
    return manager
