"""What stands in the way of a visit."""

from collections.abc import Collection
from uuid import UUID

from bookings.models import Appointment
from clinic.db import read_rows

# Written out, because every booking asks it and making it from parts costs more than its answer. A
# visit with what is kept free around it lasts less than a day: so an index on the start finds what
# may overlap, whatever the history. Its values are hidden: see `read_rows`.
NEAR = """
SELECT {v} FROM bookings_appointment v
WHERE id <> %(visit)s AND (
  starts_at > (SELECT %(from)s::timestamptz - interval '1 day')
  AND starts_at < (SELECT %(to)s::timestamptz + interval '1 day')
  AND blocked_from < (SELECT %(to)s::timestamptz)
  AND blocked_to > (SELECT %(from)s::timestamptz)
  AND status = ANY((SELECT %(blocking)s)::text[])
  AND (practitioner_id = ANY((SELECT %(practitioners)s)::uuid[])
    OR room_id = ANY((SELECT %(rooms)s)::uuid[]) OR runner_id = (SELECT %(runner)s::uuid))
  OR idempotency_key = (SELECT %(key)s::uuid))
"""


def in_the_way(
    visit: Appointment, practitioners: Collection[UUID], rooms: Collection[UUID]
) -> list[Appointment]:
    """Visits and holds at its time, with any of these people, in any of these rooms, or the runner.

    Also holds that have run out, and the visit that its idempotency key has booked before.
    """
    asked = {
        "from": visit.blocked_from,
        "to": visit.blocked_to,
        "blocking": [status.value for status in Appointment.BLOCKING],
        "practitioners": list(practitioners),
        "rooms": list(rooms),
        "runner": visit.runner_id,
        "key": visit.idempotency_key,
        "visit": visit.pk,
    }
    return [visit for (visit,) in read_rows(NEAR, asked, v=Appointment)]
