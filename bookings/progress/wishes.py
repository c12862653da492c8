"""What a wish for a visit names, found with one question: every booking asks it."""

from dataclasses import dataclass, field
from uuid import UUID

from bookings.models import AppointmentType
from clinic.db import read_rows
from clinic.people.models import Practitioner, Runner
from clinic.places.models import Room, Site

NAMED = """
SELECT {k}, {p}, {w}, {r}, {s}, ARRAY(
  SELECT practitioner_id FROM bookings_appointmenttype_practitioners
  WHERE appointmenttype_id = k.id)
FROM (VALUES (1)) one
LEFT JOIN bookings_appointmenttype k ON k.id = %(kind)s
LEFT JOIN people_practitioner p ON p.id = (SELECT %(practitioner)s::uuid) AND p.is_active
LEFT JOIN people_runner w
  ON w.id = (SELECT %(runner)s::uuid) OR w.user_id = (SELECT %(user)s::uuid)
LEFT JOIN (places_room r JOIN places_site s ON s.id = r.site_id)
  ON r.site_id = COALESCE((SELECT %(site)s::uuid), r.site_id)
ORDER BY s.name, r.name
"""


@dataclass
class Named:
    """What there is of it; None or no rooms for what there is not."""

    kind: AppointmentType | None
    practitioner: Practitioner | None
    runner: Runner | None
    rooms: list[Room] = field(default_factory=list)


def find_named(
    *,
    kind: UUID,
    practitioner: UUID | None,
    site: UUID | None,
    runner: UUID | None = None,
    user: UUID | None = None,
) -> Named:
    """The kind with `offered_by`, who works here, the rooms of the site (None: of every site).

    The runner is the one with that id, or who signs in as that user.
    """
    asked = {"kind": kind, "practitioner": practitioner, "site": site}
    rows = read_rows(
        NAMED, asked | {"runner": runner, "user": user},
        k=AppointmentType, p=Practitioner, w=Runner, r=Room, s=Site,
    )  # fmt: skip
    found, person, who, _room, _site, skilled = rows[0]
    if found:
        found.offered_by = skilled
    rooms = []
    for *_named, room, site_of_it, _skilled in rows:
        if room:
            room.site = site_of_it
            rooms.append(room)
    return Named(found, person, who, rooms)
