"""The clinic on which histories of a diary are played: two rooms, three physios, mornings only."""

from datetime import time
from uuid import UUID

from tests import factories

PEOPLE = 3


class SmallClinic:
    """Mix it in and `open` it; `answers` are the visits by the keys that booked them."""

    def open(self, *, runners: int) -> None:
        """So many runners may book a visit of 30 minutes, with 15 kept free after it."""
        self.site = factories.make_site()
        self.rooms = [factories.make_room(self.site, f"Room {number}") for number in range(2)]
        self.people = [factories.make_practitioner(f"Physio{number}") for number in range(PEOPLE)]
        for person in self.people:
            factories.make_hours(person, self.site, opens=time(9), closes=time(12))
        self.runners = [factories.make_runner(f"Runner{number}") for number in range(runners)]
        self.dee = factories.make_user("front_desk", "Dee")
        self.kind = factories.make_type("Visit", 30)
        self.kind.buffer_after, self.kind.is_online = 15, True
        self.kind.change_hours = self.kind.notice_hours = 0
        self.kind.save()
        self.answers: dict[UUID, UUID] = {}
