"""What the diary says no to, each in words for people and with what could be done instead."""

from datetime import datetime

from django.core.exceptions import ValidationError

from bookings.models import Appointment
from bookings.progress.openings import Opening
from clinic.look.templatetags.steady import clock, day_clock
from clinic.people.models import Practitioner
from clinic.places.models import Room

FREEDOMS = {
    constraint.name: constraint.get_violation_error_message()
    for constraint in Appointment._meta.constraints
    if constraint.name.endswith("_is_free")
}


class SlotTaken(ValidationError):  # noqa: N818 - says what happened
    """The time is not free (409). `offers` are up to three free starts for the same wish."""

    def __init__(self, freedom: str) -> None:
        super().__init__(FREEDOMS[freedom], code="slot_taken")
        self.offers: list[Opening] = []

    @property
    def alternatives(self) -> list[datetime]:
        """When, of the offers."""
        return [start for offer in self.offers for start in offer.starts]


class OutsideHours(ValidationError):  # noqa: N818 - says what happened
    """Nobody works there then (422); the desk may book it all the same, on purpose."""

    def __init__(self, people: list[Practitioner], rooms: list[Room]) -> None:
        who = people[0].name if len(people) == 1 else "Nobody"
        where = rooms[0].site.name
        works = "does not work" if len(people) == 1 else "works"
        super().__init__(
            f"{who} {works} at {where} at that time. Choose another time, or book it outside the"
            " hours on purpose.",
            code="outside_hours",
        )


class KeyReused(ValidationError):  # noqa: N818 - says what happened
    """An idempotency key came back with another body (422)."""

    def __init__(self) -> None:
        super().__init__(
            "This key was already used for another visit. Send a new key.",
            code="idempotency_mismatch",
        )


class Stale(ValidationError):  # noqa: N818 - says what happened
    """Somebody else changed the visit after it was read (409 or 412). `visit`: as it is now.

    Who did is said to the desk alone.
    """

    def __init__(self, visit: Appointment, *, now: datetime, is_online: bool) -> None:
        self.visit = visit
        zone = visit.room.site.zone
        at, today = visit.updated_at.astimezone(zone), now.astimezone(zone).date()
        moment = f"at {clock(at)}" if at.date() == today else f"on {day_clock(at)}"
        change = f"This visit was changed {moment}."
        if not is_online:
            who = visit.changed_by
            change = f"{who or 'Somebody'} changed this visit {'' if who else 'online '}{moment}."
        super().__init__(
            f"{change} Look at it again, then repeat your change if it still fits.", code="stale"
        )
