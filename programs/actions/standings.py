"""Counting ahead how runners stand, so that their physio's caseload need not."""

import json
from datetime import datetime

from django.db import connection
from django.utils import timezone

from programs.progress.caseload_reads import SHAPE
from programs.progress.standings import stands

BATCH = 500

MAKE = """
INSERT INTO programs_standing (runner_id)
SELECT id FROM people_runner r WHERE physio_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM programs_standing s WHERE s.runner_id = r.id)
ON CONFLICT DO NOTHING
"""

LATE = """
SELECT runner_id::text, edition FROM programs_standing
WHERE (counted_on, counted_edition, shape) IS DISTINCT FROM (%s, edition, %s)
"""

KEEP = """
UPDATE programs_standing s SET counted_edition = s.edition, counted_on = %(today)s,
  shape = %(shape)s, place = c.place, weight = c.weight, needs_you = c.needs_you,
  has_program = c.has_program, told = c.told
FROM (
  SELECT runner_id FROM programs_standing
  WHERE runner_id = ANY(%(runners)s::uuid[]) FOR UPDATE SKIP LOCKED
) free
JOIN unnest(
  %(runners)s::uuid[], %(editions)s::bigint[], %(places)s::smallint[], %(weights)s::int[],
  %(needs_you)s::bool[], %(has_program)s::bool[], %(told)s::text[]
) c (runner_id, edition, place, weight, needs_you, has_program, told)
  ON c.runner_id = free.runner_id
WHERE s.runner_id = free.runner_id AND s.edition = c.edition
"""


def count_standings(*, now: datetime) -> int:
    """Count everybody whose standing is not of today, or has changed; how many were kept.

    The editions are read before anything is counted: a change that comes in between raises the
    edition, so that what was counted without it is not kept. A row that somebody is changing is
    passed over; the next sweep counts it.
    """
    today = timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute(MAKE)
        cursor.execute(LATE, [today, SHAPE])
        late = cursor.fetchall()
        kept = 0
        for start in range(0, len(late), BATCH):
            editions = dict(late[start : start + BATCH])
            counted = stands(list(editions), today)
            found = counted.values()
            cursor.execute(
                KEEP,
                {
                    "today": today,
                    "shape": SHAPE,
                    "runners": list(counted),
                    "editions": [editions[runner] for runner in counted],
                    "places": [one.place for one in found],
                    "weights": [one.weight for one in found],
                    "needs_you": [one.needs_you for one in found],
                    "has_program": [one.has_program for one in found],
                    "told": [json.dumps(one.told, separators=(",", ":")) for one in found],
                },
            )
            kept += cursor.rowcount
    return kept
