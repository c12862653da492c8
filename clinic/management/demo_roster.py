"""When the demo's people work, and what can be booked with them on the site."""

from datetime import time
from typing import Protocol

from bookings.models import AppointmentType, WorkingHours
from clinic.people.models import Practitioner
from clinic.places.models import Room

FROM, UNTIL = time(7), time(19)
AT_THE_PARK = {"Paul Ferri", "Andrew Rivet"}


class Clinic(Protocol):
    """What is needed of the demo clinic."""

    rooms: list[Room]
    first: AppointmentType
    follow_up: AppointmentType
    exercise: AppointmentType
    massage: AppointmentType


class DemoRoster:
    """Everybody works every day; first visits and follow-ups are booked online.

    Massages are the massage therapists' own, and everything else is the others'.
    """

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    def fill(self) -> None:
        """Hours, and two kinds of visit that anybody may book."""
        hills, park = self.clinic.rooms[0].site, self.clinic.rooms[-1].site
        WorkingHours.objects.bulk_create(
            WorkingHours(
                practitioner=person,
                site=park if person.name in AT_THE_PARK else hills,
                weekday=weekday,
                opens=FROM,
                closes=UNTIL,
            )
            for person in Practitioner.objects.all()
            for weekday in range(1, 8)
        )
        for kind in (self.clinic.first, self.clinic.follow_up):
            kind.is_online = True
            kind.save(update_fields=["is_online"])
        massage = Practitioner.Profession.MASSAGE_THERAPIST
        others = list(Practitioner.objects.exclude(profession=massage))
        self.clinic.massage.practitioners.set(Practitioner.objects.filter(profession=massage))
        for kind in (self.clinic.first, self.clinic.follow_up, self.clinic.exercise):
            kind.practitioners.set(others)
