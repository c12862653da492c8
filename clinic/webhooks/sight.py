"""Who may know of which change: whoever may read the thing over the API, asked when it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bookings.models import Appointment
from clinic.people.models import Principal, User
from clinic.webhooks.models import Change
from programs.models import Program, SessionLog


@dataclass(frozen=True)
class Kind:
    """What changes are about: whose it can be, its rows for somebody, its place in the API."""

    roles: tuple[str, ...]
    rows: Callable[[Principal], QuerySet[Any]]
    path: str


CLINICAL = (User.Role.RUNNER, User.Role.PHYSIO)
KINDS = {
    "program": Kind(CLINICAL, Program.objects.visible_to, "programs"),
    "session_log": Kind(CLINICAL, SessionLog.objects.visible_to, "session-logs"),
    "appointment": Kind(
        tuple(User.Role.values), Appointment.objects.visible_to, "appointments"
    ),
}  # fmt: skip


def may_see(user: User, change: Change) -> bool:
    """Whether this person could read what changed; one query."""
    kind = KINDS[change.event.partition(".")[0]]
    return kind.rows(user).filter(pk=change.subject).exists()
